/** Raw pull requests in and out of a tenant file. */
import { createHash } from 'node:crypto'
import type { RawPullRequest } from '@upflow/model'
import { createUpsert, type Upsert } from '../sqlite/upsert.ts'
import type { RawPullRequestRow } from './tables.ts'
import type { Tenant } from './tenant.ts'

/**
 * The newest updatedAt wins: a late, stale page never overwrites. Of two readings of the same version, one whose
 * children could not all be read does not replace one whose could.
 */
const guard = `excluded.updated_at > old.updated_at
  OR (excluded.updated_at = old.updated_at AND (excluded.incomplete IS NULL OR old.incomplete IS NOT NULL))`

export const createRawUpsert = ({ sqlite }: Tenant): Upsert<RawPullRequestRow> =>
  createUpsert(sqlite, { table: 'raw_pull_requests', key: ['id'], guard })

export function toRawRow(pullRequest: RawPullRequest): RawPullRequestRow {
  const payload = JSON.stringify(pullRequest)
  return {
    id: pullRequest.id,
    repository_id: pullRequest.repositoryId,
    number: pullRequest.number,
    state: pullRequest.state,
    is_draft: pullRequest.isDraft ? 1 : 0,
    author_login: pullRequest.author.login,
    base_ref_name: pullRequest.baseRefName,
    head_ref_name: pullRequest.headRefName,
    is_cross_repository: pullRequest.isCrossRepository ? 1 : 0,
    created_at: pullRequest.createdAt,
    updated_at: pullRequest.updatedAt,
    merged_at: pullRequest.mergedAt,
    closed_at: pullRequest.closedAt,
    incomplete: pullRequest.incomplete.length > 0 ? pullRequest.incomplete.join(',') : null,
    content_hash: createHash('sha256').update(payload).digest('base64url'),
    payload,
  }
}

export const fromPayload = (payload: string): RawPullRequest => JSON.parse(payload) as RawPullRequest
