/** Raw pull requests in and out of a tenant file. */
import type { RawPullRequest, RepositoryId } from '@upflow/model'
import type { Kysely } from 'kysely'
import { hashOf } from '../hash-of.ts'
import type { Sqlite } from '../sqlite/open-sqlite.ts'
import { createUpsert, type Upsert } from '../sqlite/upsert.ts'
import { newestWins } from '../store/page-decisions.ts'
import { toPayload } from './payload.ts'
import type { RawPullRequestRow, TenantTables } from './tables.ts'

/**
 * Pull requests lie in their file by repository and number, whatever GitHub calls them: those of one repository are
 * read and written side by side. A number has 32 bits, so the key is a safe integer up to two million repositories.
 */
const repositoryStride = 2 ** 32

export const createRawUpsert = ({ sqlite }: { readonly sqlite: Sqlite }): Upsert<RawPullRequestRow> =>
  createUpsert(sqlite, {
    table: 'raw_pull_requests',
    key: ['key'],
    computed: {
      // Null when there is no such repository: then the reference to it refuses the row.
      key: `(SELECT ordinal FROM repositories WHERE id = @repository_id) * ${repositoryStride} + @number`,
    },
    guard: newestWins,
  })

export interface KeyRange {
  readonly least: number
  readonly most: number
}

/** The keys of a repository's pull requests; null when there is no such repository. */
export function keysOf(sqlite: Sqlite, repositoryId: RepositoryId): KeyRange | null {
  const ordinal = sqlite
    .prepare<[string], number>('SELECT ordinal FROM repositories WHERE id = ?')
    .pluck()
    .get(repositoryId)
  return ordinal === undefined ? null : keyRange(ordinal)
}

/** As `keysOf`, through any store. */
export async function readKeys(
  { db }: { readonly db: Kysely<TenantTables> },
  repositoryId: RepositoryId,
): Promise<KeyRange | null> {
  const found = await db
    .selectFrom('repositories')
    .select('ordinal')
    .where('id', '=', repositoryId)
    .executeTakeFirst()
  return found === undefined ? null : keyRange(found.ordinal)
}

/** Of the repository with this number among those of its organization. */
export const keyRange = (ordinal: number): KeyRange => ({
  least: ordinal * repositoryStride,
  most: (ordinal + 1) * repositoryStride - 1,
})

export const keyOf = (ordinal: number, number: number): number => ordinal * repositoryStride + number

/** The number in a key. */
export const numberOf = (key: number): number => key % repositoryStride
/** Of its repository. */
export const ordinalOf = (key: number): number => Math.floor(key / repositoryStride)

export function toRawRow(pullRequest: RawPullRequest): RawPullRequestRow {
  const payload = toPayload(pullRequest)
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
    merge_commit_sha: pullRequest.mergeCommitSha,
    incomplete: pullRequest.incomplete.length > 0 ? pullRequest.incomplete.join(',') : null,
    content_hash: hashOf(payload),
    payload,
  }
}
