import { defaultRules, ghost } from '@upflow/model'
import { describe, expect, it } from 'vitest'
import {
  type Analysis,
  AnalyzerError,
  analyzePullRequest,
  compilePattern,
  type Release,
} from '../src/index.ts'
import {
  ann,
  ben,
  comment,
  commit,
  cy,
  dismissed,
  event,
  pullRequest,
  requested,
  review,
  robot,
} from './pull-requests.ts'

const tag = (at: number): Release => ({ at, by: { kind: 'tag', name: 'v1' } })
const parts = ({ metrics }: Analysis) => [
  metrics.codingSeconds,
  metrics.pickupSeconds,
  metrics.unansweredSeconds,
  metrics.reviewSeconds,
  metrics.deploySeconds,
  metrics.totalSeconds,
]

describe('coding, pickup, unanswered, review, deploy and total', () => {
  it.each([
    [
      'merged, reviewed and released',
      { mergedAt: 2000, reviews: [review(1500)] },
      2600,
      [100, 500, null, 500, 600, 1100],
    ],
    [
      'merged and not yet released',
      { mergedAt: 2000, reviews: [review(1500)] },
      null,
      [100, 500, null, 500, null, 1100],
    ],
    [
      'merged without a response: nobody picked it up',
      { mergedAt: 2000 },
      2000,
      [100, null, 1000, null, 0, 1100],
    ],
    [
      'a comment is a response too',
      { mergedAt: 2000, comments: [comment(1200)] },
      null,
      [100, 200, null, 800, null, 1100],
    ],
    [
      'without commits coding is not computable',
      { mergedAt: 2000, commits: [] },
      null,
      [null, null, 1000, null, null, 1000],
    ],
    [
      'no commit of before its creation (a rebase): coding is not computable',
      { mergedAt: 2000, commits: [commit(1100)] },
      null,
      [null, null, 1000, null, null, 1000],
    ],
    [
      'a rebase does not move the first commit',
      { mergedAt: 2000, commits: [commit(900, 1900)] },
      null,
      [100, null, 1000, null, null, 1100],
    ],
    [
      'a bot does not respond',
      { mergedAt: 2000, reviews: [review(1100, robot)] },
      null,
      [100, null, 1000, null, null, 1100],
    ],
    [
      'the author does not respond',
      { mergedAt: 2000, comments: [comment(1100, ann)] },
      null,
      [100, null, 1000, null, null, 1100],
    ],
    [
      'a deleted account was a person',
      { mergedAt: 2000, comments: [comment(1100, ghost)] },
      null,
      [100, 100, null, 900, null, 1100],
    ],
    [
      'a review after the merge is none',
      { mergedAt: 2000, reviews: [review(2100)] },
      null,
      [100, null, 1000, null, null, 1100],
    ],
    [
      'a review that does not say when it was submitted is none',
      { mergedAt: 2000, reviews: [review(null)] },
      null,
      [100, null, 1000, null, null, 1100],
    ],
    [
      'opened as a draft: coding lasts until ready',
      { mergedAt: 2000, events: [event('ready-for-review', 1300)], reviews: [review(1500)] },
      null,
      [400, 200, null, 500, null, 1100],
    ],
    [
      'back to draft in review: that time is coding',
      {
        mergedAt: 2000,
        reviews: [review(1200)],
        events: [event('converted-to-draft', 1400), event('ready-for-review', 1700)],
      },
      null,
      [400, 200, null, 500, null, 1100],
    ],
    [
      'closed and reopened: the time between counts nowhere',
      { mergedAt: 2000, reviews: [review(1200)], events: [event('closed', 1300), event('reopened', 1800)] },
      null,
      [100, 200, null, 300, null, 600],
    ],
    [
      'closed without a merge',
      { closedAt: 2000, reviews: [review(1500)] },
      null,
      [100, 500, null, 500, null, 1100],
    ],
    ['open and waiting', {}, null, [100, null, null, null, null, null]],
    ['open and in review', { reviews: [review(1500)] }, null, [100, 500, null, null, null, null]],
    ['open and a draft', { isDraft: true }, null, [null, null, null, null, null, null]],
    [
      'reviewed while a draft alone: nobody answered it when it was ready',
      { mergedAt: 2000, reviews: [review(1100)], events: [event('ready-for-review', 1300)] },
      null,
      [400, null, 700, null, null, 1100],
    ],
  ] as const)('%s', (_, overrides, releasedAt, expected) => {
    const analysis = analyzePullRequest(
      pullRequest(overrides),
      defaultRules,
      releasedAt === null ? null : tag(releasedAt),
    )
    expect(parts(analysis)).toEqual(expected)
  })
})

