/**
 * What a schema notes for copies (tenant-triggers.ts) is kept for as long as it is quicker to follow it than to copy all
 * anew. What is forgotten is remembered as the floor: a copy that has not come so far is made anew.
 */
import type { PoolClient } from 'pg'

/** Of all tables together. */
const mostWrites = 20_000

/** To be called in a transaction. @param schema not quoted */
export async function pruneNotes(client: PoolClient, schema: string, most = mostWrites): Promise<void> {
  // Not beyond a transaction that is not over: no copy has come further. One at a time: another is about to do the same.
  const { rows } = await client.query<{ floor: number }>(
    `SELECT least(noted.xid, pg_snapshot_xmin(pg_current_snapshot())::text::bigint) AS floor
     FROM upflow.formats AS known, (SELECT xid FROM "${schema}".writes ORDER BY xid DESC OFFSET $2 LIMIT 1) AS noted
     WHERE known.schema = $1 AND noted.xid >= known.floor FOR UPDATE OF known SKIP LOCKED`,
    [schema, most],
  )
  if (!rows[0]) return
  await client.query(
    `WITH writes AS (DELETE FROM "${schema}".writes WHERE xid < $2),
       removals AS (DELETE FROM "${schema}".removals WHERE xid < $2)
     UPDATE upflow.formats SET floor = $2 WHERE schema = $1`,
    [schema, rows[0].floor],
  )
}
