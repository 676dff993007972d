/** What is said of a pull request of which something could not be read: nothing that needs it. Unread is not zero. */
import type { PullRequestPart } from '@upflow/model'
import type { Analysis, Durations, IgnoredWhy } from './analysis.ts'

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

/**
 * What did not count for when it was said: unknown without its drafts and its end. Whether a deleted account had an
 * opinion, which decides if it is taken for the author, is in the event of its dismissal.
 */
const byPeriods: ReadonlySet<IgnoredWhy> = new Set(['while-draft', 'while-closed', 'after-end'])

/** What did not count whoever opened it: all else may have been said by the author. */
const withoutAuthor: ReadonlySet<IgnoredWhy> = new Set(['pending', 'older-than-window'])

const unread = (parts: readonly string[], ...wanted: readonly PullRequestPart[]) =>
  wanted.some((part) => parts.includes(part))

/**
 * Whether a release that may be known was kept from being said: what releases it changes nothing then.
 * @param incomplete of an analysis
 */
export const isReleaseWithheld = (incomplete: readonly string[]): boolean =>
  unread(incomplete, 'mergedAt', 'closedAt', 'mergeCommit')

export function withhold(
  analysis: Analysis,
  parts: readonly PullRequestPart[],
  { needsLabels, hasOwnCalendars }: WhatNeeds,
): Analysis {
  const { instants, metrics, number, release } = analysis
  const lacks = (...wanted: readonly PullRequestPart[]) => unread(parts, ...wanted)
  // What its own merge released is known without the commit of the merge.
  const isOwnRelease = release?.by.kind === 'pull-request' && release.by.number === number
  const matters = (part: PullRequestPart) =>
    history.has(part) ||
    (part === 'mergeCommit' && instants.mergedAt !== null && !isOwnRelease) ||
    (part === 'labels' && needsLabels)
  const incomplete = parts.filter(matters)
  const noEnd = lacks('mergedAt', 'closedAt')
  const noRelease = isReleaseWithheld(incomplete)
  const noPeriods = noEnd || lacks('events')
  const noTalk = noPeriods || lacks('reviews', 'comments', 'author')
  const noCommits = lacks('commits')
  const noReviews = noPeriods || lacks('reviews', 'author')
  const noTurns = noTalk || noCommits
  const noSize = lacks('files', 'size')
  const noSegments = noTurns || noRelease
  // All else that is measured needs the author anyway.
  const noClock = hasOwnCalendars && lacks('author')
  const unless = <T>(isUnknown: boolean, value: T): T | null => (isUnknown ? null : value)
  const durations = (of: Durations): Durations => ({
    codingSeconds: unless(noPeriods || noCommits, of.codingSeconds),
    pickupSeconds: unless(noTalk, of.pickupSeconds),
    unansweredSeconds: unless(noTalk, of.unansweredSeconds),
    reviewSeconds: unless(noTalk, of.reviewSeconds),
    deploySeconds: unless(noRelease, of.deploySeconds),
    totalSeconds: unless(noTurns, of.totalSeconds),
    leadTimeSeconds: unless(noSegments, of.leadTimeSeconds),
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
      reviewRequestedAt: unless(noReviews, instants.reviewRequestedAt),
      firstResponseAt: unless(noTalk, instants.firstResponseAt),
      firstReviewedAt: unless(noReviews, instants.firstReviewedAt),
      approvedAt: unless(noTalk, instants.approvedAt),
      closedAt: unless(noEnd, instants.closedAt),
      releasedAt: unless(noRelease, instants.releasedAt),
    },
    segments: noSegments ? [] : analysis.segments,
    now: noSegments ? null : analysis.now,
    release: noRelease ? null : release,
    reviewRequests: noTalk ? [] : analysis.reviewRequests,
    responses: noTalk ? [] : analysis.responses,
    ignored: analysis.ignored.filter(
      ({ why, actor }) =>
        !(noPeriods && (byPeriods.has(why) || actor?.kind === 'ghost')) &&
        !(lacks('author') && !withoutAuthor.has(why)),
    ),
    metrics: {
      ...durations(metrics),
      working: { ...durations(metrics.working), ...(noClock ? byWhoseClock : {}) },
      unreviewed: unless(noTalk, metrics.unreviewed),
      reviewRounds: unless(noTurns, metrics.reviewRounds),
      changedLines: unless(noSize, metrics.changedLines),
      changedFiles: unless(noSize, metrics.changedFiles),
      sizeClass: unless(noSize, metrics.sizeClass),
    },
  }
}

/** What is measured by the author's clock, and of nobody else's doing. */
const byWhoseClock = { codingSeconds: null, deploySeconds: null, draftSeconds: null }
