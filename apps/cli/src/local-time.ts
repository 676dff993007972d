/** Instants on the clock of an organization. */
import type { Instant } from '@upflow/model'

/** `2026-01-31 09:00` */
export function localTime(timeZone: string): (at: Instant) => string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' })
  return (at) => format.format(at * 1_000)
}
