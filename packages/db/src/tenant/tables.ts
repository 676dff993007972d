/** The tables of a tenant file as TypeScript sees them. Instants are Unix seconds, flags 0 or 1, JSON is text. */
import type { PullRequestId, PullRequestState, RepositoryId } from '@upflow/model'
import type { Generated } from 'kysely'

export interface TenantTables {
  settings: { key: string; value: string }
  repositories: RepositoryRow
  raw_pull_requests: RawPullRequestRow & { key: Generated<number> }
  tags: { repository_id: RepositoryId; name: string; sha: string; committed_at: number }
  deployments: DeploymentRow
  sync_state: SyncStateRow
  freshness: FreshnessRow
  retry_queue: {
    repository_id: RepositoryId
    number: number
    reason: string
    attempts: number
    next_at: number
  }
  analyzed_pull_requests: AnalyzedRow
  analysis_details: AnalysisDetailsRow
  /** A view over `analysis_details`. */
  segments: SegmentRow
  review_requests: ReviewRequestRow
  responses: ResponseRow
  setting_changes: SettingChangeRow
  unanalyzed: { pull_request_key: number }
  removed_pull_requests: RemovedRow
  /** What a pass over all of a repository has come by, until it is done. */
  seen_pull_requests: { pull_request_key: number }
  recalculations: RecalculationRow
  applied_tokens: { token: string; applied_at: number }
}

export interface RepositoryRow {
  id: RepositoryId
  owner: string
  name: string
  /** JSON of a ReleaseRule; null when the organization's applies. */
  release_rule: string | null
  default_branch: string | null
  is_archived: 0 | 1
  /** Its place among the organization's, from 1: the high half of its pull requests' keys. Given by the file. */
  ordinal: Generated<number>
}

/** What rules and lists need stands in columns; the whole pull request is the payload (payload.ts). */
export interface RawPullRequestRow {
  id: PullRequestId
  repository_id: RepositoryId
  number: number
  state: PullRequestState
  is_draft: 0 | 1
  author_login: string
  base_ref_name: string
  head_ref_name: string
  is_cross_repository: 0 | 1
  created_at: number
  updated_at: number
  merged_at: number | null
  closed_at: number | null
  merge_commit_sha: string | null
  /** What could not be read, or not whole, joined by commas; null when all was. */
  incomplete: string | null
  /** SHA-256 of the payload, so that what did not change is neither written nor analyzed again. */
  content_hash: string
  payload: string
}

/** A pull request that GitHub no longer has. */
export interface RemovedRow {
  repository_id: RepositoryId
  number: number
  id: PullRequestId
  title: string
  /** When it was found to be gone. */
  removed_at: number
}

export interface SyncStateRow {
  repository_id: RepositoryId
  /** `backfill`, `crawl`, `reconcile`, `deployments`, `pulse`, `threads`, `open`, `closed` or `list`. */
  phase: string
  /** The step that reads the pass: a pass of another step begins anew. */
  pass_token: string | null
  mode: string | null
  cursor: string | null
  page_size: number
  pages: number
  /** Pull requests read in the pass. */
  seen: number
  /** Of them, those that were new or different. */
  changed: number
  total: number | null
  pending_high: number | null
  /** Everything updated up to here is stored or in the retry queue. */
  watermark: number | null
  completed_at: number | null
}

/** What of a repository was read whole. */
export interface FreshnessRow {
  repository_id: RepositoryId
  /** When the last pass that answers for all of its pull requests ended; null before the first. */
  as_of: number | null
  /** Where that is null: since when they were created that were all read; null when not even that is known. */
  read_since: number | null
  /** When all of its tags, all of its deployments, were last read. */
  tags_read_at: number | null
  deployments_read_at: number | null
}

