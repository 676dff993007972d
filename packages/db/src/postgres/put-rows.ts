/**
 * Many rows in one statement: as JSON, which PostgreSQL reads by the columns of the table. They go in by their keys, so
 * that two who write the same wait for each other instead of for ever.
 */
import type { PoolClient } from 'pg'
import { hashOf } from '../hash-of.ts'

export type Row = Readonly<Record<string, unknown>>

export interface PutTarget {
  /** Quoted. */
  readonly schema: string
  readonly table: string
  readonly key: readonly string[]
  /** SQL over `old` (the row there is) and `excluded` (the new one) that must hold for an update. */
  readonly guard?: string
  /** The columns that are written where there is a row (default: all). */
  readonly update?: readonly string[]
}

/** Of rows with the same key the last is written. Returns the keys' values of what was inserted or changed. */
export async function putRows(
  client: PoolClient,
  { schema, table, key, guard, update }: PutTarget,
  rows: readonly object[],
): Promise<Row[]> {
  const [first] = rows
  if (!first) return []
  const columns = Object.keys(first)
  const updated = update ?? columns.filter((column) => !key.includes(column))
  const list = (names: readonly string[], toSql = quote) => names.map((name) => toSql(name)).join(', ')
  const of = (row: string) => (column: string) => `${row}.${quote(column)}`
  const differs = `(${list(updated, of('old'))}) IS DISTINCT FROM (${list(updated, of('excluded'))})`
  const conflict =
    updated.length === 0
      ? 'DO NOTHING'
      : `(${list(key)}) DO UPDATE SET ${list(updated, (name) => `${quote(name)} = excluded.${quote(name)}`)}
         WHERE ${differs}${guard ? ` AND (${guard})` : ''}`
  const text = `INSERT INTO ${schema}.${table} AS old (${list(columns)})
     SELECT ${list(columns)} FROM json_populate_recordset(NULL::${schema}.${table}, $1) ORDER BY ${list(key)}
     ON CONFLICT ${conflict} RETURNING ${list(key, of('old'))}`
  // By its name, a connection plans it once.
  const query = { name: hashOf(text), text, values: [toJson(lastOfEach(rows, key))] }
  const { rows: written } = await client.query<Row>(query)
  return written
}

function lastOfEach(rows: readonly object[], key: readonly string[]): object[] {
  const keyOf = (row: object) => JSON.stringify(key.map((column) => (row as Row)[column]))
  const last = new Map(rows.map((row) => [keyOf(row), row]))
  return [...last.values()]
}

/** PostgreSQL's text has no NUL and no half of a character. */
export const toText = (text: string): string => (isText.test(text) ? text : fit(text))
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
const isText = /^[^\u0000\ud800-\udfff]*$/
const fit = (text: string): string => Buffer.from(text.replaceAll('\0', ''), 'utf8').toString('utf8')

/** @param rows of plain values: as the schema has them */
export const toJson = (rows: unknown): string =>
  JSON.stringify(rows, (_, value: unknown) => (typeof value === 'string' ? toText(value) : value))

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`
