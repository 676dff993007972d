/** What was made is there, also where it cannot be written down: as in a folder that may only be read. */
import type { Terminal } from './terminal.ts'

export async function putInAudit(terminal: Terminal, put: () => Promise<unknown>): Promise<void> {
  try {
    await put()
  } catch (error) {
    terminal.note(`It is not in the audit: ${(error as Error).message}`)
  }
}
