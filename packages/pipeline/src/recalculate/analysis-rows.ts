/** An analysis as the values of its rows: what the analyzing threads send and the writing one stores. */
import type { Analysis } from '@upflow/analyzer'
import { type AnalyzedRow, hashOf, type ReviewRequestRow, type SegmentRow } from '@upflow/db'
import type { RawPullRequest } from '@upflow/model'

type Value = string | number | null

export interface AnalysisRows {
  /** Of the analyzed row; the batch names the columns. */
  readonly analyzed: readonly Value[]
  /** The values of one row after the other, without the key and the position. */
  readonly segments: readonly Value[]
  readonly requests: readonly Value[]
}

/** On its way to the writer: text crosses threads several times quicker than the values in it. */
export interface SentAnalysis {
  readonly key: number
  /** Of the raw pull request that was analyzed: what has another by now is not written. */
  readonly contentHash: string
  /** Of the rows. */
  readonly analysisHash: string
  readonly rows: string
}

/** Key, content hash, analysis hash and rows of one after the other. */
export type FlatAnalyses = readonly (number | string)[]

export function flatten(analyses: readonly SentAnalysis[]): FlatAnalyses {
  const flat: (number | string)[] = []
  for (const { key, contentHash, analysisHash, rows } of analyses)
    flat.push(key, contentHash, analysisHash, rows)
  return flat
}

export function unflatten(flat: FlatAnalyses): SentAnalysis[] {
  const analyses: SentAnalysis[] = []
  for (let at = 0; at < flat.length; at += 4)
    analyses.push({
      key: flat[at] as number,
      contentHash: flat[at + 1] as string,
      analysisHash: flat[at + 2] as string,
      rows: flat[at + 3] as string,
    })
  return analyses
}

/** What an analysis says; the rest of the row says of what it was made. */
type Said = Omit<AnalyzedRow, 'pull_request_key' | 'source_hash' | 'rules_hash' | 'analysis_hash'>

export const segmentColumns = [
  'state',
  'waiting_on',
  'from_at',
  'to_at',
  'because',
] as const satisfies (keyof SegmentRow)[]
export const requestColumns = [
  'reviewer_login',
  'reviewer_kind',
  'requested_at',
  'removed_at',
  'responded_at',
] as const satisfies (keyof ReviewRequestRow)[]

export function toSent(
  { key, contentHash }: Pick<SentAnalysis, 'key' | 'contentHash'>,
  said: Said,
  analysis: Analysis,
): SentAnalysis {
  const segments: Value[] = []
  for (const { state, waitingOn, from, to, because } of analysis.segments)
    segments.push(state, waitingOn ?? null, from, to, JSON.stringify(because))
  const requests: Value[] = []
  for (const { reviewer, requestedAt, removedAt, respondedAt } of analysis.reviewRequests)
    requests.push(reviewer.login, reviewer.kind, requestedAt, removedAt, respondedAt)
  const rows = JSON.stringify({ analyzed: Object.values(said), segments, requests } satisfies AnalysisRows)
  return { key, contentHash, analysisHash: hashOf(rows), rows }
}

export const fromSent = ({ rows }: SentAnalysis): AnalysisRows => JSON.parse(rows) as AnalysisRows

export const toSaid = (
  pullRequest: RawPullRequest,
  { incomplete, instants, metrics, release, ignored }: Analysis,
): Said => ({
  pull_request_id: pullRequest.id,
  repository_id: pullRequest.repositoryId,
  number: pullRequest.number,
  title: pullRequest.title,
  url: pullRequest.url,
  state: pullRequest.state,
  author_login: pullRequest.author.login,
  author_kind: pullRequest.author.kind,
  incomplete: incomplete.length > 0 ? incomplete.join(',') : null,
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
  unreviewed: metrics.unreviewed === null ? null : metrics.unreviewed ? 1 : 0,
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
})
