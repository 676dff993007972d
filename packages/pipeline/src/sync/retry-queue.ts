/** When what could not be read, or not whole, is tried again: neither a reason to stop nor forgotten. */
import type { QueuedItem } from '@upflow/db'
import type { Unread } from '@upflow/github'
import type { Instant } from '@upflow/model'

/** Those of which GitHub does not even give the number have numbers of ours, from 0 down. */
export const isUnnamed = (number: number) => number <= 0

/** Before the next try: a minute, then twice as long each time, at most a day. */
export const delaySeconds = (attempts: number) => Math.min(86_400, 60 * 2 ** attempts)

/** What was refused however it was asked for is not asked for again at once. */
export const toQueued = ({ number, reason, isRefused }: Unread, now: Instant): QueuedItem => ({
  number,
  reason,
  nextAt: isRefused ? unstorableNextAt(now) : now,
})

export const unstorableNextAt = (now: Instant): Instant => now + delaySeconds(0)

const lookAgainSeconds = 6 * 3_600

/**
 * What has no number is found by a look at all there is: at once, but not soon after one.
 * @param seesEverything whether the pass that came by it was one
 */
export const unnamedNextAt = (now: Instant, seesEverything: boolean): Instant =>
  seesEverything ? now + lookAgainSeconds : now
