/** Analyses into a schema, in short transactions, each under the pass that they were made for. */
import { setImmediate as yieldToLoop } from 'node:timers/promises'
import type { PoolClient } from 'pg'
import type { AnalysesCommit, RecalculationStore } from '../store/recalculation-store.ts'
import { fromSent, requestColumns, responseColumns, type SentAnalysis } from '../store/sent-analysis.ts'
import type { Schema } from './schema.ts'

/** Pull requests a transaction. */
const atOnce = 200

interface Known {
  readonly key: number
  readonly content_hash: string
  readonly analysis_hash: string | null
  readonly source_hash: string | null
  readonly rules_hash: string | null
}

export function createAnalysisCommits(
  schema: Schema,
): Pick<RecalculationStore, 'beginPass' | 'completePass' | 'writeAnalyses'> {
  const { name } = schema

  /** Null when another pass has begun. */
  const write = async (
    client: PoolClient,
    { repositoryId, pass, rulesHash, columns }: AnalysesCommit,
    analyses: readonly SentAnalysis[],
  ): Promise<{ readonly changed: number; readonly outdated: number } | null> => {
    // A page that lands meanwhile waits, so what is written is of what is stored. In the order of whoever writes pages:
    // first the pull requests, then the state of their repository.
    const known = await client.query<Known>(
      `SELECT r.key, r.content_hash, a.analysis_hash, a.source_hash, a.rules_hash FROM ${name}.raw_pull_requests AS r
       LEFT JOIN ${name}.analyzed_pull_requests AS a ON a.pull_request_key = r.key
       WHERE r.key = ANY($1::bigint[]) ORDER BY r.key FOR SHARE OF r`,
      [analyses.map(({ key }) => key)],
    )
    const { rows } = await client.query<{ pass: string | null }>(
      `SELECT pass FROM ${name}.recalculations WHERE repository_id = $1 FOR SHARE`,
      [repositoryId],
    )
    if (rows[0]?.pass !== pass) return null
    const storedOf = new Map(known.rows.map((row) => [row.key, row]))
    const present = analyses.filter(({ key, contentHash }) => storedOf.get(key)?.content_hash === contentHash)
    const changed = present.filter(
      ({ key, analysisHash }) => storedOf.get(key)!.analysis_hash !== analysisHash,
    )
    const confirmed = present.filter(({ key, contentHash, analysisHash }) => {
      const { analysis_hash, source_hash, rules_hash } = storedOf.get(key)!
      return analysis_hash === analysisHash && (source_hash !== contentHash || rules_hash !== rulesHash)
    })
    const byKeys = (sql: string, of: readonly SentAnalysis[]) =>
      of.length === 0 ? undefined : client.query(`${sql} = ANY($1::bigint[])`, [of.map(({ key }) => key)])
    await byKeys(`DELETE FROM ${name}.unanalyzed WHERE pull_request_key`, present)
    await client.query(
      `UPDATE ${name}.analyzed_pull_requests AS a SET source_hash = made.source_hash, rules_hash = $2
       FROM json_to_recordset($1) AS made (key bigint, source_hash text) WHERE a.pull_request_key = made.key`,
      [
        JSON.stringify(confirmed.map(({ key, contentHash }) => ({ key, source_hash: contentHash }))),
        rulesHash,
      ],
    )
    const replaced = changed.filter(({ key }) => storedOf.get(key)!.analysis_hash !== null)
    for (const table of ['review_requests', 'responses'])
      await byKeys(`DELETE FROM ${name}.${table} WHERE pull_request_key`, replaced)
    await put(client, changed, { columns, rulesHash })
    return { changed: changed.length, outdated: analyses.length - present.length }
  }

  const put = async (
    client: PoolClient,
    analyses: readonly SentAnalysis[],
    { columns, rulesHash }: Pick<AnalysesCommit, 'columns' | 'rulesHash'>,
  ): Promise<void> => {
    const rows = analyses.map((one) => ({ ...one, ...fromSent(one) }))
    const key = ['pull_request_key']
    await schema.put(
      client,
      { table: 'analyzed_pull_requests', key },
      rows.map(({ analyzed, key: pull_request_key, contentHash, analysisHash }) => ({
        pull_request_key,
        ...Object.fromEntries(columns.map((column, index) => [column, analyzed[index]])),
        source_hash: contentHash,
        rules_hash: rulesHash,
        analysis_hash: analysisHash,
      })),
    )
    await schema.put(
      client,
      { table: 'analysis_details', key },
      rows.map(({ key: pull_request_key, history, ignored }) => ({ pull_request_key, history, ignored })),
    )
    for (const [table, columnsOf, valuesOf] of [
      ['review_requests', requestColumns, (one: (typeof rows)[number]) => one.requests],
      ['responses', responseColumns, (one: (typeof rows)[number]) => one.responses],
    ] as const)
      await schema.put(
        client,
        { table, key: ['pull_request_key', 'position'] },
        rows.flatMap((one) => toChildRows(one.key, columnsOf, valuesOf(one))),
      )
  }

  return {
    beginPass: (repositoryId, pass, busy) =>
      schema.transaction(
        async (client) =>
          void (await client.query(
            `UPDATE ${name}.recalculations SET pass = $2, is_complete = 0 WHERE repository_id = $1`,
            [repositoryId, pass],
          )),
        busy,
      ),
    completePass: (repositoryId, pass, busy) =>
      schema.transaction(async (client) => {
        const { rowCount } = await client.query(
          `UPDATE ${name}.recalculations SET is_complete = 1 WHERE repository_id = $1 AND pass = $2`,
          [repositoryId, pass],
        )
        await schema.prune(client)
        return rowCount === 1
      }, busy),
    async writeAnalyses(commit, { busy, signal } = {}) {
      const total = { changed: 0, outdated: 0, chunks: 0, longestChunkMs: 0 }
      for (let from = 0; from < commit.analyses.length; from += atOnce) {
        signal?.throwIfAborted()
        const started = performance.now()
        const some = commit.analyses.slice(from, from + atOnce)
        const written = await schema.repeatable((client) => write(client, commit, some), busy)
        if (written === null) return { ...total, isSuperseded: true }
        total.changed += written.changed
        total.outdated += written.outdated
        total.chunks++
        total.longestChunkMs = Math.max(total.longestChunkMs, performance.now() - started)
        await yieldToLoop()
      }
      return { ...total, isSuperseded: false }
    },
  }
}

/** Of values that lie one row after the other. */
function toChildRows(
  key: number,
  columns: readonly string[],
  values: readonly unknown[],
): Readonly<Record<string, unknown>>[] {
  const rows: Record<string, unknown>[] = []
  for (let at = 0; at < values.length; at += columns.length)
    rows.push({
      pull_request_key: key,
      position: rows.length,
      ...Object.fromEntries(columns.map((column, index) => [column, values[at + index]])),
    })
  return rows
}
