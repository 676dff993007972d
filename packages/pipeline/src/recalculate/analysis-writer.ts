/** Writes an analysis: its row, its segments and its review requests, replaced together. */
import type { Analysis } from '@upflow/analyzer'
import {
  type AnalyzedRow,
  createUpsert,
  type ReviewRequestRow,
  type SegmentRow,
  type Sqlite,
} from '@upflow/db'
import type { RawPullRequest } from '@upflow/model'

/** True when anything of it is other than what was stored. To be called in a transaction. */
export type AnalysisWriter = (pullRequest: RawPullRequest, analysis: Analysis, sourceHash: string) => boolean

export function createAnalysisWriter(sqlite: Sqlite, rulesHash: string): AnalysisWriter {
  const upsertRow = createUpsert<AnalyzedRow>(sqlite, {
    table: 'analyzed_pull_requests',
    key: ['pull_request_id'],
  })
  const upsertSegment = createUpsert<SegmentRow>(sqlite, {
    table: 'segments',
    key: ['pull_request_id', 'position'],
  })
  const upsertRequest = createUpsert<ReviewRequestRow>(sqlite, {
    table: 'review_requests',
    key: ['pull_request_id', 'position'],
  })
  const cutSegments = sqlite.prepare('DELETE FROM segments WHERE pull_request_id = ? AND position >= ?')
  const cutRequests = sqlite.prepare(
    'DELETE FROM review_requests WHERE pull_request_id = ? AND position >= ?',
  )
  return (pullRequest, analysis, sourceHash) => {
    const { segments, reviewRequests } = analysis
    const id = pullRequest.id
    const results = [
      upsertRow(toAnalyzedRow(pullRequest, analysis, sourceHash, rulesHash)),
      ...segments.map(({ state, waitingOn, from, to, because }, position) =>
        upsertSegment({
          pull_request_id: id,
          position,
          state,
          waiting_on: waitingOn ?? null,
          from_at: from,
          to_at: to,
          because: JSON.stringify(because),
        }),
      ),
      ...reviewRequests.map(({ reviewer, requestedAt, removedAt, respondedAt }, position) =>
        upsertRequest({
          pull_request_id: id,
          position,
          reviewer_login: reviewer.login,
          reviewer_kind: reviewer.kind,
          requested_at: requestedAt,
          removed_at: removedAt,
          responded_at: respondedAt,
        }),
      ),
      cutSegments.run(id, segments.length).changes > 0,
      cutRequests.run(id, reviewRequests.length).changes > 0,
    ]
    return results.includes(true)
  }
}

function toAnalyzedRow(
  pullRequest: RawPullRequest,
  { instants, metrics, release, ignored }: Analysis,
  sourceHash: string,
  rulesHash: string,
): AnalyzedRow {
  return {
    pull_request_id: pullRequest.id,
    repository_id: pullRequest.repositoryId,
    number: pullRequest.number,
    title: pullRequest.title,
    url: pullRequest.url,
    state: pullRequest.state,
    author_login: pullRequest.author.login,
    author_kind: pullRequest.author.kind,
    first_committed_at: instants.firstCommittedAt,
    created_at: instants.createdAt,
    ready_at: instants.readyAt,
    review_requested_at: instants.reviewRequestedAt,
    first_response_at: instants.firstResponseAt,
    first_reviewed_at: instants.firstReviewedAt,
    approved_at: instants.approvedAt,
    merged_at: instants.mergedAt,
    closed_at: instants.closedAt,
    released_at: instants.releasedAt,
    released_by: release ? JSON.stringify(release.by) : null,
    coding_seconds: metrics.codingSeconds,
    pickup_seconds: metrics.pickupSeconds,
    review_seconds: metrics.reviewSeconds,
    deploy_seconds: metrics.deploySeconds,
    total_seconds: metrics.totalSeconds,
    unreviewed: metrics.unreviewed ? 1 : 0,
    awaiting_request_seconds: metrics.awaitingRequestSeconds,
    approved_not_merged_seconds: metrics.approvedNotMergedSeconds,
    draft_seconds: metrics.draftSeconds,
    waiting_author_seconds: metrics.waitingAuthorSeconds,
    waiting_reviewer_seconds: metrics.waitingReviewerSeconds,
    review_rounds: metrics.reviewRounds,
    changed_lines: metrics.changedLines,
    changed_files: metrics.changedFiles,
    size_class: metrics.sizeClass,
    ignored: JSON.stringify(ignored),
    source_hash: sourceHash,
    rules_hash: rulesHash,
  }
}
