/** Who a command works for: the user of this process, for the audit of what it changes. */
import { userInfo } from 'node:os'

export function processUser(): string {
  try {
    return userInfo().username
  } catch {
    // A container's user may have no name.
    return `user ${process.getuid?.() ?? 'unknown'}`
  }
}
