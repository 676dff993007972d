/** Days as they are written, `2026-01-31`, and their distance: a calendar's, whatever the time zone. */
import { isDay } from '@upflow/model'

const dayMs = 86_400_000
const midnight = (day: string) => Date.parse(`${day}T00:00:00Z`)

/** The day so many days later, or earlier. */
export const addDays = (day: string, days: number): string =>
  new Date(midnight(day) + days * dayMs).toISOString().slice(0, 10)

/** The day of the same date so many years later, or earlier; of 29 February, where there is none, the 28th. */
export function addYears(day: string, years: number): string {
  const year = String(Number(day.slice(0, 4)) + years).padStart(4, '0')
  const same = `${year}${day.slice(4)}`
  return isDay(same) ? same : `${year}-02-28`
}
