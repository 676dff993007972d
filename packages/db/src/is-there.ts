/** Whether something lies at a path: what nobody may look at does. */
import { statSync } from 'node:fs'

export function isThere(path: string): boolean {
  try {
    statSync(path)
    return true
  } catch (error) {
    return !['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')
  }
}
