/** Responses by weekday and hour: how strong each cell is, the sums at the edges, and the list behind each of them. */
import type { View } from '../app/view.ts'
import { formatPlural } from '../format/number.ts'
import { weekdays } from '../format/weekdays.ts'
import { hourWords } from './behind-words.ts'

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

/** A number of the table: null for all days, and for all hours. */
export interface HeatCell {
  /** 1 is Monday. */
  readonly weekday: number | null
  readonly hour: number | null
  readonly count: number
}

/** All numbers that stand in the table: a row for each day and one for all, each with its hours and their sum. */
export function heatTable(rows: readonly HeatRow[]): HeatCell[][] {
  const sums = hourSums(rows)
  const rowOf = (weekday: number | null, hours: readonly number[]): HeatCell[] => [
    ...hours.map((count, hour) => ({ weekday, hour, count })),
    { weekday, hour: null, count: hours.reduce((sum, one) => sum + one, 0) },
  ]
  return [...rows.map(({ hours }, index) => rowOf(index + 1, hours)), rowOf(null, sums)]
}

/** What it adds to the filter. */
export const toHeatList = ({ weekday, hour }: HeatCell): View => ({
  ...(weekday === null ? {} : { weekday: String(weekday) }),
  ...(hour === null ? {} : { hour: String(hour) }),
})

/** `12 responses on Mondays from 9:00 to 10:00` */
export const heatCellWords = (cell: HeatCell): string =>
  [formatPlural(cell.count, 'response'), hourWords(toHeatList(cell)) || 'in all'].join(' ')
