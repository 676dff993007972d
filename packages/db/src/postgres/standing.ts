/** What a recalculation reads of a schema: which pass it follows, what is stale, and what is to be analyzed. */
import { type ReleaseRule, type RepositoryId, type Tag, toActor } from '@upflow/model'
import type { PoolClient } from 'pg'
import type {
  RecalculationStore,
  Standing,
  StoredAnalysis,
  StoredPayload,
  WantedStanding,
  WrittenSince,
} from '../store/recalculation-store.ts'
import { type PassRow, toPass } from '../tenant/recalculations.ts'
import type { CarriersOf, StoredMerge, StoredReleaseFacts } from '../tenant/release-facts.ts'
import { commitsIn } from './payload-commits.ts'
import type { Schema } from './schema.ts'

export function createStandings(schema: Schema): Pick<RecalculationStore, 'readStanding' | 'readPayloads'> {
  const { name } = schema
  const read = async <Basis>(client: PoolClient, wanted: WantedStanding<Basis>): Promise<Standing<Basis>> => {
    const { repositoryId, releaseRule: rule, everything, carriersOf } = wanted
    const row = await client.query<PassRow>(
      `SELECT release_revision, pass, is_complete, default_branch FROM ${name}.recalculations
       JOIN ${name}.repositories ON id = repository_id WHERE repository_id = $1`,
      [repositoryId],
    )
    const pass = toPass(row.rows[0], wanted)
    const { rows } = await client.query<{ count: number }>(
      `SELECT count(*) AS count FROM ${name}.raw_pull_requests WHERE repository_id = $1`,
      [repositoryId],
    )
    return {
      pass,
      pullRequests: rows[0]!.count,
      stale:
        pass.isComplete && !everything
          ? { kind: 'written', written: await writtenSince(client, repositoryId) }
          : {
              kind: 'all',
              facts: await readReleaseFacts(client, schema, { repositoryId, rule, carriersOf }),
              analyses: await analysesOf(client, repositoryId),
            },
    }
  }
  const writtenSince = async (client: PoolClient, repositoryId: RepositoryId): Promise<WrittenSince[]> => {
    const ordinal = await schema.ordinalOf(client, repositoryId)
    const { rows } = await client.query<WrittenSince>(
      `SELECT u.pull_request_key AS key, a.released_at AS "releasedAt", a.released_by AS "releasedBy"
       FROM ${name}.unanalyzed AS u LEFT JOIN ${name}.analyzed_pull_requests AS a USING (pull_request_key)
       WHERE u.pull_request_key BETWEEN $1 AND $2 ORDER BY 1`,
      [ordinal * 2 ** 32, (ordinal + 1) * 2 ** 32 - 1],
    )
    return rows
  }
  const analysesOf = async (client: PoolClient, repositoryId: RepositoryId) => {
    const { rows } = await client.query({
      text: `SELECT r.key, r.number, (u.pull_request_key IS NOT NULL)::int, a.rules_hash, a.released_at, a.released_by
         FROM ${name}.raw_pull_requests AS r LEFT JOIN ${name}.unanalyzed AS u ON u.pull_request_key = r.key
         LEFT JOIN ${name}.analyzed_pull_requests AS a ON a.pull_request_key = r.key
         WHERE r.repository_id = $1 ORDER BY r.number`,
      values: [repositoryId],
      rowMode: 'array',
    })
    return rows as unknown as StoredAnalysis[]
  }
  return {
    readStanding: (wanted) => schema.snapshot((client) => read(client, wanted)),
    readPayloads: (keys) =>
      schema.snapshot(async (client) => {
        const { rows } = await client.query<StoredPayload & { readonly key: number }>(
          `SELECT key, payload, content_hash AS "contentHash" FROM ${name}.raw_pull_requests
           WHERE key = ANY($1::bigint[])`,
          [keys],
        )
        const found = new Map(rows.map((row) => [row.key, row]))
        return keys.map((key) => found.get(key))
      }),
  }
}

/** As of a tenant file. */
async function readReleaseFacts(
  client: PoolClient,
  schema: Schema,
  {
    repositoryId,
    rule,
    carriersOf,
  }: { readonly repositoryId: RepositoryId; readonly rule: ReleaseRule; readonly carriersOf: CarriersOf },
): Promise<StoredReleaseFacts> {
  const { name } = schema
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
  const carriers = carriersOf(rule, { merges, defaultBranch })
  const [fresh] = await all<{ tags: number | null; deployments: number | null }>(
    `SELECT tags_read_at AS tags, deployments_read_at AS deployments FROM ${name}.freshness WHERE repository_id = $1`,
  )
  return {
    defaultBranch,
    merges: carriers.length === 0 ? merges : await withCommits(merges, carriers),
    tags:
      rule.kind === 'tags'
        ? await all<Tag>(
            `SELECT name, sha, committed_at AS "committedAt" FROM ${name}.tags WHERE repository_id = $1`,
          )
        : [],
    deployments: rule.kind === 'deployments' ? await readDeployments() : [],
    areMarkersRead:
      (rule.kind !== 'tags' && rule.kind !== 'deployments') || (fresh?.[rule.kind] ?? null) !== null,
  }

  async function readDeployments() {
    const rows = await all<Omit<StoredReleaseFacts['deployments'][number], 'creator'> & { login: string }>(
      `SELECT id, environment, sha, committed_at AS "committedAt", creator_login AS login, created_at AS "createdAt",
         succeeded_at AS "succeededAt" FROM ${name}.deployments WHERE repository_id = $1`,
    )
    return rows.map(({ login, ...deployment }) => ({
      ...deployment,
      creator: toActor({ __typename: 'User', login }),
    }))
  }

  /** Gives those that may carry others the merge commits among their own. */
  async function withCommits(all: readonly StoredMerge[], numbers: readonly number[]) {
    const { rows } = await client.query<{ number: number; commits: string }>(
      `SELECT number, ${commitsIn('r')} AS commits FROM ${name}.raw_pull_requests AS r
       WHERE key = ANY($1::bigint[])`,
      [numbers.map((number) => repository!.ordinal * 2 ** 32 + number)],
    )
    const known = new Set(all.map(({ mergeCommitSha }) => mergeCommitSha))
    const commitsOf = new Map(rows.map(({ number, commits }) => [number, commits]))
    return all.map((merge) => {
      const commits = JSON.parse(commitsOf.get(merge.number) ?? '[]') as [string][]
      return { ...merge, carries: commits.map(([sha]) => sha).filter((sha) => known.has(sha)) }
    })
  }
}
