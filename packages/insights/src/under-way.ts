/** What was open at a time, from when pull requests were opened and ended. */
import type { Instant } from '@upflow/model'
import type { Judged } from './judge-pulls.ts'
import { countLeftOut, type LeftOut } from './left-out.ts'
import type { LifeColumns } from './life-columns.ts'
import type { Stretch } from './stretch.ts'

/**
 * Whether it was opened before the end of a period and neither merged nor closed for good before it: not when it begins
 * either. What waits for a release after its merge is not among them.
 */
export const isUnderWay = (
  { createdAt, endedAt }: Pick<LifeColumns, 'createdAt' | 'endedAt'>,
  pull: number,
  { since, until }: Stretch,
): boolean => createdAt[pull]! < until && !(endedAt[pull]! <= since)

/** With the instant at which a period ends, of which a board shows what begins then too. */
export const untilEnd = ({ since, until }: Stretch): Stretch => ({ since, until: until + 1 })

/** Pull requests, and what a filter says of them. */
export interface Lives {
  readonly lives: LifeColumns
  readonly judged: Judged
}

/** From when to when it was open, of the time up to an instant. */
const openOf = (
  { createdAt, endedAt }: LifeColumns,
  pull: number,
  until: Instant,
): readonly [from: Instant, to: Instant] => {
  const end = endedAt[pull]!
  return [createdAt[pull]!, Number.isNaN(end) ? until : end]
}

/** What a filter says of it, and of whether its author was a member for a part of the time in which it was open. */
const judgedIn = ({ lives, judged }: Lives, pull: number, { since, until }: Stretch) => {
  const [from, to] = openOf(lives, pull, until)
  return judged.during(pull, Math.max(from, since), Math.min(to, until))
}

/** Those that were under way, read whole, and of whoever was a member for a part of it. */
export function underWay(all: Lives, period: Stretch): number[] {
  const { lives } = all
  const found: number[] = []
  for (let pull = 0; pull < lives.key.length; pull++)
    if (lives.isWhole[pull] === 1 && isUnderWay(lives, pull, period))
      if (judgedIn(all, pull, period) === 'in') found.push(pull)
  return found
}

/** Of those that were open for a part of it, merged or closed in it. */
export function leftOutIn(all: Lives, period: Stretch): LeftOut {
  const { profile, isWhole } = all.lives
  const leftOut = countLeftOut()
  for (let pull = 0; pull < profile.length; pull++) {
    const [from, to] = openOf(all.lives, pull, period.until)
    if (from >= period.until || to < period.since) continue
    leftOut.add(judgedIn(all, pull, period), profile[pull]!.kind, isWhole[pull] === 1)
  }
  return leftOut.done()
}
