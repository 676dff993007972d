/**
 * A period in steps of days or weeks, and counting over it: what happened in each step, and what lasted at the end of
 * each, without a look at every step for everything that lasts.
 */
import type { Instant } from '@upflow/model'
import { stepStarts } from './zone-days.ts'

export interface Steps {
  /** Each of so many days. */
  readonly stepDays: 1 | 7
  /** Of each, its first day: of a week the Monday, also where the period begins in the midst of it. */
  readonly days: readonly string[]
  /** When each begins and ends: they abut. */
  readonly begins: readonly Instant[]
  readonly ends: readonly Instant[]
  /** The end of the last. */
  readonly until: Instant
}

const mostDailySteps = 100
/** Nothing happened before it. */
const firstInstant: Instant = 0
const daySeconds = 86_400

/** @param now the present: no step ends later, nor begins before 1970 */
export function toSteps(
  period: { readonly since: Instant; readonly until: Instant },
  { now, timeZone }: { readonly now: Instant; readonly timeZone: string },
): Steps {
  const since = Math.max(period.since, firstInstant)
  const until = Math.min(period.until, now)
  const isLong = until - since > (mostDailySteps + 2) * daySeconds
  const daily = since < until && !isLong ? stepStarts(since, until, { timeZone, stepDays: 1 }) : []
  // Days are counted: a hundred of them are an hour longer where a clock is put back.
  const stepDays = isLong || daily.length > mostDailySteps ? 7 : 1
  const starts = stepDays === 7 ? stepStarts(since, until, { timeZone, stepDays }) : daily
  const begins = starts.map(({ at }, index) => (index === 0 ? Math.max(at, since) : at))
  return {
    stepDays,
    days: starts.map(({ day }) => day),
    begins,
    ends: begins.map((_, index) => begins[index + 1] ?? until),
    until,
  }
}

export interface Bins {
  /** How many events each step had. */
  readonly counts: readonly number[]
  add(at: Instant): void
}

export function createBins({ begins, until }: Steps): Bins {
  const counts = begins.map(() => 0)
  return {
    counts,
    add(at) {
      if (at >= until) return
      const index = countAtMost(begins, at) - 1
      if (index >= 0) counts[index]!++
    },
  }
}

export interface Levels {
  /** Something lasts from an instant up to another, which it does not hold any more; null while it lasts. */
  add(from: Instant, to: Instant | null): void
  /** How many lasted at the end of each step. */
  atEnds(): number[]
}

export function createLevels({ ends }: Steps): Levels {
  const changes = new Int32Array(ends.length + 1)
  return {
    add(from, to) {
      const [first, last] = [countBelow(ends, from), to === null ? ends.length : countBelow(ends, to)]
      if (first >= last) return
      changes[first]!++
      changes[last]!--
    },
    atEnds() {
      let level = 0
      return ends.map((_, index) => (level += changes[index]!))
    },
  }
}

const countAtMost = (sorted: readonly number[], value: number) => countBelow(sorted, value + 1)

/** How many of whole numbers are below a value. */
function countBelow(sorted: readonly number[], value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}
