/** One generic upsert on prepared statements: the columns are the row's, the update set is what is not the key. */
import type { Sqlite } from './open-sqlite.ts'
import { type ChunkOptions, type ChunkReport, writeInChunks } from './write-in-chunks.ts'

export type Value = string | number | bigint | Buffer | null

export interface UpsertTarget {
  readonly table: string
  readonly key: readonly string[]
  /** Columns that SQL works out from the row's (`@name`). */
  readonly computed?: Readonly<Record<string, string>>
  /** SQL over `old` (the row there is) and `excluded` (the new one) that must hold for an update. */
  readonly guard?: string
}

/** Writes a row; true when it was inserted or changed a value. All rows must have the columns of the first. */
export type Upsert<Row> = (row: Row) => boolean

export function createUpsert<Row extends { readonly [Column in keyof Row]: Value }>(
  database: Sqlite,
  { table, key, computed = {}, guard }: UpsertTarget,
): Upsert<Row> {
  let run: Upsert<Row> | null = null
  const prepare = (row: Row): Upsert<Row> => {
    const columns = Object.keys(row)
    const keys = new Set<string>(key)
    const updated = columns.filter((column) => !keys.has(column))
    const list = (names: readonly string[], toSql: (name: string) => string, separator = ', ') =>
      names.map(toSql).join(separator)
    const values = [...Object.values(computed), ...columns.map((name) => `@${name}`)]
    const insert = `INSERT INTO ${quote(table)} AS old (${list([...Object.keys(computed), ...columns], quote)}) VALUES (${values.join(', ')})`
    const differs = list(updated, (name) => `excluded.${quote(name)} IS NOT old.${quote(name)}`, ' OR ')
    const update = list(updated, (name) => `${quote(name)} = excluded.${quote(name)}`)
    const conflict =
      updated.length === 0
        ? 'DO NOTHING'
        : `(${list(key, quote)}) DO UPDATE SET ${update} WHERE (${differs})${guard ? ` AND (${guard})` : ''}`
    const statement = database.prepare(`${insert} ON CONFLICT ${conflict}`)
    return (one) => statement.run(one).changes > 0
  }
  return (row) => {
    run ??= prepare(row)
    return run(row)
  }
}

const quote = (name: string) => `"${name.replaceAll('"', '""')}"`

/** Upserts many rows in chunks; `changed` counts those that were inserted or changed. */
export function upsertAll<Row extends { readonly [Column in keyof Row]: Value }>(
  database: Sqlite,
  target: UpsertTarget,
  { rows, ...options }: Omit<ChunkOptions<Row>, 'groups' | 'write'> & { readonly rows: Iterable<Row> },
): Promise<ChunkReport> {
  return writeInChunks(database, { ...options, groups: rows, write: createUpsert(database, target) })
}
