/** An analysis as the values of its rows: what the analyzing threads send and the writing one stores. */
import type { Analysis } from '@upflow/analyzer'
import { type AnalyzedRow, hashOf, type ResponseRow, type ReviewRequestRow, toHistory } from '@upflow/db'
import type { RawPullRequest } from '@upflow/model'

type Value = string | number | null

export interface AnalysisRows {
  /** Of the analyzed row; the batch names the columns. */
  readonly analyzed: readonly Value[]
  readonly history: string
  readonly ignored: string
  /** The values of one row after the other, without the key and the position. */
  readonly requests: readonly Value[]
  readonly responses: readonly Value[]
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

export const requestColumns = [
  'reviewer_login',
  'reviewer_kind',
  'requested_by',
  'requested_at',
  'removed_at',
  'responded_at',
  'seconds',
  'working_seconds',
] as const satisfies (keyof ReviewRequestRow)[]
export const responseColumns = [
  'reviewer_login',
  'reviewer_kind',
  'at',
  'kind',
  'id',
  'requested_at',
  'seconds',
  'working_seconds',
  'is_answer',
] as const satisfies (keyof ResponseRow)[]

export function toSent(
  { key, contentHash }: Pick<SentAnalysis, 'key' | 'contentHash'>,
  said: Said,
  analysis: Analysis,
): SentAnalysis {
  const requests: Value[] = []
  for (const one of analysis.reviewRequests)
    requests.push(
      one.reviewer.login,
      one.reviewer.kind,
      one.requestedBy?.login ?? null,
      one.requestedAt,
      one.removedAt,
      one.respondedAt,
      one.seconds,
      one.workingSeconds,
    )
  const responses: Value[] = []
  for (const one of analysis.responses)
    responses.push(
      one.reviewer.login,
      one.reviewer.kind,
      one.at,
      one.kind,
      one.id,
      one.requestedAt,
      one.seconds,
      one.workingSeconds,
      one.isAnswer ? 1 : 0,
    )
  const rows = JSON.stringify({
    analyzed: Object.values(said),
    history: toHistory(analysis.segments, said.url),
    ignored: JSON.stringify(analysis.ignored),
    requests,
    responses,
  } satisfies AnalysisRows)
  return { key, contentHash, analysisHash: hashOf(rows), rows }
}

export const fromSent = ({ rows }: SentAnalysis): AnalysisRows => JSON.parse(rows) as AnalysisRows

export const toSaid = (
  pullRequest: RawPullRequest,
  { kind, incomplete, instants, metrics, now, release }: Analysis,
): Said => ({
  pull_request_id: pullRequest.id,
  repository_id: pullRequest.repositoryId,
  number: pullRequest.number,
  state: pullRequest.state,
  kind,
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
  coding_working_seconds: metrics.working.codingSeconds,
  pickup_seconds: metrics.pickupSeconds,
  pickup_working_seconds: metrics.working.pickupSeconds,
  unanswered_seconds: metrics.unansweredSeconds,
  unanswered_working_seconds: metrics.working.unansweredSeconds,
  review_seconds: metrics.reviewSeconds,
  review_working_seconds: metrics.working.reviewSeconds,
  deploy_seconds: metrics.deploySeconds,
  deploy_working_seconds: metrics.working.deploySeconds,
  total_seconds: metrics.totalSeconds,
  total_working_seconds: metrics.working.totalSeconds,
  lead_time_seconds: metrics.leadTimeSeconds,
  lead_time_working_seconds: metrics.working.leadTimeSeconds,
  awaiting_request_seconds: metrics.awaitingRequestSeconds,
  awaiting_request_working_seconds: metrics.working.awaitingRequestSeconds,
  approved_not_merged_seconds: metrics.approvedNotMergedSeconds,
  approved_not_merged_working_seconds: metrics.working.approvedNotMergedSeconds,
  draft_seconds: metrics.draftSeconds,
  draft_working_seconds: metrics.working.draftSeconds,
  waiting_author_seconds: metrics.waitingAuthorSeconds,
  waiting_author_working_seconds: metrics.working.waitingAuthorSeconds,
  waiting_reviewer_seconds: metrics.waitingReviewerSeconds,
  waiting_reviewer_working_seconds: metrics.working.waitingReviewerSeconds,
  unreviewed: metrics.unreviewed === null ? null : metrics.unreviewed ? 1 : 0,
  review_rounds: metrics.reviewRounds,
  now_state: now?.state ?? null,
  now_turn: now?.turn ?? null,
  now_since: now?.since ?? null,
  changed_lines: metrics.changedLines,
  changed_files: metrics.changedFiles,
  size_class: metrics.sizeClass,
  title: pullRequest.title,
  url: pullRequest.url,
})
