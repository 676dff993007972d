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
  ['mergeCommit', []],
  ['fullDatabaseId', []],
]
const isHistory = (part: PullRequestPart) =>
  ['commits', 'reviews', 'comments', 'author', 'events', 'mergedAt', 'closedAt'].includes(part)

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
    expect(half.incomplete).toEqual(isHistory(part) ? [part] : [])
    expect(half.segments).toEqual(isHistory(part) ? [] : analysis.segments)
  })

  it('reviews say nothing of who answered', () => {
    const half = analyzePullRequest({ ...complete, reviews: [], incomplete: ['reviews'] }, defaultRules, null)
    expect(half.reviewRequests).toEqual([])
    expect(half.instants).toMatchObject({ firstResponseAt: null, approvedAt: null, reviewRequestedAt: null })
  })
})
