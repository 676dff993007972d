/**
 * Up to where a copy has what its schema has. Every transaction that writes leaves its number there (tenant-triggers.ts).
 * Numbers are given when a transaction begins to write, and are seen when it ends: those from the oldest that was not
 * over are looked at again, but for the ones that were seen.
 */
import type { PoolClient } from 'pg'
import type { Postgres } from '../postgres/open-postgres.ts'
import { toPostgresError } from '../postgres/postgres-error.ts'
import type { Sqlite } from '../sqlite/open-sqlite.ts'

export interface Position {
  /** Of the database and the schema in it: one that was restored is another. */
  readonly source: string
  /** All transactions before were over. */
  readonly horizon: number
  /** Of those from there on, the ones that were over. */
  readonly seen: readonly number[]
}

/** A transaction that wrote to a table. */
export interface Write {
  readonly xid: number
  readonly table: string
}

export interface Present {
  readonly position: Position
  /** What the copy lacks; null when it is to be made anew. */
  readonly writes: readonly Write[] | null
}

/** As the transaction sees it, or a single statement does. @param known of the copy; null where there is none */
export async function readPresent(
  client: Pick<PoolClient, 'query'>,
  schema: string,
  known: Position | null,
): Promise<Present> {
  const { rows } = await client.query<{
    readonly source: string
    readonly floor: number
    readonly horizon: number
    readonly next: number
    readonly writes: readonly Write[]
  }>(
    `SELECT concat_ws('.', id, (SELECT system_identifier FROM pg_control_system()),
         (SELECT timeline_id FROM pg_control_checkpoint()),
         (SELECT oid FROM pg_database WHERE datname = current_database()), '"${schema}".writes'::regclass::oid) AS source,
       floor,
       pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS horizon,
       pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS next,
       (SELECT coalesce(json_agg(json_build_object('xid', xid, 'table', table_name)), '[]') FROM "${schema}".writes
         WHERE xid >= coalesce($2, pg_snapshot_xmin(pg_current_snapshot())::text::bigint)) AS writes
     FROM upflow.formats WHERE schema = $1`,
    [schema, known?.horizon ?? null],
  )
  const { source, floor, horizon, next, writes } = rows[0]!
  const seenNow = new Set(writes.flatMap(({ xid }) => (xid >= horizon ? [xid] : [])))
  // What was noted before the floor is forgotten (prune-notes.ts).
  const isKnown = known !== null && known.source === source && known.horizon >= floor && known.horizon <= next
  const seen = new Set(known?.seen)
  return {
    position: { source, horizon, seen: [...seenNow] },
    writes: isKnown ? writes.filter(({ xid }) => !seen.has(xid)) : null,
  }
}

/** Whether a copy lacks nothing. @throws DbError `db/unreachable` */
export async function isUpToDate(
  { pool, url }: Pick<Postgres, 'pool' | 'url'>,
  schema: string,
  known: Position | null,
): Promise<boolean> {
  try {
    return (await readPresent(pool, schema, known)).writes?.length === 0
  } catch (error) {
    throw toPostgresError(error, url)
  }
}

/** Null where the copy has none. */
export function readPosition(sqlite: Sqlite): Position | null {
  const isThere = sqlite.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'copied'`).get() !== undefined
  return isThere ? positionReader(sqlite)() : null
}

/** For a copy that has one, which is asked often. */
export function positionReader(sqlite: Sqlite): () => Position {
  const read = sqlite.prepare<[], { source: string; horizon: number; seen: string }>('SELECT * FROM copied')
  return () => {
    const { seen, ...position } = read.get()!
    return { ...position, seen: JSON.parse(seen) as number[] }
  }
}

/** To be called in the transaction that writes the rows. */
export function writePosition(sqlite: Sqlite, { source, horizon, seen }: Position): void {
  sqlite.exec(
    'CREATE TABLE IF NOT EXISTS copied (source TEXT, horizon INTEGER, seen TEXT); DELETE FROM copied',
  )
  sqlite.prepare('INSERT INTO copied VALUES (?, ?, ?)').run(source, horizon, JSON.stringify(seen))
}
