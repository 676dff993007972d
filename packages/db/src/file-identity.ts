/** Which file lies at a path: another one has another identity, as long as one that was there is still open. */
import { statSync } from 'node:fs'
import { isThere } from './is-there.ts'

/** Null when there is none, or none to look at. Its number is not given to another before the last who has it open closes it. */
export function identityOf(path: string): string | null {
  try {
    const { dev, ino } = statSync(path, { bigint: true })
    return `${dev}:${ino}`
  } catch {
    return null
  }
}

/** Whether another file lies there by now, or none. What may not be looked at may be the same. */
export function isReplaced(path: string, identity: string | null): boolean {
  const now = identityOf(path)
  return now === null ? !isThere(path) : now !== identity
}
