/** Which file lies at a path: another one has another identity, as long as one that was there is still open. */
import { statSync } from 'node:fs'

/** Null when there is none. Its number is not given to another file before the last who has it open closes it. */
export function identityOf(path: string): string | null {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false })
  return stat ? `${stat.dev}:${stat.ino}` : null
}

/** Opens what lies at a path, with its identity, also when it is replaced at this moment. */
export function openIdentified<T extends { close(): void }>(
  path: string,
  open: () => T,
): { readonly opened: T; readonly identity: string | null } {
  for (;;) {
    const before = identityOf(path)
    const opened = open()
    if (identityOf(path) === before) return { opened, identity: before }
    opened.close()
  }
}
