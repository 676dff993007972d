/**
 * By what lines of the audit of accounts are looked for: a kind of them in the order of their ids, and those of a kind
 * that are too old. And what a view was that somebody keeps for themselves is taken out of the lines about it.
 */
import { type Kysely, sql } from 'kysely'

const statements = [
  'CREATE INDEX account_changes_by_kind ON account_changes (what)',
  'CREATE INDEX account_changes_by_age ON account_changes (what, changed_at)',
  `UPDATE account_changes SET subject = 'a view', before = NULL, after = NULL
    WHERE what IN ('view.saved', 'view.removed')`,
]

export async function accountChangeIndexes(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
