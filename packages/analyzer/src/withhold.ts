/** What is said of a pull request of which something could not be read: nothing that needs it. Unread is not zero. */
import type { PullRequestPart } from '@upflow/model'
import type { Analysis, Durations } from './analysis.ts'

export interface WhatNeeds {
  /** Its kind may be another by its labels. */
  readonly needsLabels: boolean
  /** Which clock its working time is by depends on its author. */
  readonly hasOwnCalendars: boolean
}

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

export function withhold(
  analysis: Analysis,
  unread: readonly PullRequestPart[],
  { needsLabels, hasOwnCalendars }: WhatNeeds,
): Analysis {
  const lacks = (...parts: readonly PullRequestPart[]) => parts.some((part) => unread.includes(part))
  const noEnd = lacks('mergedAt', 'closedAt')
  const noPeriods = noEnd || lacks('events')
  const noTalk = noPeriods || lacks('reviews', 'comments', 'author')
  const noCommits = lacks('commits')
  const noTurns = noTalk || noCommits
  const noSize = lacks('files', 'size')
  const { instants, metrics, number, release } = analysis
  // What its own merge released is known without the commit of the merge.
  const isOwnRelease = release?.by.kind === 'pull-request' && release.by.number === number
  const needsMerge = instants.mergedAt !== null && !isOwnRelease
  const noRelease = noEnd || (needsMerge && lacks('mergeCommit'))
  const lacksHistory = noRelease || unread.some((part) => history.has(part))
  const incomplete = unread.filter(
    (part) =>
      history.has(part) || (part === 'mergeCommit' && needsMerge) || (part === 'labels' && needsLabels),
  )
  const noClock = hasOwnCalendars && lacks('author')
  const unless = <T>(isUnknown: boolean, value: T): T | null => (isUnknown ? null : value)
  const durations = (of: Durations): Durations => ({
    codingSeconds: unless(noPeriods || noCommits, of.codingSeconds),
    pickupSeconds: unless(noTalk, of.pickupSeconds),
    unansweredSeconds: unless(noTalk, of.unansweredSeconds),
    reviewSeconds: unless(noTalk, of.reviewSeconds),
    deploySeconds: unless(noRelease, of.deploySeconds),
    totalSeconds: unless(noTurns, of.totalSeconds),
    leadTimeSeconds: unless(noTurns || noRelease, of.leadTimeSeconds),
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
      releasedAt: unless(noRelease, instants.releasedAt),
    },
    segments: lacksHistory ? [] : analysis.segments,
    now: lacksHistory ? null : analysis.now,
    release: noRelease ? null : release,
    reviewRequests: noTalk ? [] : analysis.reviewRequests,
    responses: noTalk ? [] : analysis.responses,
    metrics: {
      ...durations(metrics),
      working: noClock ? noDurations(metrics.working) : durations(metrics.working),
      unreviewed: unless(noTalk, metrics.unreviewed),
      reviewRounds: unless(noTurns, metrics.reviewRounds),
      changedLines: unless(noSize, metrics.changedLines),
      changedFiles: unless(noSize, metrics.changedFiles),
      sizeClass: unless(noSize, metrics.sizeClass),
    },
  }
}

const noDurations = (of: Durations): Durations =>
  Object.fromEntries(Object.keys(of).map((name) => [name, null])) as unknown as Durations
