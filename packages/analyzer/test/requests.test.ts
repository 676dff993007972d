/** Who was asked, until when, and from when that was in force. */
import { defaultRules, type TimelineEvent } from '@upflow/model'
import { describe, expect, it } from 'vitest'
import { analyzePullRequest } from '../src/index.ts'
import {
  ben,
  comment,
  core,
  cy,
  event,
  pullRequest,
  requested,
  review,
  robot,
  unrequested,
} from './pull-requests.ts'

describe('requests of a review', () => {
  it('keeps every request with its removal and first answer', () => {
    const { reviewRequests } = analyzePullRequest(
      pullRequest({
        mergedAt: 3000,
        events: [
          requested(1100, ben),
          requested(1200, cy),
          unrequested(1300, cy),
          requested(2000, ben),
          requested(1150, core),
          requested(1160, robot),
        ],
        reviews: [review(1500, ben), review(2400, ben)],
      }),
      defaultRules,
      null,
    )
    expect(
      reviewRequests.map(({ reviewer, requestedAt, removedAt, respondedAt, seconds }) => [
        reviewer.login,
        requestedAt,
        removedAt,
        respondedAt,
        seconds,
      ]),
    ).toEqual([
      ['ben', 1100, null, 1500, 400],
      ['core', 1150, null, null, null],
      ['cy', 1200, 1300, null, null],
      ['ben', 2000, null, 2400, 400],
    ])
  })

  it.each<[what: string, events: TimelineEvent[], ends: (number | null)[]]>([
    [
      'removed and asked again at once: asked',
      [requested(1100), unrequested(1200), requested(1200)],
      [1200, null],
    ],
    [
      'removed in the second of being asked, and not asked before',
      [requested(1200), unrequested(1200)],
      [1200],
    ],
    [
      'removed, asked again and removed at once',
      [requested(1100), unrequested(1200), requested(1200), { ...unrequested(1200), id: 'another' }],
      [1200, 1200],
    ],
    [
      'asked again at once, and removed later',
      [requested(1100), unrequested(1200), requested(1200), unrequested(1300)],
      [1200, 1300],
    ],
    ['asked again without a removal: asked once', [requested(1100), requested(1200)], [1200, null]],
    ['removed twice by one event', [requested(1100), unrequested(1200), unrequested(1200)], [1200]],
  ])('of one reviewer, %s', (_, events, ends) => {
    const { reviewRequests } = analyzePullRequest(pullRequest({ events }), defaultRules, null)
    expect(reviewRequests.map(({ removedAt }) => removedAt)).toEqual(ends)
    const reversed = analyzePullRequest(pullRequest({ events: events.toReversed() }), defaultRules, null)
    expect(reversed.reviewRequests).toEqual(reviewRequests)
  })

  it('who is removed and asked at once, and removed from the draft, is not asked when it is ready', () => {
    const { instants, metrics, segments } = analyzePullRequest(
      pullRequest({
        isDraft: true,
        events: [
          requested(1100, ben),
          unrequested(1200, ben),
          requested(1200, ben),
          unrequested(1300, ben),
          event('ready-for-review', 1400),
          requested(1900, cy),
        ],
        mergedAt: 2000,
      }),
      defaultRules,
      null,
    )
    expect([instants.reviewRequestedAt, metrics.awaitingRequestSeconds]).toEqual([1900, 500])
    expect(segments.map(({ state, because }) => [state, because.kind])).toEqual([
      ['coding', 'commit'],
      ['draft', 'draft'],
      ['awaiting-request', 'ready'],
      ['awaiting-review', 'request'],
      ['awaiting-release', 'merge'],
    ])
  })

  it.each([
    ['a review answered', { reviews: [review(1200, ben)] }, 1900, 'awaiting-request'],
    ['a comment answered', { comments: [comment(1200, ben)] }, 1400, 'awaiting-review'],
    ['nobody answered', {}, 1400, 'awaiting-review'],
  ])(
    'a request of a draft that %s is in force when it is ready, or not, and no reason',
    (_, said, at, state) => {
      const { instants, segments } = analyzePullRequest(
        pullRequest({
          isDraft: true,
          events: [requested(1100, ben), event('ready-for-review', 1400), requested(1900, cy)],
          ...said,
        }),
        defaultRules,
        null,
      )
      expect(instants.reviewRequestedAt).toBe(at)
      const ready = segments.find(({ from }) => from === 1400)
      expect([ready?.state, ready?.because.kind]).toEqual([state, 'ready'])
    },
  )
})
