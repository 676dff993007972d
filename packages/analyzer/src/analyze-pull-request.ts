/** The whole analysis of one pull request: pure, and the same bytes for the same input. */
import type { Instant, RawPullRequest, Rules } from '@upflow/model'
import type { Analysis, Instants } from './analysis.ts'
import { type CompiledRules, compileRules } from './compile-rules.ts'
import { sumMetrics } from './metrics.ts'
import { closedPeriods, draftPeriods, endOf, type Period } from './periods.ts'
import type { Release } from './release.ts'
import { firstEffectiveRequest, type Response, readConversation, readReviewRequests } from './responses.ts'
import { cutSegments, type Mark } from './segments.ts'
import { createWhoCounts, type WhoCounts } from './who-counts.ts'
import { withhold } from './withhold.ts'

/** Raised whenever the same input gives another analysis: what is stored of older versions is analyzed again. */
export const analysisVersion = 2

/** Analyzes pull requests under one set of rules, which it compiles once. */
export function createAnalyzer(
  rules: Rules,
): (pullRequest: RawPullRequest, release: Release | null) => Analysis {
  const compiled = compileRules(rules)
  return (pullRequest, release) => analyze(pullRequest, compiled, release)
}

/**
 * Analyzes one pull request; for many, `createAnalyzer` compiles the rules only once.
 * @param release what `resolveReleases` says of this pull request, or null; passed over unless it is merged
 */
export const analyzePullRequest = (
  pullRequest: RawPullRequest,
  rules: Rules,
  release: Release | null,
): Analysis => createAnalyzer(rules)(pullRequest, release)

function analyze(pullRequest: RawPullRequest, rules: CompiledRules, release: Release | null): Analysis {
  const who = createWhoCounts(pullRequest.author, rules)
  const end = endOf(pullRequest)
  const closed = closedPeriods(pullRequest)
  const draft = draftPeriods(pullRequest)
  const { responses, ignored } = readConversation(pullRequest, who, closed, end)
  const reviewRequests = readReviewRequests(pullRequest, who, responses)
  const merged = pullRequest.mergedAt !== null
  const inForce = merged && release !== null && release.at >= pullRequest.mergedAt! ? release : null

  const ready = readyFrom(pullRequest.createdAt, [...draft, ...closed], end)
  const instants: Instants = {
    firstCommittedAt: firstCommit(pullRequest),
    createdAt: pullRequest.createdAt,
    readyAt: firstReady(pullRequest, draft, end),
    reviewRequestedAt: firstEffectiveRequest(reviewRequests, ready, end),
    firstResponseAt: responses[0]?.at ?? null,
    firstReviewedAt: responses.find((response) => response.kind === 'review')?.at ?? null,
    approvedAt: responses.find((response) => response.approves)?.at ?? null,
    mergedAt: pullRequest.mergedAt,
    closedAt: end,
    releasedAt: inForce?.at ?? null,
  }
  const marks = [
    ...lifeMarks(pullRequest, instants, inForce),
    ...periodMarks(draft, 'draft', 'ready'),
    ...periodMarks(closed, 'close', 'reopen'),
    ...talkMarks(pullRequest, who, responses, instants.approvedAt),
  ]
  const segments = cutSegments(marks, merged ? instants.releasedAt : end)
  const analysis: Analysis = {
    pullRequestId: pullRequest.id,
    number: pullRequest.number,
    incomplete: [],
    instants,
    segments,
    metrics: sumMetrics(pullRequest, rules, instants, segments),
    reviewRequests,
    release: inForce,
    ignored,
  }
  return pullRequest.incomplete.length === 0 ? analysis : withhold(analysis, pullRequest.incomplete)
}

function firstCommit({ commits }: RawPullRequest): Instant | null {
  return commits.length === 0 ? null : Math.min(...commits.map((commit) => commit.authoredAt))
}

/** Creation when opened ready, else the end of the first draft period. */
function firstReady(
  pullRequest: RawPullRequest,
  draft: readonly Period[],
  end: Instant | null,
): Instant | null {
  const first = draft[0]
  if (!first || first.from > pullRequest.createdAt || first.to === first.from) return pullRequest.createdAt
  return first.to !== null && (end === null || first.to <= end) ? first.to : null
}

/** The earliest instant at or after the given one at which the pull request exists and is neither draft nor closed. */
function readyFrom(createdAt: Instant, unready: readonly Period[], end: Instant | null) {
  return (from: Instant): Instant | null => {
    for (let at = Math.max(from, createdAt); ; ) {
      const inside = unready.find((period) => period.from <= at && (period.to === null || at < period.to))
      if (!inside) return end !== null && at > end ? null : at
      if (inside.to === null) return null
      at = inside.to
    }
  }
}

function lifeMarks(pullRequest: RawPullRequest, instants: Instants, release: Release | null): Mark[] {
  const marks: Mark[] = [{ kind: 'created', at: pullRequest.createdAt, actor: pullRequest.author }]
  if (instants.firstCommittedAt !== null && instants.firstCommittedAt < pullRequest.createdAt)
    marks.push({ kind: 'commit', at: instants.firstCommittedAt })
  if (instants.reviewRequestedAt !== null) marks.push({ kind: 'request', at: instants.reviewRequestedAt })
  if (pullRequest.mergedAt !== null) marks.push({ kind: 'merge', at: pullRequest.mergedAt })
  if (release) marks.push({ kind: 'release', at: release.at })
  return marks
}

const periodMarks = (
  periods: readonly Period[],
  start: 'draft' | 'close',
  stop: 'ready' | 'reopen',
): Mark[] =>
  periods.flatMap(({ from, to }) => [
    { kind: start, at: from },
    ...(to === null ? [] : [{ kind: stop, at: to } as const]),
  ])

/** Whose turn it is: reviewers speak by reviews and comments, the author by pushes and comments. */
function talkMarks(
  pullRequest: RawPullRequest,
  who: WhoCounts,
  responses: readonly Response[],
  approvedAt: Instant | null,
): Mark[] {
  const { createdAt } = pullRequest
  const end = endOf(pullRequest) ?? Number.POSITIVE_INFINITY
  const within = (at: Instant) => at >= createdAt && at <= end
  const reviewers = responses.map(({ kind, at, actor, id, approves }): Mark => {
    return { kind: approves && at === approvedAt ? 'approval' : kind, at, actor, id }
  })
  const replies = pullRequest.comments
    .filter((comment) => who(comment.author) === 'author' && within(comment.createdAt))
    .map((comment): Mark => ({ kind: 'reply', at: comment.createdAt, actor: comment.author, id: comment.id }))
  const forced = pullRequest.events
    .filter((event) => event.kind === 'head-force-pushed' && within(event.at))
    .map((event): Mark => ({ kind: 'push', at: event.at, actor: event.actor }))
  const pushed = pullRequest.commits
    .filter((commit) => within(commit.committedAt))
    .map((commit): Mark => ({ kind: 'push', at: commit.committedAt, id: commit.sha }))
  return [...reviewers, ...replies, ...forced, ...pushed]
}
