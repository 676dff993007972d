/** What is said of a pull request of which something could not be read: nothing that needs it. Unread is not zero. */
import type { PullRequestPart } from '@upflow/model'
import type { Analysis, Durations } from './analysis.ts'

/** What a history is made of; without one of these it has no segments. */
const history: ReadonlySet<PullRequestPart> = new Set([
  'commits',
  'reviews',
  'comments',
  'events',
  'author',
  'mergedAt',
  'closedAt',
])

export function withhold(analysis: Analysis, unread: readonly PullRequestPart[]): Analysis {
  const lacks = (...parts: readonly PullRequestPart[]) => parts.some((part) => unread.includes(part))
  const noEnd = lacks('mergedAt', 'closedAt')
  const noPeriods = noEnd || lacks('events')
  const noTalk = noPeriods || lacks('reviews', 'comments', 'author')
  const noCommits = lacks('commits')
  const noTurns = noTalk || noCommits
  const noSize = lacks('files', 'size')
  const incomplete = unread.filter((part) => history.has(part))
  const { instants, metrics } = analysis
  const unless = <T>(isUnknown: boolean, value: T): T | null => (isUnknown ? null : value)
  const durations = (of: Durations): Durations => ({
    codingSeconds: unless(noPeriods || noCommits, of.codingSeconds),
    pickupSeconds: unless(noTalk, of.pickupSeconds),
    unansweredSeconds: unless(noTalk, of.unansweredSeconds),
    reviewSeconds: unless(noTalk, of.reviewSeconds),
    deploySeconds: unless(noEnd, of.deploySeconds),
    totalSeconds: unless(noTurns, of.totalSeconds),
    leadTimeSeconds: unless(noTurns, of.leadTimeSeconds),
    awaitingRequestSeconds: unless(noTalk, of.awaitingRequestSeconds),
    approvedNotMergedSeconds: unless(noTalk, of.approvedNotMergedSeconds),
    draftSeconds: unless(noPeriods, of.draftSeconds),
    waitingAuthorSeconds: unless(noTurns, of.waitingAuthorSeconds),
    waitingReviewerSeconds: unless(noTurns, of.waitingReviewerSeconds),
  })
  return {
    ...analysis,
    incomplete,
    instants: {
      ...instants,
      firstCommittedAt: unless(noCommits, instants.firstCommittedAt),
      readyAt: unless(noPeriods, instants.readyAt),
      reviewRequestedAt: unless(noTalk, instants.reviewRequestedAt),
      firstResponseAt: unless(noTalk, instants.firstResponseAt),
      firstReviewedAt: unless(noTalk, instants.firstReviewedAt),
      approvedAt: unless(noTalk, instants.approvedAt),
      closedAt: unless(noEnd, instants.closedAt),
      releasedAt: unless(noEnd, instants.releasedAt),
    },
    segments: incomplete.length > 0 ? [] : analysis.segments,
    now: incomplete.length > 0 ? null : analysis.now,
    reviewRequests: noTalk ? [] : analysis.reviewRequests,
    responses: noTalk ? [] : analysis.responses,
    metrics: {
      ...durations(metrics),
      working: durations(metrics.working),
      unreviewed: unless(noTalk, metrics.unreviewed),
      reviewRounds: unless(noTurns, metrics.reviewRounds),
      changedLines: unless(noSize, metrics.changedLines),
      changedFiles: unless(noSize, metrics.changedFiles),
      sizeClass: unless(noSize, metrics.sizeClass),
    },
  }
}
