/**
 * Two workers over a database, of which the one that executes is killed in the middle of a backfill: the other ends it as
 * if nothing had been, asks for nothing again that was committed, and a third process has followed it all the while.
 */
import { openPostgres } from '@upflow/db'
import { type Emulator, startEmulator } from '@upflow/github-emulator'
import { parseOrganizationId } from '@upflow/model'
import { openData, parseConfig } from '@upflow/pipeline/data'
import { startPostgres } from '@upflow/tooling/postgres'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import {
  dump,
  holdPages,
  newAcme,
  newFolder,
  ok,
  pagesOf,
  type Running,
  rowsOf,
  small,
  start,
  token,
  until,
  upflow,
} from './support.ts'

const postgres = await startPostgres()
afterAll(() => postgres?.stop())
const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** Each worker reads with a token of its own, so that GitHub knows which of them asks. */
const workerTokens = ['one', 'two'].map((name) => `ghp_${name.padEnd(36, '0')}`)

async function newGitHub(): Promise<Emulator> {
  const logins = Object.fromEntries(workerTokens.map((one, index) => [one, { login: `worker-${index}` }]))
  const tokens = { ...logins, [token]: { login: 'dev' } }
  const emulator = await startEmulator({ data: small(), tokens, pointsPerHour: null })
  closing.push(() => emulator.close())
  return emulator
}

async function startWorker(env: Readonly<Record<string, string>>): Promise<Running> {
  const worker = start(newFolder(), ['worker'], { env })
  await until(() => worker.stderr().includes("Serves the queue 'default'"))
  return worker
}

const askers = ({ journal }: Emulator) =>
  journal.flatMap(({ operation, viewer }) => (operation === 'PullRequests' ? [viewer] : []))

async function ask<Row extends object>(url: string, sql: string): Promise<Row[]> {
  const database = await openPostgres(url)
  try {
    return (await database.pool.query<Row>(sql)).rows
  } finally {
    await database.close()
  }
}

/** How many pages of each repository are committed. */
async function committedIn(url: string): Promise<Map<string, number>> {
  const rows = await ask<{ repository_id: string; pages: number }>(
    url,
    `SELECT repository_id, pages FROM tenant_acme.sync_state WHERE phase = 'backfill'`,
  )
  return new Map(rows.map(({ repository_id: id, pages }) => [id, pages]))
}
const servingIn = (url: string) => ask(url, `SELECT id FROM upflow_jobs.owners WHERE queues <> '[]'`)
const sumOf = (pages: Map<string, number>) => [...pages.values()].reduce((sum, count) => sum + count, 0)

async function dumpOf(dataDir: string, env: Readonly<Record<string, string>>) {
  const data = await openData({ config: parseConfig({ UPFLOW_DATA_DIR: dataDir, ...env }) })
  try {
    return rowsOf((await data.tenants.openToRead(parseOrganizationId('acme'))).sqlite)
  } finally {
    await data.close()
  }
}

describe.skipIf(postgres === null)('workers on several machines', () => {
  it('one killed while it executes leaves nothing undone and nothing to be done twice', {
    timeout: 600_000,
  }, async () => {
    const emulator = await newGitHub()
    const alone = await newAcme(emulator)
    await ok(upflow(alone, ['backfill', 'acme']))
    const url = await postgres!.cloneDatabase()
    const env = {
      UPFLOW_SECRET: 'a secret of some length',
      UPFLOW_DATABASE_URL: url,
      UPFLOW_GITHUB_API_URL: emulator.url,
    }
    const caller = await newAcme(emulator, env)
    const workers = await Promise.all(
      workerTokens.map((UPFLOW_GITHUB_TOKEN) => startWorker({ ...env, UPFLOW_GITHUB_TOKEN })),
    )
    await until(async () => (await servingIn(url)).length === 2)
    emulator.journal.length = 0
    const answered = 5
    const held = holdPages(emulator, answered + 1)
    const following = start(caller, ['backfill', 'acme', '--json'], { env })
    await until(async () => askers(emulator).length > answered && sumOf(await committedIn(url)) === answered)
    const committed = await committedIn(url)
    const before = pagesOf(emulator)
    const [killed] = new Set(askers(emulator))
    const index = Number(killed!.at(-1))
    workers[index]!.process.kill('SIGKILL')
    await workers[index]!.ended
    emulator.journal.length = 0
    held.release()

    const { stdout, stderr } = await ok(following.ended)
    expect(JSON.parse(stdout)).toMatchObject({ run: { status: 'succeeded' } })
    expect(stderr).not.toContain('No worker serves')
    const after = pagesOf(emulator).map(({ repository, after: cursor }) => `${repository} ${cursor}`)
    for (const [repository, count] of committed)
      for (const page of before.filter((one) => one.repository === repository).slice(0, count))
        expect(after).not.toContain(`${repository} ${page.after}`)
    expect([new Set(askers(emulator)), committed.size]).toEqual([new Set([`worker-${1 - index}`]), 2])
    expect(await dumpOf(caller, env)).toEqual(dump(alone))

    const { run } = JSON.parse(stdout) as { run: { id: string } }
    const shown = JSON.parse(
      (await ok(upflow(newFolder(), ['runs', 'show', run.id, '--json'], { env }))).stdout,
    )
    expect(shown.run).toMatchObject({ status: 'succeeded', recoveries: 1 })
    workers[1 - index]!.process.kill('SIGTERM')
    expect(await workers[1 - index]!.ended).toMatchObject({ code: 0 })
  })

  it('one that keeps its runs in a file ends when another executes', async () => {
    const url = await postgres!.cloneDatabase()
    const env = { UPFLOW_SECRET: 'a secret of some length', UPFLOW_DATABASE_URL: url, UPFLOW_JOBS: 'file' }
    const worker = await startWorker(env)
    // The other is next in line, and has the lock when the connection of its holder is cut.
    const other = await openPostgres(url, { connections: 1 })
    const client = await other.pool.connect()
    closing.push(async () => {
      client.release(true)
      await other.close()
    })
    const taken = client.query(`SELECT pg_advisory_lock(hashtextextended('upflow:embedded-jobs', 0))`)
    const holding = `FROM pg_locks WHERE locktype = 'advisory'
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`
    await until(async () => (await ask(url, `SELECT pid ${holding} AND NOT granted`)).length > 0)
    await ask(url, `SELECT pg_terminate_backend(pid) ${holding} AND granted`)
    await taken
    const { code, stderr } = await worker.ended
    expect([code, stderr]).toEqual([1, expect.stringContaining('Another machine, or another data folder')])
  })
})