/** Each duration by both clocks. */
type DurationColumns = {
  readonly [Name in
    | 'coding'
    | 'pickup'
    | 'unanswered'
    | 'review'
    | 'deploy'
    | 'total'
    | 'lead_time'
    | 'awaiting_request'
    | 'approved_not_merged'
    | 'draft'
    | 'waiting_author'
    | 'waiting_reviewer' as `${Name}_seconds` | `${Name}_working_seconds`]: number | null
}

export interface AnalyzedRow extends DurationColumns {
  /** The key of the raw pull request. */
  pull_request_key: number
  pull_request_id: PullRequestId
  repository_id: RepositoryId
  number: number
  state: PullRequestState
  /** `work`, `bot`, `release`, `back-merge`, or one that the rules name. */
  kind: string
  author_login: string
  author_kind: string
  /** What of its history could not be read, joined by commas: what needs that is null. Null when all was. */
  incomplete: string | null
  first_committed_at: number | null
  created_at: number
  ready_at: number | null
  review_requested_at: number | null
  first_response_at: number | null
  first_reviewed_at: number | null
  approved_at: number | null
  merged_at: number | null
  closed_at: number | null
  released_at: number | null
  released_by: string | null
  unreviewed: 0 | 1 | null
  review_rounds: number | null
  /** Where it stands when it is not over, else null. */
  now_state: string | null
  now_turn: string | null
  now_since: number | null
  changed_lines: number | null
  changed_files: number | null
  size_class: string | null
  title: string
  url: string
  /** `content_hash` of the raw pull request that was analyzed. */
  source_hash: string
  /** Of the rules, the repository's facts that an analysis needs, and the analyzer's version. */
  rules_hash: string
  /** SHA-256 of what was made of it, with its details: what came out the same is not written again. */
  analysis_hash: string
}

/** What is read of one pull request at a time, so that a search over many does not carry it. */
export interface AnalysisDetailsRow {
  pull_request_key: number
  /** JSON of the segments (history.ts). */
  history: string
  /** JSON of what did not count, with reasons. */
  ignored: string
}

export interface SegmentRow {
  pull_request_key: number
  position: number
  state: string
  turn: string | null
  from_at: number
  to_at: number | null
  working_seconds: number | null
  /** JSON of the reason that starts it. */
  because: string
  /** JSON of the reason that ends it; null while it lasts. */
  until: string | null
}

export interface ReviewRequestRow {
  pull_request_key: number
  position: number
  reviewer_login: string
  reviewer_kind: string
  requested_by: string | null
  requested_at: number
  removed_at: number | null
  responded_at: number | null
  seconds: number | null
  working_seconds: number | null
}

export interface ResponseRow {
  pull_request_key: number
  position: number
  reviewer_login: string
  reviewer_kind: string
  at: number
  kind: string
  /** GitHub's node id of the review or comment. */
  id: string
  requested_at: number | null
  seconds: number | null
  working_seconds: number | null
  is_answer: 0 | 1
}

export interface DeploymentRow {
  repository_id: RepositoryId
  id: string
  environment: string
  sha: string
  committed_at: number
  creator_login: string
  creator_kind: string
  created_at: number
  /** Of its first success. */
  succeeded_at: number | null
}

/** Who set what, when, from what to what. */
export interface SettingChangeRow {
  id: Generated<number>
  changed_at: number
  /** The user of the operating system, or of the web. */
  changed_by: string
  /** Null for the organization's, else the repository whose own it is. */
  repository_id: RepositoryId | null
  key: string
  /** JSON; null where it was not set, or was unset. */
  before: string | null
  after: string | null
}

/** How far a repository's analyses follow from what is stored. Triggers keep `release_revision`. */
export interface RecalculationRow {
  repository_id: RepositoryId
  /** Raised by every change of what releases depend on: a merge, its branches, a tag. */
  release_revision: number
  /** By which rules and releases its analyses are made; null before the first. */
  pass: string | null
  /** 1 once all of them are: then only what is in `unanalyzed` is older than the pass. */
  is_complete: 0 | 1
}
