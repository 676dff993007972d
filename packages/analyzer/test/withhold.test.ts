/** What could not be read makes null what needs it, and changes nothing else. */
import type { PullRequestPart } from '@upflow/model'
import { describe, expect, it } from 'vitest'
import { analyzePullRequest, defaultRules, type Metrics, parseInstant } from '../src/index.ts'
import { pullRequest } from './pull-requests.ts'

const at = (time: string) => parseInstant(`2026-03-02T${time}:00Z`)
const person = (login: string) => ({ kind: 'user', login, id: login }) as const
const complete = pullRequest({
  state: 'merged',
  author: person('ann'),
  createdAt: at('10:00'),
  mergedAt: at('16:00'),
  closedAt: at('16:00'),
  additions: 30,
  deletions: 4,
  changedFiles: 1,
  commits: [{ sha: 'c', authoredAt: at('09:00'), committedAt: at('09:00'), author: null }],
  reviews: [{ id: 'r', author: person('ben'), state: 'approved', submittedAt: at('12:00'), url: null }],
  events: [
    {
      kind: 'review-requested',
      at: at('11:00'),
      actor: person('ann'),
      id: 'e',
      url: null,
      reviewer: person('ben'),
    },
  ],
  files: [{ path: 'a.ts', additions: 30, deletions: 4 }],
})
const ghost = { kind: 'ghost', login: 'ghost', id: null } as const
const release = { at: at('17:00'), by: { kind: 'merge', number: 1 } } as never
const analysis = analyzePullRequest(complete, defaultRules, release)

const talk = [
  'pickupSeconds',
  'reviewSeconds',
  'unreviewed',
  'awaitingRequestSeconds',
  'approvedNotMergedSeconds',
] as const
const turns = [
  'totalSeconds',
  'leadTimeSeconds',
  'waitingAuthorSeconds',
  'waitingReviewerSeconds',
  'reviewRounds',
] as const
const size = ['changedLines', 'changedFiles', 'sizeClass'] as const
const cases: [PullRequestPart, readonly (keyof Metrics)[]][] = [
  ['commits', ['codingSeconds', ...turns]],
  ['reviews', [...talk, ...turns]],
  ['comments', [...talk, ...turns]],
  ['author', [...talk, ...turns]],
  ['events', ['codingSeconds', 'draftSeconds', ...talk, ...turns]],
  ['mergedAt', ['codingSeconds', 'draftSeconds', 'deploySeconds', ...talk, ...turns]],
  ['closedAt', ['codingSeconds', 'draftSeconds', 'deploySeconds', ...talk, ...turns]],
  ['files', size],
  ['size', size],
  ['requestedReviewers', []],
  ['labels', []],
  ['mergeCommit', ['deploySeconds', 'leadTimeSeconds']],
  ['fullDatabaseId', []],
]
const isHistory = (part: PullRequestPart) =>
  ['commits', 'reviews', 'comments', 'author', 'events', 'mergedAt', 'closedAt', 'mergeCommit'].includes(part)

it('of a whole pull request all is said', () => {
  expect(Object.entries(analysis.metrics).filter(([, value]) => value === null)).toEqual([
    ['unansweredSeconds', null],
  ])
  expect([analysis.incomplete, analysis.segments.length]).toEqual([[], 5])
})

