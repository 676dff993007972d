/** An analysis as the values of its rows: what the analyzing threads send and the store takes. */
import type { Analysis, Durations } from '@upflow/analyzer'
import { type AnalysisRows, type AnalyzedRow, hashOf, type SentAnalysis, toHistory } from '@upflow/db'
import type { RawPullRequest } from '@upflow/model'

type Value = AnalysisRows['analyzed'][number]

/** Key, content hash, analysis hash, rows, history and ignored of one after the other. */
export type FlatAnalyses = readonly (number | string)[]

export function flatten(analyses: readonly SentAnalysis[]): FlatAnalyses {
  const flat: (number | string)[] = []
  for (const { key, contentHash, analysisHash, rows, history, ignored } of analyses)
    flat.push(key, contentHash, analysisHash, rows, history, ignored)
  return flat
}

export function unflatten(flat: FlatAnalyses): SentAnalysis[] {
  const analyses: SentAnalysis[] = []
  for (let at = 0; at < flat.length; at += 6)
    analyses.push({
      key: flat[at] as number,
      contentHash: flat[at + 1] as string,
      analysisHash: flat[at + 2] as string,
      rows: flat[at + 3] as string,
      history: flat[at + 4] as string,
      ignored: flat[at + 5] as string,
    })
  return analyses
}

type DurationName = keyof {
  [Column in keyof AnalyzedRow as Column extends `${infer Name}_working_seconds` ? Name : never]: 1
}

/** The columns of each: by both clocks, the wall's first. */
const durations: Readonly<Record<DurationName, keyof Durations>> = {
  coding: 'codingSeconds',
  pickup: 'pickupSeconds',
  unanswered: 'unansweredSeconds',
  review: 'reviewSeconds',
  deploy: 'deploySeconds',
  total: 'totalSeconds',
  lead_time: 'leadTimeSeconds',
  awaiting_request: 'awaitingRequestSeconds',
  approved_not_merged: 'approvedNotMergedSeconds',
  draft: 'draftSeconds',
  waiting_author: 'waitingAuthorSeconds',
  waiting_reviewer: 'waitingReviewerSeconds',
}
const durationKeys = Object.values(durations)
const durationColumns = Object.keys(durations).flatMap((name) => [
  `${name}_seconds`,
  `${name}_working_seconds`,
])

/** What an analysis says but for durations and details; the rest of the row says of what it was made. */
type Said = Omit<
  AnalyzedRow,
  | 'pull_request_key'
  | 'source_hash'
  | 'rules_hash'
  | 'analysis_hash'
  | `${DurationName}_seconds`
  | `${DurationName}_working_seconds`
>

/** The columns of the analyzed row in the order of its values. */
export const columnsOf = (said: Said): readonly string[] => [...Object.keys(said), ...durationColumns]

export function toSent(
  { key, contentHash }: Pick<SentAnalysis, 'key' | 'contentHash'>,
  said: Said,
  { segments, metrics, reviewRequests, responses, ignored }: Analysis,
): SentAnalysis {
  const analyzed: Value[] = Object.values(said)
  for (const name of durationKeys) analyzed.push(metrics[name], metrics.working[name])
  const requested: Value[] = []
  for (const one of reviewRequests)
    requested.push(
      one.reviewer.login,
      one.reviewer.kind,
      one.requestedBy?.login ?? null,
      one.requestedAt,
      one.removedAt,
      one.respondedAt,
      one.seconds,
      one.workingSeconds,
    )
  const responded: Value[] = []
  for (const one of responses)
    responded.push(
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
  const sent = {
    rows: JSON.stringify({ analyzed, requests: requested, responses: responded } satisfies AnalysisRows),
    history: toHistory(segments, said.url),
    ignored: JSON.stringify(ignored),
  }
  // No JSON has a line break: what is joined by them can be told apart.
  const analysisHash = hashOf(`${sent.rows}\n${sent.history}\n${sent.ignored}`)
  return { key, contentHash, analysisHash, ...sent }
}

export const toSaid = (
  pullRequest: RawPullRequest,
  { author, kind, incomplete, instants, metrics, now, release }: Analysis,
): Said => ({
  pull_request_id: pullRequest.id,
  repository_id: pullRequest.repositoryId,
  number: pullRequest.number,
  state: pullRequest.state,
  kind,
  author_login: author.login,
  author_kind: author.kind,
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
  // By what goes with when: of one whose end could not be read, neither is known.
  released_by: release && instants.releasedAt !== null ? JSON.stringify(release.by) : null,
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
