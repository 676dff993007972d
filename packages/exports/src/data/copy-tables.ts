/**
 * The organization as one SQLite file: what the dictionary names is copied in one read transaction, of one moment,
 * while others go on writing. Nothing else is ever in the new file, not even in pages that are free.
 */
import { writeFileSync } from 'node:fs'
import { attachTenant, openOrCopy, type Sqlite } from '@upflow/db'
import { type OrganizationId, toIso } from '@upflow/model'
import Database from 'better-sqlite3'
import type { Relation } from './column.ts'
import { copiedTables, copiedViews, dictionary, ownTables } from './dictionary.ts'

export interface CopyTask {
  /** The organization's file. */
  readonly path: string
  readonly organizationId: OrganizationId
  /** The new file, which is not there yet. */
  readonly target: string
}

export interface Copied {
  /** ISO 8601. */
  readonly exportedAt: string
  readonly rows: Readonly<Record<string, number>>
}

/** @throws DbError when the organization's file cannot be read */
export async function copyTables({ path, organizationId, target }: CopyTask): Promise<Copied> {
  const { sqlite, close } = await openOrCopy(path, (there) =>
    attachTenant(there, organizationId, { readOnly: false }),
  )
  const rows: Record<string, number> = {}
  let exportedAt = ''
  let views: readonly string[] = []
  let about: readonly [string, string][] = []
  try {
    // What is attached is not made by this connection.
    writeFileSync(target, '', { flag: 'wx', mode: 0o600 })
    sqlite.prepare('ATTACH ? AS copy').run(target)
    // What is unfinished is thrown away: it needs no journal. It reaches the disk before it gets its name.
    sqlite.exec('PRAGMA copy.journal_mode = OFF; PRAGMA copy.synchronous = OFF')
    sqlite.transaction(() => {
      // The transaction's moment is that of its first read.
      const format = sqlite.pragma('main.user_version', { simple: true }) as number
      for (const relation of copiedTables) rows[relation.name] = copyTable(sqlite, relation)
      exportedAt = toIso(Math.floor(Date.now() / 1_000))
      views = viewTexts(sqlite)
      about = [
        ['organization', organizationId],
        ['exported_at', exportedAt],
        ['tenant_format', String(format)],
      ]
    })()
    sqlite.exec('DETACH copy')
  } finally {
    close()
  }
  const copy = new Database(target)
  try {
    copy.transaction(() => {
      for (const text of views) copy.exec(text)
      writeDictionary(copy)
      const add = copy.prepare('INSERT INTO about_export VALUES (?, ?)')
      for (const one of about) add.run(...one)
    })()
    copy.exec('ANALYZE')
  } finally {
    copy.close()
  }
  return { exportedAt, rows }
}

interface TableColumn {
  readonly name: string
  readonly type: string
  readonly notnull: 0 | 1
  readonly pk: number
}

const quote = (name: string) => `"${name}"`

/** With the types and the key that it has; @returns how many rows it has. */
function copyTable(sqlite: Sqlite, { name, columns }: Relation): number {
  const there = new Map(
    (sqlite.pragma(`main.table_info(${quote(name)})`) as TableColumn[]).map((one) => [one.name, one]),
  )
  const chosen = columns.map((column) => there.get(column.name)!)
  const key = chosen.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk)
  const definitions = chosen.map((one) => `${quote(one.name)} ${one.type}${one.notnull ? ' NOT NULL' : ''}`)
  const list = columns.map((column) => quote(column.name)).join(', ')
  sqlite.exec(
    `CREATE TABLE copy.${quote(name)} (${definitions.join(', ')}, PRIMARY KEY (${key.map((one) => quote(one.name)).join(', ')})) STRICT`,
  )
  return sqlite
    .prepare(`INSERT INTO copy.${quote(name)} (${list}) SELECT ${list} FROM main.${quote(name)}`)
    .run().changes
}

function viewTexts(sqlite: Sqlite): string[] {
  const read = sqlite
    .prepare<[string], string>(`SELECT sql FROM main.sqlite_master WHERE type = 'view' AND name = ?`)
    .pluck()
  return copiedViews.map(({ name }) => read.get(name)!)
}

function writeDictionary(copy: Database.Database): void {
  for (const { name, columns } of ownTables)
    copy.exec(
      `CREATE TABLE ${quote(name)} (${columns.map((one) => `${quote(one.name)} TEXT NOT NULL`).join(', ')}) STRICT`,
    )
  const add = copy.prepare('INSERT INTO data_dictionary VALUES (?, ?, ?, ?, ?)')
  for (const { name, kind, columns } of dictionary)
    for (const column of columns) add.run(name, kind, column.name, column.unit, column.meaning)
}
