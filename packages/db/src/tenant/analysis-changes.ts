/**
 * Which analyses have changed, in the order in which they did: whoever has read all of them reads what has changed since
 * instead of all again. The file notes it by itself, whatever writes the row of an analysis; what belongs to it, in other
 * tables, is only written with its row. Begins with format 6.
 */
import { type Kysely, sql } from 'kysely'
import type { Sqlite } from '../sqlite/open-sqlite.ts'

/** So many are remembered at least: who comes later reads all again. */
const remembered = 50_000
/** They are forgotten so many at once. */
const forgotten = 1_000

/** Of a copy too, which has no other triggers. */
export const noteTriggers = ['analysis_added', 'analysis_changed', 'analysis_gone', 'changes_noted'] as const

const note = (row: 'NEW' | 'OLD') =>
  `INSERT INTO analysis_changes (pull_request_key) VALUES (${row}.pull_request_key);`

/** @param columns whose change is one of the analysis: a later format that adds one makes the trigger anew */
const statements = (columns: readonly string[]) => [
  'CREATE TABLE analysis_changes (number INTEGER PRIMARY KEY, pull_request_key INTEGER NOT NULL) STRICT',
  `CREATE TRIGGER analysis_added AFTER INSERT ON analyzed_pull_requests BEGIN ${note('NEW')} END`,
  `CREATE TRIGGER analysis_changed AFTER UPDATE OF ${columns.join(', ')} ON analyzed_pull_requests BEGIN ${note('NEW')} END`,
  `CREATE TRIGGER analysis_gone AFTER DELETE ON analyzed_pull_requests BEGIN ${note('OLD')} END`,
  `CREATE TRIGGER changes_noted AFTER INSERT ON analysis_changes WHEN NEW.number % ${forgotten} = 0 BEGIN
    DELETE FROM analysis_changes WHERE number <= NEW.number - ${remembered};
  END`,
]

/** Of what it was made, which is looked after and confirmed: no more than that says anything of the analysis. */
const madeOf = ['source_hash', 'rules_hash']

export async function createAnalysisChanges(db: Kysely<never>): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    SELECT name FROM pragma_table_info('analyzed_pull_requests')`.execute(db)
  const columns = rows.map(({ name }) => name).filter((name) => !madeOf.includes(name))
  for (const statement of statements(columns)) await sql.raw(statement).execute(db)
}

export interface AnalysisChanges {
  /** Of the last one, higher with each; 0 before the first. */
  latest(): number
  /** The pull requests, by key, whose analyses were written or removed after this number; null where that is forgotten. */
  since(number: number): ReadonlySet<number> | null
}

/** As the transaction under way sees them. */
export function readAnalysisChanges(sqlite: Sqlite): AnalysisChanges {
  const find = (most: 'min' | 'max') =>
    sqlite.prepare<[], number | null>(`SELECT ${most}(number) FROM analysis_changes`).pluck().get() ?? 0
  return {
    latest: () => find('max'),
    since(number) {
      if (number > find('max') || number + 1 < find('min')) return null
      const keys = sqlite
        .prepare<[number], number>('SELECT DISTINCT pull_request_key FROM analysis_changes WHERE number > ?')
        .pluck()
        .all(number)
      return new Set(keys)
    },
  }
}
