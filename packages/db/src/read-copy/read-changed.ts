/** What a copy lacks of its schema: of small tables all, of the others what was written and removed since. */
import type { PoolClient } from 'pg'
import type { Write } from './position.ts'

/** By table, the rows that are to stand there for others. */
export interface ChangedRows {
  /** Replaced whole. */
  readonly whole: ReadonlyMap<string, readonly Row[]>
  /** Pull requests of which all is replaced in each of the tables `ofKeys`, by key: with those that are gone. */
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
  const keys = await keysOf(client, schema, writes)
  if (keys.length > most) return null
  const whole = new Map<string, readonly Row[]>()
  const ofKeys = new Map<string, readonly Row[]>()
  for (const table of tables) {
    const key = keyedTables[table]
    if (key === undefined)
      whole.set(table, (await client.query<Row>(`SELECT * FROM "${schema}"."${table}"`)).rows)
    else if (keys.length > 0) {
      const { rows } = await client.query<Row>(
        `SELECT * FROM "${schema}"."${table}" WHERE "${key}" = ANY($1::bigint[])`,
        [keys],
      )
      ofKeys.set(table, rows)
    }
  }
  return { whole, keys, ofKeys }
}

/** Whose rows say which transaction wrote them; with one of their children they are written themselves. */
const dated = ['raw_pull_requests', 'analyzed_pull_requests']

/** Of pull requests that were written or removed. To find them is a pass over a table: only over one that was written. */
async function keysOf(client: PoolClient, schema: string, writes: readonly Write[]): Promise<number[]> {
  const written = dated.filter((name) => writes.some(({ table }) => table === name))
  if (written.length === 0) return []
  const xids = [...new Set(writes.map(({ xid }) => xid))]
  const { rows } = await client.query<{ key: number }>(
    [
      ...written.map(
        (table) =>
          `SELECT "${keyedTables[table]}" AS key FROM "${schema}"."${table}" WHERE xmin::text::bigint = ANY($1::bigint[])`,
      ),
      `SELECT pull_request_key FROM "${schema}".removals WHERE xid = ANY($2::bigint[])`,
    ].join(' UNION '),
    // A row says the low half of the number that wrote it.
    [xids.map((xid) => xid % 2 ** 32), xids],
  )
  return rows.map(({ key }) => key)
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
