/** Days as they are typed. */
import { type Instant, isDay, parseInstant } from '@upflow/model'
import { UsageError } from './exit-codes.ts'

/** A day begins at midnight UTC. @throws UsageError */
export function parseDay(text: string | undefined, option: string): Instant | null {
  if (text === undefined) return null
  if (isDay(text)) return parseInstant(`${text}T00:00:00Z`)
  throw new UsageError(`${option} takes a day such as 2026-01-31, not '${text}'`)
}
