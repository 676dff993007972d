/** Opens a file so that it can be told from another that lies there later. */
import { identityOf } from '@upflow/db'

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
