/** The tables of a tenant file as TypeScript sees them. Instants are Unix seconds, flags 0 or 1, JSON is text. */
import type { PullRequestId, PullRequestState, RepositoryId } from '@upflow/model'
import type { Generated } from 'kysely'

export interface TenantTables {
  settings: { key: string; value: string }
  repositories: RepositoryRow
  raw_pull_requests: RawPullRequestRow & { key: Generated<number> }
  tags: { repository_id: RepositoryId; name: string; sha: string; committed_at: number }
  sync_state: SyncStateRow
  retry_queue: {
    repository_id: RepositoryId
    number: number
    reason: string
    attempts: number
    next_at: number
  }
  analyzed_pull_requests: AnalyzedRow
  segments: SegmentRow
  review_requests: ReviewRequestRow
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
  /** `backfill`, `crawl` or `reconcile`. */
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

export interface AnalyzedRow {
  /** The key of the raw pull request. */
  pull_request_key: number
  pull_request_id: PullRequestId
  repository_id: RepositoryId
  number: number
  title: string
  url: string
  state: PullRequestState
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
  coding_seconds: number | null
  pickup_seconds: number | null
  review_seconds: number | null
  deploy_seconds: number | null
  total_seconds: number | null
  unreviewed: 0 | 1 | null
  awaiting_request_seconds: number | null
  approved_not_merged_seconds: number | null
  draft_seconds: number | null
  waiting_author_seconds: number | null
  waiting_reviewer_seconds: number | null
  review_rounds: number | null
  changed_lines: number | null
  changed_files: number | null
  size_class: string | null
  /** JSON of what did not count, with reasons. */
  ignored: string
  /** `content_hash` of the raw pull request that was analyzed. */
  source_hash: string
  /** Of the rules and the analyzer's version. */
  rules_hash: string
  /** SHA-256 of what was made of it, segments and requests too: what came out the same is not written again. */
  analysis_hash: string
}

export interface SegmentRow {
  pull_request_key: number
  position: number
  state: string
  waiting_on: string | null
  from_at: number
  to_at: number | null
  /** JSON of the reason that starts it. */
  because: string
}

export interface ReviewRequestRow {
  pull_request_key: number
  position: number
  reviewer_login: string
  reviewer_kind: string
  requested_at: number
  removed_at: number | null
  responded_at: number | null
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
