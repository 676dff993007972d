/**
 * Migrations in code, run by Kysely's Migrator in one transaction. SQLite's user_version holds the format, so an
 * up-to-date file costs one read, and a newer one is refused before it is touched.
 */
import { Kysely, type Migration, Migrator, SqliteDialect, sql } from 'kysely'
import { type BusyRetryOptions, mainThreadRetry, withBusyRetry } from './busy.ts'
import type { Sqlite } from './open-sqlite.ts'
import { waitingDialect } from './waiting-dialect.ts'

/** By name; the names sort by age. A migration that has landed is never changed. */
export type Migrations = Readonly<Record<string, (db: Kysely<never>) => Promise<void>>>

export const formatOf = (migrations: Migrations): number => Object.keys(migrations).length

/** Processes that open a new file at once take turns: whoever comes second finds it done. */
export async function migrate(
  database: Sqlite,
  migrations: Migrations,
  retry: BusyRetryOptions = mainThreadRetry('', 'file to be migrated'),
): Promise<void> {
  const format = formatOf(migrations)
  const isCurrent = () => database.pragma('user_version', { simple: true }) === format
  if (isCurrent()) return
  const db = new Kysely<never>({ dialect: new SqliteDialect({ database: withoutClose(database) }) })
  const provided = Object.entries(migrations).map(([name, up], index): [string, Migration] => [
    name,
    {
      up: async (transaction) => {
        await up(transaction as Kysely<never>)
        await sql`PRAGMA user_version = ${sql.lit(index + 1)}`.execute(transaction)
      },
    },
  ])
  // Kysely's own transaction would take the lock only with its first write, when another may have migrated already.
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => Object.fromEntries(provided) },
    disableTransactions: true,
  })
  await withBusyRetry(() => void database.exec('BEGIN IMMEDIATE'), retry)
  try {
    const { error } = isCurrent() ? {} : await migrator.migrateToLatest()
    if (error) throw error
    database.exec('COMMIT')
  } catch (error) {
    if (database.inTransaction) database.exec('ROLLBACK')
    throw error
  }
}

/** Kysely closes what it is given; the file belongs to its opener. */
const withoutClose = (database: Sqlite): Pick<Sqlite, 'prepare' | 'close'> => ({
  prepare: database.prepare.bind(database),
  close: () => database,
})

/** Queries wait for a lock outside of SQLite too, and do what they do again. */
export const kyselyOver = <Tables>(database: Sqlite, retry: BusyRetryOptions): Kysely<Tables> =>
  new Kysely<Tables>({
    dialect: waitingDialect(new SqliteDialect({ database: withoutClose(database) }), retry),
  })
