/** The board of the end of a step: one that is not over ends later than now, and its board is that of the present. */
import { toInstantText } from '../format/local-time.ts'
import { scopeOf } from './filter-words.ts'
import { pick, type View } from './view.ts'

export interface StepEnd {
  /** Unix seconds. */
  readonly endsAt: number
}

export const boardAt = (view: View, { endsAt }: StepEnd, now: number): View => ({
  ...scopeOf(view),
  ...pick(view, ['clock']),
  ...(endsAt > now ? {} : { at: toInstantText(endsAt) }),
})
