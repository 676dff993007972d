/** What waits, in columns by state, in the order in which a pull request goes through them. */
import type { BoardColumn, Waiting } from '../api/types.ts'
import { type StateKey, toStateKey } from '../states/states.ts'

const boardStates = [
  'draft',
  'awaiting-request',
  'awaiting-review',
  'author',
  'reviewers',
  'approved',
  'awaiting-release',
] as const satisfies StateKey[]

export interface Column {
  readonly state: (typeof boardStates)[number]
  /** All that waits in it, named below or not. */
  readonly count: number
  /** Of a turn, when more are in review than are named: there are at least so many. */
  readonly isLeast: boolean
  /** The longest waits first. */
  readonly waiting: readonly Waiting[]
  readonly usual: BoardColumn['usual']
}

/** In review is two columns, since whose turn it is says more; the API counts it as one. */
export const toBoard = (columns: readonly BoardColumn[]): Column[] =>
  boardStates.flatMap((state) => {
    const isTurn = state === 'author' || state === 'reviewers'
    const found = columns.find((one) => one.state === (isTurn ? 'in-review' : state))
    if (!found) return []
    const waiting = found.longest.filter((one) => toStateKey(one.state, one.turn) === state)
    return [
      {
        state,
        waiting,
        usual: found.usual,
        count: isTurn ? waiting.length : found.count,
        isLeast: isTurn && found.longest.length < found.count,
      },
    ]
  })

/** Of all states, the longest first. */
export const inOrder = (columns: readonly BoardColumn[]): Waiting[] =>
  columns.flatMap(({ longest }) => longest).sort((a, b) => a.since - b.since)

/** How many are open; what awaits its release is merged. */
export const countOpen = (columns: readonly BoardColumn[]): number =>
  columns.reduce((sum, { state, count }) => sum + (state === 'awaiting-release' ? 0 : count), 0)

const [hour, years] = [3_600, 3 * 31_557_600]

/** From 0 to 1: by logarithm, from an hour to three years. */
export const ageShare = (seconds: number): number =>
  Math.min(1, Math.log1p(Math.max(0, seconds) / hour) / Math.log1p(years / hour))