describe('the finer cut', () => {
  it('says whose turn it is and why', () => {
    const analysis = analyzePullRequest(
      pullRequest({
        mergedAt: 3000,
        events: [requested(1100)],
        reviews: [review(1300, ben, 'changes-requested'), review(2500, ben, 'approved')],
        comments: [comment(1900, ben)],
        commits: [commit(900), commit(1600)],
      }),
      defaultRules,
      null,
    )
    expect(
      analysis.segments.map(({ state, turn, from, to, because, until }) => [
        state,
        turn ?? '',
        from,
        to,
        because.kind,
        until?.kind ?? null,
      ]),
    ).toEqual([
      ['coding', '', 900, 1000, 'commit', 'created'],
      ['awaiting-request', '', 1000, 1100, 'created', 'request'],
      ['awaiting-review', '', 1100, 1300, 'request', 'changes-requested'],
      ['in-review', 'author', 1300, 1600, 'changes-requested', 'push'],
      ['in-review', 'reviewers', 1600, 1900, 'push', 'comment'],
      ['in-review', 'author', 1900, 2500, 'comment', 'approval'],
      ['approved', '', 2500, 3000, 'approval', 'merge'],
      ['awaiting-release', '', 3000, null, 'merge', null],
    ])
    expect(analysis.metrics).toMatchObject({
      awaitingRequestSeconds: 100,
      waitingAuthorSeconds: 900,
      waitingReviewerSeconds: 300,
      approvedNotMergedSeconds: 500,
      reviewRounds: 1,
      pickupSeconds: 300,
    })
    expect(analysis.instants).toMatchObject({
      reviewRequestedAt: 1100,
      firstResponseAt: 1300,
      firstReviewedAt: 1300,
      approvedAt: 2500,
    })
  })

  it('a dismissed approval does not approve', () => {
    const approval = review(1500, ben, 'approved')
    const analysis = analyzePullRequest(
      pullRequest({ mergedAt: 2000, reviews: [approval], events: [dismissed(1600, approval.id)] }),
      defaultRules,
      null,
    )
    expect(analysis.instants.approvedAt).toBeNull()
  })

  it('of two dismissals alike, the one that knows what the review said is believed, in either order', () => {
    const given = review(1500, ben, 'dismissed')
    const events = [dismissed(1600, given.id, 'approved'), dismissed(1600, given.id, null)]
    const of = (list: typeof events) =>
      analyzePullRequest(pullRequest({ reviews: [given], events: list }), defaultRules, null)
    expect(of(events).segments.map(({ state }) => state)).toContain('approved')
    expect(of([...events].reverse())).toEqual(of(events))
  })

  it('an approval that is renewed in the second of a request for changes has stood since the first', () => {
    const reviews = [
      review(1500, ben, 'approved'),
      review(1600, ben, 'changes-requested'),
      review(1600, ben, 'approved'),
    ]
    const { instants, segments } = analyzePullRequest(
      pullRequest({ mergedAt: 2000, reviews }),
      defaultRules,
      null,
    )
    expect(instants.approvedAt).toBe(1500)
    expect(segments.find(({ state }) => state === 'approved')?.from).toBe(1500)
  })

  it('names what it ignored, and why', () => {
    const analysis = analyzePullRequest(
      pullRequest({
        mergedAt: 2000,
        reviews: [review(null), review(500, ben), review(2100, ben), review(1200, robot), review(1300, cy)],
        comments: [comment(1100, ann)],
      }),
      { ...defaultRules, excludedLogins: ['Cy'] },
      null,
    )
    expect(analysis.ignored.map(({ kind, at, why }) => [kind, at, why])).toEqual([
      ['review', null, 'pending'],
      ['review', 500, 'before-created'],
      ['comment', 1100, 'author'],
      ['review', 1200, 'bot'],
      ['review', 1300, 'excluded'],
      ['review', 2100, 'after-end'],
    ])
  })

  it('an opinion that is given while it is closed stands when it is reopened, and is no response', () => {
    const closed = [event('closed', 1400), event('reopened', 1600)]
    const of = (...reviews: ReturnType<typeof review>[]) =>
      analyzePullRequest(pullRequest({ mergedAt: 2000, reviews, events: closed }), defaultRules, null)
    const taken = of(review(1200, ben, 'approved'), review(1500, ben, 'changes-requested'))
    expect([taken.instants.approvedAt, taken.metrics.approvedNotMergedSeconds]).toEqual([null, 200])
    const given = of(review(1200, ben), review(1500, ben, 'approved'))
    expect([given.instants.approvedAt, given.metrics.approvedNotMergedSeconds]).toEqual([1500, 400])
    expect(given.ignored.map(({ why }) => why)).toEqual(['while-closed'])
    expect(of(review(1500, ben, 'approved')).metrics.unansweredSeconds).toBe(800)
  })

  it.each([
    ['of one that is open, dated days after its last change', 5_001 + 86_400, 'author', 2_000],
    ['that came while the rest of it was read', 5_000 + 86_400, 'reviewers', 5_000 + 86_400],
  ])('a commit %s: whose turn it is', (_, at, turn, since) => {
    const open = pullRequest({ commits: [commit(900), commit(at)], reviews: [review(2_000)] })
    const { now, metrics } = analyzePullRequest(open, defaultRules, null)
    expect(now).toEqual({ state: 'in-review', turn, since })
    expect(metrics.waitingAuthorSeconds).toBe(turn === 'author' ? null : since - 2_000)
  })

  it('what an author says that is a bot passes the turn', () => {
    const { metrics } = analyzePullRequest(
      pullRequest({
        author: robot,
        mergedAt: 2000,
        comments: [comment(1200, ben), comment(1500, robot)],
      }),
      defaultRules,
      null,
    )
    expect([metrics.reviewRounds, metrics.waitingAuthorSeconds, metrics.waitingReviewerSeconds]).toEqual([
      1, 300, 500,
    ])
  })

  it.each([
    [0, 'XS'],
    [10, 'XS'],
    [11, 'S'],
    [50, 'S'],
    [51, 'M'],
    [250, 'M'],
    [251, 'L'],
    [1000, 'L'],
    [1001, 'XL'],
  ])('%i changed lines are %s', (lines, sizeClass) => {
    const analysis = analyzePullRequest(pullRequest({ additions: lines, deletions: 0 }), defaultRules, null)
    expect(analysis.metrics).toMatchObject({ changedLines: lines, sizeClass })
  })

  it('leaves generated files out of the size', () => {
    const files = [
      { path: 'web/pnpm-lock.yaml', additions: 900, deletions: 90 },
      { path: 'pnpm-lock.yaml', additions: 1, deletions: 1 },
      { path: 'src/pnpm-lock.yaml.ts', additions: 5, deletions: 3 },
    ]
    const analysis = analyzePullRequest(
      pullRequest({ additions: 906, deletions: 94, changedFiles: 3, files }),
      defaultRules,
      null,
    )
    expect(analysis.metrics).toMatchObject({ changedLines: 8, changedFiles: 1 })
  })
})

describe('patterns', () => {
  it.each(['(a', '(?=a)', '(a)\\1'])('refuses %s with what to do', (pattern) => {
    const refuse = () => compilePattern(pattern)
    expect(refuse).toThrow(AnalyzerError)
    expect(refuse).toThrow(/RE2 syntax/)
  })

  it('takes a pattern that would backtrack without bound elsewhere, and matches the whole name', () => {
    const matches = compilePattern('(v+)+x')
    expect([matches(`${'v'.repeat(50_000)}`), matches('vvx'), matches('avvx')]).toEqual([false, true, false])
  })
})
