/** Responses by weekday and hour: how strong each cell is, and the sums at the edges. */
import { weekdays } from '../format/weekdays.ts'

export interface HeatRow {
  readonly day: string
  readonly hours: readonly number[]
  readonly sum: number
}

/** @param byHour seven days from Monday on, each of 24 hours */
export const toHeat = (byHour: readonly (readonly number[])[]): HeatRow[] =>
  weekdays.map((day, index) => {
    const hours = byHour[index] ?? []
    return { day, hours, sum: hours.reduce((sum, one) => sum + one, 0) }
  })

export const hourSums = (rows: readonly HeatRow[]): number[] =>
  Array.from({ length: 24 }, (_, hour) => rows.reduce((sum, { hours }) => sum + (hours[hour] ?? 0), 0))

/** From 0 to 1, of the strongest cell. */
export const heatOf = (count: number, rows: readonly HeatRow[]): number => {
  const most = Math.max(...rows.flatMap(({ hours }) => hours), 0)
  return most === 0 ? 0 : count / most
}
