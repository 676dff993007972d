/** What a schema has for a release rule, as a tenant file has it. */
import type { ReleaseRule, RepositoryId, Tag } from '@upflow/model'
import type { PoolClient } from 'pg'
import {
  type CarriersOf,
  markersOf,
  type StoredDeployment,
  type StoredMerge,
  type StoredReleaseFacts,
  toReleaseFacts,
} from '../store/to-release-facts.ts'
import { keyOf } from '../tenant/raw-pull-requests.ts'
import { commitsIn } from './payload-commits.ts'
import type { Schema } from './schema.ts'

/** From one snapshot, when called in a transaction that has one. */
export async function readReleaseFacts(
  client: PoolClient,
  { name }: Pick<Schema, 'name'>,
  {
    repositoryId,
    rule,
    carriersOf,
  }: { readonly repositoryId: RepositoryId; readonly rule: ReleaseRule; readonly carriersOf: CarriersOf },
): Promise<StoredReleaseFacts> {
  const all = async <Row extends object>(sql: string) => (await client.query<Row>(sql, [repositoryId])).rows
  const [repository] = await all<{ ordinal: number; default_branch: string | null }>(
    `SELECT ordinal, default_branch FROM ${name}.repositories WHERE id = $1`,
  )
  const defaultBranch = repository?.default_branch ?? null
  const stored = await all<Omit<StoredMerge, 'carries'>>(
    `SELECT number, merged_at AS "mergedAt", base_ref_name AS "baseRefName", head_ref_name AS "headRefName",
       is_cross_repository = 1 AS "isCrossRepository", merge_commit_sha AS "mergeCommitSha"
     FROM ${name}.raw_pull_requests WHERE repository_id = $1 AND merged_at IS NOT NULL`,
  )
  const merges = stored.map((merge): StoredMerge => ({ ...merge, carries: [] }))
  const markers = markersOf(rule)
  const rows = {
    defaultBranch,
    merges,
    commits: await readCommits(carriersOf(rule, { merges, defaultBranch })),
    tags:
      markers === 'tags'
        ? await all<Tag>(
            `SELECT name, sha, committed_at AS "committedAt" FROM ${name}.tags WHERE repository_id = $1`,
          )
        : [],
    deployments:
      markers === 'deployments'
        ? await all<StoredDeployment>(
            `SELECT id, environment, sha, committed_at AS "committedAt", creator_login AS login, created_at AS "createdAt",
               succeeded_at AS "succeededAt" FROM ${name}.deployments WHERE repository_id = $1`,
          )
        : [],
    markersReadAt: markers && (await readAt(markers)),
  }
  return toReleaseFacts(rows, rule)

  async function readAt(kind: NonNullable<typeof markers>) {
    const [fresh] = await all<{ at: number | null }>(
      `SELECT ${kind}_read_at AS at FROM ${name}.freshness WHERE repository_id = $1`,
    )
    return fresh?.at ?? null
  }

  async function readCommits(numbers: readonly number[]): Promise<ReadonlyMap<number, string>> {
    if (numbers.length === 0) return new Map()
    const { rows: found } = await client.query<{ number: number; commits: string }>(
      `SELECT number, ${commitsIn('r')} AS commits FROM ${name}.raw_pull_requests AS r
       WHERE key = ANY($1::bigint[])`,
      [numbers.map((number) => keyOf(repository!.ordinal, number))],
    )
    return new Map(found.map(({ number, commits }) => [number, commits]))
  }
}