describe('unread', () => {
  it.each(cases)('%s', (part, unknown) => {
    const half = analyzePullRequest({ ...complete, incomplete: [part] }, defaultRules, release)
    const nothing = Object.fromEntries(unknown.map((metric) => [metric, null]))
    const { working } = analysis.metrics
    const ofClock = Object.fromEntries(Object.entries(nothing).filter(([metric]) => metric in working))
    const expected = { ...analysis.metrics, ...nothing, working: { ...working, ...ofClock } }
    expect(half.metrics).toEqual(expected)
    // A label would make it a dependency.
    expect(half.incomplete).toEqual(isHistory(part) || part === 'labels' ? [part] : [])
    expect(half.segments).toEqual(isHistory(part) ? [] : analysis.segments)
  })

  it('the merge commit is not needed by what its own merge released, nor by what is not merged', () => {
    const own = { at: at('16:00'), by: { kind: 'pull-request', number: complete.number } } as const
    const whole = analyzePullRequest(complete, defaultRules, own)
    const half = { ...complete, mergeCommitSha: null, incomplete: ['mergeCommit'] } as const
    expect(analyzePullRequest(half, defaultRules, own)).toEqual(whole)
    const byOther = analyzePullRequest(half, defaultRules, { ...own, by: { ...own.by, number: 99 } })
    expect(byOther).toMatchObject({
      incomplete: ['mergeCommit'],
      release: null,
      instants: { releasedAt: null },
      segments: [],
    })
    const open = { ...complete, state: 'open', mergedAt: null, closedAt: null } as const
    const waits = analyzePullRequest({ ...open, incomplete: ['mergeCommit'] }, defaultRules, null)
    expect(waits).toEqual(analyzePullRequest(open, defaultRules, null))
  })

  it.each([
    ['no rule asks for them', [{ kind: 'revert', title: 'Revert ".*' }], []],
    [
      'a rule before has decided',
      [
        { kind: 'fix', head: '.*' },
        { kind: 'docs', label: 'docs' },
      ],
      [],
    ],
    ['the rule asks for more, which it is not', [{ kind: 'docs', label: 'docs', title: 'Docs: .*' }], []],
    [
      'they would decide',
      [
        { kind: 'docs', label: 'docs' },
        { kind: 'fix', head: '.*' },
      ],
      ['labels'],
    ],
  ])('labels matter where they decide the kind: %s', (_, kinds, incomplete) => {
    const half = { ...complete, labels: null, incomplete: ['labels'] } as never
    expect(analyzePullRequest(half, { ...defaultRules, kinds }, release).incomplete).toEqual(incomplete)
    const bot = {
      ...complete,
      author: { kind: 'bot', login: 'ci', id: null },
      incomplete: ['labels'],
    } as const
    expect(analyzePullRequest(bot, { ...defaultRules, kinds }, release).incomplete).toEqual([])
  })

  it('the author leaves no working time where some people have hours of their own', () => {
    const calendar = { ...defaultRules.calendar, from: '20:00', to: '21:00' }
    const rules = { ...defaultRules, calendars: [{ logins: ['ann'], calendar }] }
    const half = { ...complete, author: ghost, incomplete: ['author'] } as const
    const { working, ...wall } = analyzePullRequest(half, rules, release).metrics
    expect(Object.values(working).filter((one) => one !== null)).toEqual([])
    expect([wall.codingSeconds, wall.deploySeconds]).toEqual([3_600, 3_600])
    const { working: common } = analyzePullRequest(half, defaultRules, release).metrics
    expect(common.deploySeconds).not.toBeNull()
  })

  it('comments leave what reviews say, and who was asked', () => {
    const half = analyzePullRequest({ ...complete, incomplete: ['comments'] }, defaultRules, null)
    expect(half.instants).toMatchObject({
      firstResponseAt: null,
      firstReviewedAt: at('12:00'),
      reviewRequestedAt: at('11:00'),
    })
  })

  it('events and the author leave only what did not count without them', () => {
    const odd = {
      ...complete,
      commits: [...complete.commits, { sha: 'old', authoredAt: 1, committedAt: 1, author: person('ann') }],
      reviews: [
        ...complete.reviews,
        { id: 'p', author: person('cy'), state: 'pending', submittedAt: null, url: null },
        { id: 'l', author: person('cy'), state: 'commented', submittedAt: at('18:00'), url: null },
        {
          id: 'b',
          author: { ...person('ci'), kind: 'bot' },
          state: 'commented',
          submittedAt: at('12:00'),
          url: null,
        },
      ],
    } as const
    const whyOf = (incomplete: readonly PullRequestPart[]) =>
      analyzePullRequest({ ...odd, incomplete }, defaultRules, null).ignored.map(({ why }) => why)
    expect(whyOf([])).toEqual(['pending', 'older-than-window', 'bot', 'after-end'])
    expect(whyOf(['events'])).toEqual(['pending', 'older-than-window', 'bot'])
    expect(whyOf(['author'])).toEqual(['pending', 'older-than-window'])
  })

  it('reviews say nothing of who answered', () => {
    const half = analyzePullRequest({ ...complete, reviews: [], incomplete: ['reviews'] }, defaultRules, null)
    expect(half.reviewRequests).toEqual([])
    expect(half.instants).toMatchObject({ firstResponseAt: null, approvedAt: null, reviewRequestedAt: null })
  })
})
