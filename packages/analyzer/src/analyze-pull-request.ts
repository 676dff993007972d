/** The whole analysis of one pull request: pure, and the same bytes for the same input. */
import type { Instant, RawPullRequest, Rules } from '@upflow/model'
import type { Analysis, Instants, Segment } from './analysis.ts'
import { type CompiledRules, compileRules } from './compile-rules.ts'
import { type Life, readConversation, sortIgnored } from './conversation.ts'
import { findFirstCommit } from './first-commit.ts'
import type { RepositoryFacts } from './kind.ts'
import { readMarks } from './marks.ts'
import { sumMetrics } from './metrics.ts'
import { readOpinions } from './opinions.ts'
import { closedPeriods, closeOf, draftPeriods, endOf } from './periods.ts'
import type { Release } from './release-facts.ts'
import { firstInForce, readRequests, toResponses } from './requests.ts'
import { cutSegments } from './segments.ts'
import { createWhoCounts } from './who-counts.ts'
import { withhold } from './withhold.ts'

/** Raised whenever the same input gives another analysis: what is stored of older versions is analyzed again. */
export const analysisVersion = 8

const unknownRepository: RepositoryFacts = { defaultBranch: null, releaseBranches: [] }

export type Analyzer = (
  pullRequest: RawPullRequest,
  release: Release | null,
  repository?: RepositoryFacts,
) => Analysis

/**
 * Analyzes pull requests under one set of rules, which it compiles once.
 * @throws AnalyzerError `analyzer/invalid-pattern`; RangeError when a calendar cannot be used
 */
export function createAnalyzer(rules: Rules): Analyzer {
  const compiled = compileRules(rules)
  return (pullRequest, release, repository = unknownRepository) =>
    analyze(pullRequest, compiled, { release, repository })
}

/**
 * Analyzes one pull request; for many, `createAnalyzer` compiles the rules only once.
 * @param release what `resolveReleases` says of this pull request, or null; passed over unless it is merged
 * @param repository what decides its kind, apart from the rules
 */
export const analyzePullRequest = (
  pullRequest: RawPullRequest,
  rules: Rules,
  release: Release | null,
  repository?: RepositoryFacts,
): Analysis => createAnalyzer(rules)(pullRequest, release, repository)

function analyze(
  read: RawPullRequest,
  rules: CompiledRules,
  { release, repository }: { readonly release: Release | null; readonly repository: RepositoryFacts },
): Analysis {
  const pullRequest = rules.mergeLogins(read)
  const { author, createdAt, mergedAt } = pullRequest
  const who = createWhoCounts(author, rules)
  const clock = rules.clockOf(author.kind === 'user' ? author.login : null, createdAt)
  const opinions = readOpinions(pullRequest)
  const end = endOf(pullRequest)
  const life: Life = { draft: draftPeriods(pullRequest), closed: closedPeriods(pullRequest), end }
  const conversation = readConversation(pullRequest, life, { who, opinions })
  const requests = readRequests(pullRequest, conversation, { who, end, clock })
  const commits = findFirstCommit(pullRequest, rules.codingWindowSeconds)
  const inForce = mergedAt !== null && release !== null && release.at >= mergedAt ? release : null
  const request = firstInForce(requests, {
    ready: createReadyFrom(createdAt, life),
    end,
    reviews: pullRequest.reviews,
  })

  const { responses, early } = conversation
  const marks = readMarks(pullRequest, {
    life,
    firstCommit: commits.first,
    conversation,
    opinions,
    request,
    release: inForce,
  })
  const { segments, approvedAt } = cutSegments(marks, mergedAt === null ? end : (inForce?.at ?? null), clock)
  const instants: Instants = {
    firstCommittedAt: commits.first?.at ?? null,
    createdAt,
    readyAt: firstReady(pullRequest, life),
    reviewRequestedAt: request?.at ?? null,
    firstResponseAt: responses[0]?.at ?? null,
    firstReviewedAt: responses.find(({ kind }) => kind !== 'comment')?.at ?? null,
    approvedAt,
    mergedAt,
    closedAt: closeOf(pullRequest),
    releasedAt: inForce?.at ?? null,
  }
  const course = { instants, segments, hasEnded: end !== null, hasEarlyFeedback: early.length > 0 }
  const analysis: Analysis = {
    pullRequestId: pullRequest.id,
    number: pullRequest.number,
    author,
    kind: rules.kindOf(pullRequest, repository),
    incomplete: [],
    instants,
    segments,
    metrics: sumMetrics(pullRequest, rules, course),
    now: nowOf(segments),
    reviewRequests: requests.asked,
    responses: toResponses(responses, requests.asked, clock),
    release: inForce,
    ignored: sortIgnored(conversation.ignored.concat(requests.ignored, commits.ignored)),
  }
  const unread = pullRequest.incomplete
  return unread.length === 0
    ? analysis
    : withhold(analysis, unread, {
        needsLabels: rules.needsLabels(pullRequest, repository),
        hasOwnCalendars: rules.hasOwnCalendars,
      })
}

/** Creation when opened ready, else the end of the first draft period. */
function firstReady({ createdAt }: RawPullRequest, { draft, end }: Life): Instant | null {
  const first = draft[0]
  if (!first || first.from > createdAt || first.to === first.from) return createdAt
  return first.to !== null && (end === null || first.to <= end) ? first.to : null
}

/** The earliest instant at or after the given one at which the pull request exists and is neither draft nor closed. */
function createReadyFrom(createdAt: Instant, { draft, closed, end }: Life) {
  const unready = [...draft, ...closed]
  return (from: Instant): Instant | null => {
    for (let at = Math.max(from, createdAt); ; ) {
      const inside = unready.find((period) => period.from <= at && (period.to === null || at < period.to))
      if (!inside) return end !== null && at > end ? null : at
      if (inside.to === null) return null
      at = inside.to
    }
  }
}

function nowOf(segments: readonly Segment[]): Analysis['now'] {
  const last = segments.at(-1)
  return last && last.to === null ? { state: last.state, turn: last.turn, since: last.from } : null
}
