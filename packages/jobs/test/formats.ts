/** The formats that a jobs file ever had: one of each older one, and what a file of today looks like. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { sqliteStore } from '../src/index.ts'
import { newFile } from './support.ts'

const fixtures = join(import.meta.dirname, 'fixtures')
/** Those that there is a file of, the oldest first. */
export const olderFormats: readonly number[] = readdirSync(fixtures)
  .flatMap((name) => /^jobs-v(\d+)\.sql$/.exec(name)?.[1] ?? [])
  .map(Number)
  .sort((a, b) => a - b)

export function makeOlderFile(path: string, format: number): Database.Database {
  const file = new Database(path)
  file.exec(readFileSync(join(fixtures, `jobs-v${format}.sql`), 'utf8'))
  return file
}

export interface FileSchema {
  readonly format: number
  readonly names: readonly unknown[]
  readonly columns: readonly unknown[]
  readonly facts: readonly unknown[]
}

/** All that there is but rows. */
export function schemaOf(path: string): FileSchema {
  const file = new Database(path, { readonly: true })
  const names = file.prepare('SELECT name FROM sqlite_schema ORDER BY name').pluck().all()
  const columns = file
    .prepare(
      `SELECT s.name, c.name FROM sqlite_schema AS s, pragma_table_info(s.name) AS c WHERE s.type = 'table' ORDER BY 1, c.cid`,
    )
    .raw()
    .all()
  const facts = ['journal_mode', 'integrity_check'].map((pragma) => file.pragma(pragma, { simple: true }))
  const format = Number(file.pragma('user_version', { simple: true }))
  file.close()
  return { format, names, columns, facts }
}

/** Of a file that is made now. */
export async function schemaOfToday(): Promise<FileSchema> {
  const path = newFile()
  await (await sqliteStore({ path })).close()
  return schemaOf(path)
}
