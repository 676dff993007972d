/** What is said of a pull request of which something could not be read: nothing that needs it. Unread is not zero. */
import type { PullRequestPart } from '@upflow/model'
import type { Analysis } from './analysis.ts'

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
    reviewRequests: noTalk ? [] : analysis.reviewRequests,
    metrics: {
      codingSeconds: unless(noPeriods || noCommits, metrics.codingSeconds),
      pickupSeconds: unless(noTalk, metrics.pickupSeconds),
      reviewSeconds: unless(noTalk, metrics.reviewSeconds),
      deploySeconds: unless(noEnd, metrics.deploySeconds),
      totalSeconds: unless(noTurns, metrics.totalSeconds),
      unreviewed: unless(noTalk, metrics.unreviewed),
      awaitingRequestSeconds: unless(noTalk, metrics.awaitingRequestSeconds),
      approvedNotMergedSeconds: unless(noTalk, metrics.approvedNotMergedSeconds),
      draftSeconds: unless(noPeriods, metrics.draftSeconds),
      waitingAuthorSeconds: unless(noTurns, metrics.waitingAuthorSeconds),
      waitingReviewerSeconds: unless(noTurns, metrics.waitingReviewerSeconds),
      reviewRounds: unless(noTurns, metrics.reviewRounds),
      changedLines: unless(noSize, metrics.changedLines),
      changedFiles: unless(noSize, metrics.changedFiles),
      sizeClass: unless(noSize, metrics.sizeClass),
    },
  }
}
