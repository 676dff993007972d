/** What a recalculation reads of a schema: which pass it follows, what is stale, and what is to be analyzed. */
import type { RepositoryId } from '@upflow/model'
import type { PoolClient } from 'pg'
import {
  countOutdated,
  type RecalculationStore,
  type Standing,
  type StoredAnalysis,
  type StoredPayload,
  type WantedStanding,
  type WrittenSince,
} from '../store/recalculation-store.ts'
import { keyRange } from '../tenant/raw-pull-requests.ts'
import { type PassRow, toPass } from '../tenant/recalculations.ts'
import { readReleaseFacts } from './release-facts.ts'
import type { Schema } from './schema.ts'

export function createStandings(schema: Schema): Pick<RecalculationStore, 'readStanding' | 'readPayloads'> {
  const { name } = schema
  const read = async <Basis>(client: PoolClient, wanted: WantedStanding<Basis>): Promise<Standing<Basis>> => {
    const { repositoryId, releaseRule: rule, everything, carriersOf, onOutdated } = wanted
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
    const pullRequests = rows[0]!.count
    if (pass.isComplete && !everything)
      return {
        pass,
        pullRequests,
        stale: { kind: 'written', written: await writtenSince(client, repositoryId) },
      }
    const analyses = await analysesOf(client, repositoryId, everything ? null : pass.basisHash)
    onOutdated?.(countOutdated(analyses))
    const facts = await readReleaseFacts(client, schema, { repositoryId, rule, carriersOf })
    return { pass, pullRequests, stale: { kind: 'all', facts, analyses } }
  }
  const writtenSince = async (client: PoolClient, repositoryId: RepositoryId): Promise<WrittenSince[]> => {
    const { least, most } = keyRange(await schema.ordinalOf(client, repositoryId))
    const { rows } = await client.query<WrittenSince>(
      `SELECT u.pull_request_key AS key, a.released_at AS "releasedAt", a.released_by AS "releasedBy"
       FROM ${name}.unanalyzed AS u LEFT JOIN ${name}.analyzed_pull_requests AS a USING (pull_request_key)
       WHERE u.pull_request_key BETWEEN $1 AND $2 ORDER BY 1`,
      [least, most],
    )
    return rows
  }
  /** @param basisHash null for all that there are */
  const analysesOf = async (client: PoolClient, repositoryId: RepositoryId, basisHash: string | null) => {
    const { rows } = await client.query({
      text: `SELECT r.key, r.number,
           (u.pull_request_key IS NOT NULL OR a.rules_hash IS DISTINCT FROM $2 OR $2 IS NULL)::int,
           a.released_at, a.released_by, a.incomplete
         FROM ${name}.raw_pull_requests AS r LEFT JOIN ${name}.unanalyzed AS u ON u.pull_request_key = r.key
         LEFT JOIN ${name}.analyzed_pull_requests AS a ON a.pull_request_key = r.key
         WHERE r.repository_id = $1 ORDER BY r.number`,
      values: [repositoryId, basisHash],
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
