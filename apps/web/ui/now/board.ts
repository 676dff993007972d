/** What waits, in columns by state, in the order in which a pull request goes through them. */
import type { Waiting } from '../api/types.ts'
import { type StateKey, toStateKey } from '../states/states.ts'

export const boardStates = [
  'draft',
  'awaiting-request',
  'awaiting-review',
  'author',
  'reviewers',
  'approved',
  'awaiting-release',
] as const satisfies StateKey[]

export interface BoardColumn {
  readonly state: (typeof boardStates)[number]
  /** The longest waits first. */
  readonly waiting: readonly Waiting[]
}

export const toBoard = (waiting: readonly Waiting[]): BoardColumn[] =>
  boardStates.map((state) => ({
    state,
    waiting: waiting
      .filter((one) => toStateKey(one.state, one.turn) === state)
      .sort((a, b) => a.since - b.since),
  }))

const [hour, years] = [3_600, 3 * 31_557_600]

/** From 0 to 1: by logarithm, from an hour to three years. */
export const ageShare = (seconds: number): number =>
  Math.min(1, Math.log1p(Math.max(0, seconds) / hour) / Math.log1p(years / hour))
