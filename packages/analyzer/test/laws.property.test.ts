/** The laws of the analyzer, each against histories of every kind. */
import { defaultRules, type RawPullRequest } from '@upflow/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { analyzePullRequest } from '../src/index.ts'
import { anyPullRequest, comment, cy, review, robot } from './pull-requests.ts'
import { firstAsked, firstCommitted, isApproved, said, secondsOf } from './reference.ts'

const release = fc.option(fc.integer({ min: 0, max: 30 }))
/** More by hand: UPFLOW_LAW_RUNS. */
const slow = { numRuns: Number(process.env.UPFLOW_LAW_RUNS ?? 300) }
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
        const seconds = segments.flatMap(({ state, turn, from, to }) =>
          Array.from({ length: (to ?? horizon) - from }, () => ({ state, turn })),
        )
        expect(seconds).toEqual(secondsOf(pullRequest, instants.releasedAt, horizon))
      }),
      slow, // slow by design
    )
  })

  it('segments abut, never overlap, are never empty, and change state at every boundary', () => {
    fc.assert(
      fc.property(anyPullRequest, release, (pullRequest, after) => {
        const { segments } = analyze(pullRequest, after)
        segments.forEach((segment, index) => {
          const next = segments[index + 1]
          if (next) expect(segment.to).toBe(next.from)
          if (next) expect([segment.state, segment.turn]).not.toEqual([next.state, next.turn])
          if (segment.to !== null) expect(segment.to).toBeGreaterThan(segment.from)
          expect(segment.because.at).toBe(segment.from)
          expect(segment.until?.at ?? null).toBe(segment.to)
          if (next) expect(segment.until).toEqual(next.because)
        })
      }),
      runs,
    )
  })

  it('every metric and instant is what the slow reference counts', () => {
    fc.assert(
      fc.property(anyPullRequest, release, (pullRequest, after) => {
        const { metrics, instants, now } = analyze(pullRequest, after)
        const seconds = secondsOf(pullRequest, instants.releasedAt, 200)
        const count = (...states: string[]) =>
          seconds.filter(({ state, turn }) => states.includes(state) || (turn && states.includes(turn)))
            .length
        const hasEnded = pullRequest.state !== 'open'
        const talk = said(pullRequest)
        const first = (list: { at: number }[]) =>
          list.length === 0 ? null : Math.min(...list.map(({ at }) => at))
        const firstResponseAt = first(talk.filter(({ isEarly }) => !isEarly))
        const wasReady = instants.readyAt !== null
        const lasting =
          (hasEnded && pullRequest.mergedAt === null) || instants.releasedAt ? null : seconds.at(-1)!
        const unlessLasting = (name: string) =>
          lasting && (lasting.state === name || lasting.turn === name) ? null : count(name)
        const hasCoding = firstCommitted(pullRequest) !== null || count('draft') > 0
        const coding =
          hasCoding && lasting?.state !== 'coding' && lasting?.state !== 'draft'
            ? count('coding', 'draft')
            : null
        const awaiting = count('awaiting-request', 'awaiting-review')
        const pickup = firstResponseAt === null ? null : awaiting
        const unanswered = hasEnded && wasReady && firstResponseAt === null ? awaiting : null
        const review = hasEnded && firstResponseAt !== null ? count('in-review', 'approved') : null
        const parts = [coding, pickup, unanswered, review].filter((part) => part !== null)
        const total = hasEnded && parts.length > 0 ? parts.reduce((sum, part) => sum + part, 0) : null
        const deploy = instants.releasedAt === null ? null : count('awaiting-release')
        expect(metrics).toMatchObject({
          codingSeconds: coding,
          pickupSeconds: pickup,
          unansweredSeconds: unanswered,
          reviewSeconds: review,
          totalSeconds: total,
          deploySeconds: deploy,
          leadTimeSeconds: total === null || deploy === null ? null : total + deploy,
          awaitingRequestSeconds: unlessLasting('awaiting-request'),
          approvedNotMergedSeconds: unlessLasting('approved'),
          draftSeconds: unlessLasting('draft'),
          waitingAuthorSeconds: unlessLasting('author'),
          waitingReviewerSeconds: unlessLasting('reviewers'),
          unreviewed: hasEnded && talk.length === 0,
        })
        expect(instants).toMatchObject({
          firstCommittedAt: firstCommitted(pullRequest),
          firstResponseAt,
          firstReviewedAt: first(talk.filter(({ isEarly, isReview }) => !isEarly && isReview)),
          reviewRequestedAt: firstAsked(pullRequest),
        })
        const until = Math.min(pullRequest.mergedAt ?? pullRequest.closedAt ?? 200, 200)
        let approvedAt: number | null = isApproved(pullRequest, until) ? until : null
        while (approvedAt !== null && isApproved(pullRequest, approvedAt - 1)) approvedAt--
        expect(instants.approvedAt).toBe(approvedAt)
        expect(now === null ? null : [now.state, now.turn]).toEqual(
          lasting ? [lasting.state, lasting.turn] : null,
        )
      }),
      slow,
    )
  })

  it('with working hours around the clock both clocks agree; without any there is no working time', () => {
    const around = {
      ...defaultRules,
      calendar: { ...defaultRules.calendar, workingDays: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' },
    }
    const asleep = { ...around, calendar: { ...around.calendar, from: '12:00' } }
    fc.assert(
      fc.property(anyPullRequest, release, (pullRequest, after) => {
        const { metrics, segments } = analyze(pullRequest, after, around)
        const { working, ...wall } = metrics
        expect(wall).toMatchObject(working)
        for (const { from, to, workingSeconds } of segments)
          expect(workingSeconds).toBe(to === null ? null : to - from)
        const night = analyze(pullRequest, after, asleep)
        for (const [name, seconds] of Object.entries(night.metrics.working))
          expect(seconds, name).toBe(metrics.working[name as 'totalSeconds'] === null ? null : 0)
      }),
      slow,
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
        // What an author says passes the turn, also an author that is a bot.
        fc.pre(who.login !== pullRequest.author.login)
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
