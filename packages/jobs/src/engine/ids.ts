/** Ids that sort by the time they were made: 9 digits of milliseconds in base 36, then 12 random ones. */
import { randomBytes } from 'node:crypto'

export function newId(prefix: string, now: number): string {
  const random = [...randomBytes(12)].map((byte) => (byte % 36).toString(36)).join('')
  return `${prefix}_${Math.max(0, now).toString(36).padStart(9, '0')}${random}`
}
