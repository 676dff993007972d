/** A real PostgreSQL that a test has for itself, and that is gone with it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { type Postgres, startPostgres } from '../src/postgres.ts'

const started = await startPostgres()
const postgres = started as Postgres
afterAll(() => started?.stop())

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

async function dataFolderOf(url: string): Promise<string> {
  const [row] = (await ask(url, 'SHOW data_directory')) as { data_directory: string }[]
  return row!.data_directory
}

describe.skipIf(!started)('a PostgreSQL of a test', () => {
  it('gives databases that are what the template is, each for itself', async () => {
    await ask(postgres.url, 'CREATE TABLE notes (note text)')
    const [first, second] = [await postgres.cloneDatabase(), await postgres.cloneDatabase('a "name"')]
    await ask(first, `INSERT INTO notes VALUES ('in the first')`)
    expect(await ask(second, 'SELECT note FROM notes')).toEqual([])
    expect(await ask(second, 'SELECT current_database() AS name')).toEqual([{ name: 'a "name"' }])
    expect(new URL(first).hostname).toBe('127.0.0.1')
  })

  it.each(['fast', 'immediate'] as const)(
    'has what was committed after a restart that is %s, and its old connections have not',
    async (mode) => {
      const url = await postgres.cloneDatabase()
      await ask(url, `CREATE TABLE kept AS SELECT 'committed' AS note`)
      const connected = new pg.Client({ connectionString: url })
      const lost = new Promise((resolve) => connected.on('error', resolve))
      await connected.connect()
      await postgres.restart(mode)
      await lost
      expect(await ask(url, 'SELECT note FROM kept')).toEqual([{ note: 'committed' }])
    },
  )

  it('is gone when it is stopped, with its folder and who is connected', async () => {
    const other = (await startPostgres({ settings: { max_connections: '7' } })) as Postgres
    const folder = await dataFolderOf(other.url)
    expect(await ask(other.url, 'SHOW max_connections')).toEqual([{ max_connections: '7' }])
    const connected = new pg.Client({ connectionString: other.url })
    const lost = new Promise((resolve) => connected.on('error', resolve))
    await connected.connect()
    await other.stop()
    await lost
    expect(existsSync(folder)).toBe(false)
    await expect(ask(other.url, 'SELECT 1')).rejects.toThrow(/ECONNREFUSED/)
  })

  it('ends with who started it, also by kill -9', async () => {
    const source = `import { startPostgres } from '${join(import.meta.dirname, '../src/postgres.ts')}'
      console.log((await startPostgres()).url)
      setInterval(() => {}, 1_000)`
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', source], {
      cwd: import.meta.dirname,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [url] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
    const connected = new pg.Client({ connectionString: url })
    const lost = new Promise((resolve) => connected.on('error', resolve))
    await connected.connect()
    const folder = await dataFolderOf(url)
    child.kill('SIGKILL')
    await lost
    await vi.waitUntil(() => !existsSync(folder), { timeout: 60_000 })
  })
})
