/** Weeks on an axis: the day they begin, with the year where it is another than that of the label before. */
import { formatDay } from '../format/day.ts'

/** @param day `2026-01-05` */
export const weekLabel = (day: string, before: string | undefined): string =>
  before?.startsWith(day.slice(0, 5)) ? formatDay(day).replace(/ \d+$/, '') : formatDay(day)

/** What a label with its year takes. Pixels. */
export const labelSpace = 88

/** How many steps lie between two labels that need so many pixels. */
export const everyNth = (step: number, space: number): number =>
  Math.max(1, Math.ceil(space / Math.max(step, 0.01)))

/** @param day `2026-01-05` */
export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
