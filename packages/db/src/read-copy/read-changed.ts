/** What a copy lacks of its schema: of small tables all, of the others what was written and removed since. */
import type { PoolClient } from 'pg'
import type { Write } from './position.ts'

/** By table, the rows that are to stand there for others. */
export interface ChangedRows {
  /** Replaced whole. */
  readonly whole: ReadonlyMap<string, readonly Row[]>
  /** Pull requests of which all is replaced, by key: with those that are gone. */
  readonly keys: readonly number[]
  readonly ofKeys: ReadonlyMap<string, readonly Row[]>
}

export type Row = Readonly<Record<string, unknown>>

/** Those that have a row, or rows, for each pull request; by its key. */
export const keyedTables: Readonly<Record<string, string>> = {
  raw_pull_requests: 'key',
  analyzed_pull_requests: 'pull_request_key',
  analysis_details: 'pull_request_key',
  review_requests: 'pull_request_key',
  responses: 'pull_request_key',
}

const atOnce = 1_000

/** @returns null when it is more than `most` pull requests */
export async function readChanged(
  client: PoolClient,
  {
    schema,
    writes,
    most,
  }: { readonly schema: string; readonly writes: readonly Write[]; readonly most: number },
): Promise<ChangedRows | null> {
  const tables = new Set(writes.map(({ table }) => table))
  const xids = [...new Set(writes.map(({ xid }) => xid))]
  const { rows: changed } = await client.query<{ key: number }>(
    `SELECT key FROM "${schema}".raw_pull_requests WHERE xmin::text::bigint = ANY($1::bigint[])
     UNION SELECT pull_request_key FROM "${schema}".analyzed_pull_requests WHERE xmin::text::bigint = ANY($1::bigint[])
     UNION SELECT pull_request_key FROM "${schema}".removals WHERE xid = ANY($2::bigint[])`,
    // A row says the low half of the number that wrote it.
    [xids.map((xid) => xid % 2 ** 32), xids],
  )
  if (changed.length > most) return null
  const keys = changed.map(({ key }) => key)
  const whole = new Map<string, readonly Row[]>()
  for (const table of tables)
    if (!(table in keyedTables))
      whole.set(table, (await client.query<Row>(`SELECT * FROM "${schema}"."${table}"`)).rows)
  const ofKeys = new Map<string, readonly Row[]>()
  for (const [table, key] of Object.entries(keyedTables)) {
    const { rows } = await client.query<Row>(
      `SELECT * FROM "${schema}"."${table}" WHERE "${key}" = ANY($1::bigint[])`,
      [keys],
    )
    ofKeys.set(table, rows)
  }
  return { whole, keys, ofKeys }
}

/** All rows of a table, some at a time, by its key where it has many. */
export async function* readAll(
  client: PoolClient,
  schema: string,
  table: string,
): AsyncIterable<readonly Row[]> {
  const key = keyedTables[table]
  if (key === undefined) {
    yield (await client.query<Row>(`SELECT * FROM "${schema}"."${table}"`)).rows
    return
  }
  // Children of one pull request come together.
  for (let after = -1; ; ) {
    const { rows } = await client.query<Row>(
      `SELECT * FROM "${schema}"."${table}" WHERE "${key}" IN
         (SELECT DISTINCT "${key}" FROM "${schema}"."${table}" WHERE "${key}" > $1 ORDER BY 1 LIMIT $2)
       ORDER BY "${key}"`,
      [after, atOnce],
    )
    if (rows.length === 0) return
    after = rows.at(-1)![key] as number
    yield rows
  }
}
