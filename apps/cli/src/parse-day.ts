/** Days as they are typed. */
import { type Instant, parseInstant } from '@upflow/model'
import { UsageError } from './exit-codes.ts'

/** A day begins at midnight UTC. @throws UsageError */
export function parseDay(text: string | undefined, option: string): Instant | null {
  if (text === undefined) return null
  if (/^\d{4}-\d\d-\d\d$/.test(text)) {
    const instant = Date.parse(`${text}T00:00:00Z`)
    if (!Number.isNaN(instant) && new Date(instant).toISOString().startsWith(text))
      return parseInstant(`${text}T00:00:00Z`)
  }
  throw new UsageError(`${option} takes a day such as 2026-01-31, not '${text}'`)
}
