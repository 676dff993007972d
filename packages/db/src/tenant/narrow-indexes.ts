/**
 * Format 5 of a tenant file: what figures and lists search by, in narrow indexes. Figures of a period read the rows
 * that the first names, those of all history the table in its own order: an index that covered them cost every
 * recalculation more than it saved, and served one of the two clocks.
 */
import { type Kysely, sql } from 'kysely'

const statements = [
  'DROP INDEX analyzed_pull_requests_merged',
  `CREATE INDEX analyzed_pull_requests_merged ON analyzed_pull_requests (merged_at) WHERE merged_at IS NOT NULL`,
  // The newest of all or of some authors, who are seen without a look at the row.
  'CREATE INDEX analyzed_pull_requests_created ON analyzed_pull_requests (created_at, author_login)',
  // What waits, the longest first; states and, by the key, repositories are seen without a look at the row.
  `CREATE INDEX analyzed_pull_requests_now ON analyzed_pull_requests (now_since, now_state)
    WHERE now_since IS NOT NULL`,
]

export async function narrowIndexes(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
