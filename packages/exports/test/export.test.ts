/** What is exported is what is stored, of one moment, and nothing that should stay. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { leftOut } from '../src/data/dictionary.ts'
import { flatTables } from '../src/data/flat-tables.ts'
import { dictionary, exportOrganization } from '../src/index.ts'
import { acme, atEnd, newFolder, readAcme, token, worker } from './support.ts'

type Row = Record<string, unknown>
const rowsOf = (path: string, sql: string): Row[] => {
  const file = new Database(path, { readonly: true })
  try {
    return file.prepare<[], Row>(sql).all()
  } finally {
    file.close()
  }
}
const exporting = (path: string, to: string, more = {}) =>
  exportOrganization({ path, organizationId: acme, to, worker, ...more })

/** A data folder in which `acme` was read, whose file is copied for each test. */
const read = mkdtempSync(join(tmpdir(), 'upflow-exports-'))
afterAll(() => rmSync(read, { recursive: true, force: true }))
beforeAll(() => readAcme(read))

function newFile() {
  const path = join(newFolder(), 'acme.db')
  copyFileSync(join(read, 'tenants', 'acme.db'), path)
  const sqlite = new Database(path)
  atEnd(() => sqlite.close())
  return { path, sqlite }
}

describe('the SQLite file', () => {
  it('has every row and view of what is stored, and neither settings nor secrets nor sync state', async () => {
    const { path, sqlite } = newFile()
    const sealed = sqlite
      .prepare<[], string>(`SELECT value ->> '$.sealedToken' FROM settings WHERE key = 'integration'`)
      .pluck()
      .get()!
    expect(sealed).toMatch(/^v1\./)
    // What the sample has none of.
    sqlite.exec(`
      UPDATE raw_pull_requests SET payload = json_set(payload, '$.files', json('[["a.ts", 1, 2]]'), '$.labels', json('["x"]'));
      INSERT INTO removed_pull_requests SELECT id, 99999, 'PR_gone', 'gone', 1 FROM repositories;
      INSERT OR REPLACE INTO tags SELECT id, 'v1', 'abc', 1 FROM repositories;
      INSERT INTO deployments SELECT id, 'D', 'production', 'abc', 1, 'ann', 'user', 2, 3 FROM repositories;`)
    const to = join(newFolder(), 'acme.db')
    const { files } = await exporting(path, to)
    expect(files.map(({ name }) => name)).toEqual([to, to.replace('.db', '.md')])
    for (const { name, kind, columns } of dictionary) {
      if (name === 'about_export' || name === 'data_dictionary') continue
      const list = columns.map((column) => `"${column.name}"`).join(', ')
      const sql = `SELECT ${list} FROM "${name}" ORDER BY 1, 2, 3`
      const exported = rowsOf(to, sql)
      expect(exported, `${kind} ${name}`).toEqual(rowsOf(path, sql))
      expect(exported.length, name).toBeGreaterThan(0)
    }
    const tables = rowsOf(to, `SELECT name FROM sqlite_master WHERE type IN ('table', 'view')`).map(
      ({ name }) => name,
    )
    expect(tables.filter((name) => !String(name).startsWith('sqlite_')).sort()).toEqual(
      dictionary.map(({ name }) => name).sort(),
    )
    for (const file of files)
      for (const secret of [token, sealed, 'sealedToken', '127.0.0.1'])
        expect(readFileSync(file.name).includes(secret), `${secret} in ${file.name}`).toBe(false)
    expect(rowsOf(to, 'PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }])
  })

  it('says of every column what it means, in the file and beside it', async () => {
    const { path } = newFile()
    const to = join(newFolder(), 'acme.sqlite')
    await exporting(path, to)
    const relations = rowsOf(
      to,
      `SELECT name, type FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'`,
    )
    const columns = relations.flatMap(({ name }) =>
      rowsOf(to, `SELECT name FROM pragma_table_xinfo('${name}')`).map((column) => `${name}.${column.name}`),
    )
    const entries = rowsOf(to, 'SELECT relation, "column", unit, meaning FROM data_dictionary')
    expect(entries.map((one) => `${one.relation}.${one.column}`).sort()).toEqual(columns.sort())
    const text = readFileSync(to.replace('.sqlite', '.md'), 'utf8')
    for (const { column, meaning } of entries) {
      expect(String(meaning).length).toBeGreaterThan(2)
      expect(text).toContain(`| \`${column}\` |`)
    }
  })

  it('leaves out of a tenant file exactly what is named as left out', async () => {
    const { path } = newFile()
    const relations = rowsOf(
      path,
      `SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'`,
    )
    const known = new Map(dictionary.map(({ name, columns }) => [name, columns.map((column) => column.name)]))
    const missing = relations.flatMap(({ name }) => {
      const columns = known.get(String(name))
      if (!columns) return [name]
      return rowsOf(path, `SELECT name FROM pragma_table_xinfo('${name}')`)
        .filter((column) => !columns.includes(String(column.name)))
        .map((column) => `${name}.${column.name}`)
    })
    expect(missing.sort()).toEqual([...leftOut].sort())
  })

  it('is of one moment while pull requests are written and removed', async () => {
    const { path, sqlite } = newFile()
    // Two counts that are equal whenever nobody is in the middle of a transaction.
    sqlite.exec(
      'UPDATE raw_pull_requests SET head_ref_name = 0; UPDATE analyzed_pull_requests SET released_by = 0',
    )
    const bump = sqlite.transaction(() => {
      sqlite.exec('UPDATE raw_pull_requests SET head_ref_name = head_ref_name + 1 WHERE number % 3 = 0')
      sqlite.exec('UPDATE analyzed_pull_requests SET released_by = released_by + 1 WHERE number % 3 = 0')
    })
    let exported = false
    let bumps = 0
    const folder = newFolder()
    const all = Promise.all(
      Array.from({ length: 4 }, (_, index) => exporting(path, join(folder, `${index}.db`))),
    ).finally(() => {
      exported = true
    })
    while (!exported) {
      bump.immediate()
      bumps++
      await new Promise((resolve) => setImmediate(resolve))
    }
    await all
    expect(bumps).toBeGreaterThan(4)
    for (const index of [0, 1, 2, 3]) {
      const [row] = rowsOf(
        join(folder, `${index}.db`),
        `SELECT (SELECT group_concat(DISTINCT head_ref_name) FROM raw_pull_requests WHERE number % 3 = 0) AS a,
          (SELECT group_concat(DISTINCT released_by) FROM analyzed_pull_requests WHERE number % 3 = 0) AS b`,
      )
      expect(row!.a).toMatch(/^\d+$/)
      expect(row!.b).toBe(row!.a)
    }
  })
})

describe('a folder', () => {
  it('has CSV and Parquet that read back to the rows of the same moment', async () => {
    const { path, sqlite } = newFile()
    sqlite.exec(
      `UPDATE analyzed_pull_requests SET title = '=HYPERLINK("http://evil","ä")', unreviewed = NULL WHERE number % 5 = 0`,
    )
    const to = join(newFolder(), 'data')
    mkdirSync(to)
    const { files } = await exporting(path, to)
    expect(readdirSync(to).sort()).toEqual(files.map(({ name }) => name.slice(to.length + 1)).sort())
    for (const { name, columns, sql } of flatTables) {
      const expected = rowsOf(join(to, 'acme.db'), sql)
      expect(expected.length).toBeGreaterThan(50)
      const read = await parquetReadObjects({ file: await asyncBufferFromFile(join(to, `${name}.parquet`)) })
      const asStored = read.map((row) =>
        Object.fromEntries(Object.entries(row).map(([key, value]) => [key, toStored(value)])),
      )
      const values = (row: Row) => columns.map(({ name: column }) => row[column])
      expect(asStored.map(values)).toEqual(expected.map((row) => Object.values(row)))
      const csv = readFileSync(join(to, `${name}.csv`), 'utf8')
      expect(csv.split('\r\n')[0]).toBe(columns.map((column) => column.name).join(','))
      expect(csv.split('\r\n').length).toBe(expected.length + 2)
    }
    const csv = readFileSync(join(to, 'pull-requests.csv'), 'utf8')
    expect(csv).toContain(`"'=HYPERLINK(""http://evil"",""ä"")"`)
    expect(csv).not.toMatch(/[,"]=HYPERLINK/)
    const text = readFileSync(join(to, 'data-dictionary.md'), 'utf8')
    for (const { columns } of flatTables)
      for (const { name } of columns) expect(text).toContain(`| \`${name}\` |`)
  })

  it('has only the forms that are asked for', async () => {
    const { path } = newFile()
    const to = join(newFolder(), 'data')
    await exporting(path, to, { formats: ['csv'] })
    expect(readdirSync(to).sort()).toEqual([
      'data-dictionary.md',
      'pull-requests.csv',
      'responses.csv',
      'segments.csv',
    ])
  })
})

describe('nothing is written over, and nothing half-written has the name', () => {
  it('refuses a file, its dictionary and a folder that are there', async () => {
    const { path } = newFile()
    const folder = newFolder()
    writeFileSync(join(folder, 'a.db'), 'mine')
    writeFileSync(join(folder, 'b.md'), 'mine')
    for (const name of ['a.db', 'b.db', ''])
      await expect(exporting(path, join(folder, name)), name).rejects.toMatchObject({
        code: 'exports/already-there',
      })
    expect(readFileSync(join(folder, 'a.db'), 'utf8')).toBe('mine')
    expect(readdirSync(folder).sort()).toEqual(['a.db', 'b.md'])
    await expect(exporting(path, join(folder, 'c.db'), { formats: ['csv'] })).rejects.toMatchObject({
      code: 'exports/unusable-target',
    })
  })

  it('leaves nothing behind when it is aborted or the file is damaged', async () => {
    const { path } = newFile()
    const folder = newFolder()
    const stop = new AbortController()
    const exported = exporting(path, join(folder, 'data'), { signal: stop.signal })
    const why = new Error('enough')
    stop.abort(why)
    await expect(exported).rejects.toBe(why)
    const broken = join(newFolder(), 'broken.db')
    writeFileSync(broken, Buffer.alloc(8_192, 7))
    await expect(exporting(broken, join(folder, 'data'))).rejects.toMatchObject({ code: 'db/corrupt-file' })
    await expect(exporting(join(folder, 'none.db'), join(folder, 'data'))).rejects.toMatchObject({
      code: 'db/organization-file-missing',
    })
    expect(readdirSync(folder)).toEqual([])
    expect(existsSync(join(folder, 'data'))).toBe(false)
  })
})

function toStored(value: unknown): unknown {
  if (value === undefined) return null
  if (value instanceof Date) return value.getTime() / 1_000
  if (typeof value === 'bigint') return Number(value)
  if (typeof value === 'boolean') return value ? 1 : 0
  return value
}
