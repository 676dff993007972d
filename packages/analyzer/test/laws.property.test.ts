/** The laws of the analyzer, each against histories of every kind. */
import { defaultRules, type RawPullRequest } from '@upflow/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { analyzePullRequest } from '../src/index.ts'
import { anyPullRequest, comment, cy, review, robot } from './pull-requests.ts'
import { secondsOf } from './reference.ts'

const release = fc.option(fc.integer({ min: 0, max: 30 }))
const runs = { numRuns: 2_000 }

function analyze(pullRequest: RawPullRequest, after: number | null, rules = defaultRules) {
  const at = pullRequest.mergedAt !== null && after !== null ? pullRequest.mergedAt + after : null
  return analyzePullRequest(pullRequest, rules, at === null ? null : { at, by: { kind: 'tag', name: 'v1' } })
}

describe('laws', () => {
  it('every second is in the state that the slow reference says', () => {
    fc.assert(
      fc.property(anyPullRequest, release, (pullRequest, after) => {
        const { segments, instants } = analyze(pullRequest, after)
        const horizon = 200
        const seconds = segments.flatMap(({ state, from, to }) =>
          Array.from({ length: (to ?? horizon) - from }, () => state),
        )
        expect(seconds).toEqual(secondsOf(pullRequest, instants.releasedAt, horizon))
      }),
      { numRuns: 500 }, // slow by design
    )
  })

  it('segments abut, never overlap, are never empty, and change state at every boundary', () => {
    fc.assert(
      fc.property(anyPullRequest, release, (pullRequest, after) => {
        const { segments } = analyze(pullRequest, after)
        segments.forEach((segment, index) => {
          const next = segments[index + 1]
          if (next) expect(segment.to).toBe(next.from)
          if (next) expect([segment.state, segment.waitingOn]).not.toEqual([next.state, next.waitingOn])
          if (segment.to !== null) expect(segment.to).toBeGreaterThan(segment.from)
          expect(segment.because.at).toBe(segment.from)
        })
      }),
      runs,
    )
  })

  it('total is the sum of the parts that are not null, and nothing is negative', () => {
    fc.assert(
      fc.property(anyPullRequest, release, (pullRequest, after) => {
        const { metrics } = analyze(pullRequest, after)
        const parts = [
          metrics.codingSeconds,
          metrics.pickupSeconds,
          metrics.reviewSeconds,
          metrics.deploySeconds,
        ].filter((part) => part !== null)
        for (const part of parts) expect(part).toBeGreaterThanOrEqual(0)
        expect(metrics.totalSeconds).toBe(
          parts.length === 0 ? null : parts.reduce((sum, part) => sum + part, 0),
        )
      }),
      runs,
    )
  })

  it('shuffling commits, reviews, comments and events changes nothing', () => {
    const shuffled = anyPullRequest.chain((pullRequest) =>
      fc.tuple(
        fc.constant(pullRequest),
        fc.shuffledSubarray([...pullRequest.commits], { minLength: pullRequest.commits.length }),
        fc.shuffledSubarray([...pullRequest.reviews], { minLength: pullRequest.reviews.length }),
        fc.shuffledSubarray([...pullRequest.comments], { minLength: pullRequest.comments.length }),
        fc.shuffledSubarray([...pullRequest.events], { minLength: pullRequest.events.length }),
      ),
    )
    fc.assert(
      fc.property(shuffled, release, ([pullRequest, commits, reviews, comments, events], after) => {
        expect(JSON.stringify(analyze({ ...pullRequest, commits, reviews, comments, events }, after))).toBe(
          JSON.stringify(analyze(pullRequest, after)),
        )
      }),
      runs,
    )
  })

  it('what a bot or an excluded user adds changes no duration', () => {
    const rules = { ...defaultRules, excludedLogins: ['Cy'], botLogins: [] }
    const added = fc.record({
      at: fc.integer({ min: 0, max: 60 }),
      who: fc.constantFrom(robot, cy),
      asReview: fc.boolean(),
    })
    fc.assert(
      fc.property(anyPullRequest, release, added, (pullRequest, after, { at, who, asReview }) => {
        const more = asReview
          ? { ...pullRequest, reviews: [...pullRequest.reviews, review(at, who, 'approved')] }
          : { ...pullRequest, comments: [...pullRequest.comments, comment(at, who)] }
        const [before, now] = [analyze(pullRequest, after, rules), analyze(more, after, rules)]
        expect(now.metrics).toEqual(before.metrics)
        expect(now.segments).toEqual(before.segments)
        expect(now.ignored).toHaveLength(before.ignored.length + 1)
      }),
      runs,
    )
  })
})
