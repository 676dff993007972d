/** Who executes what lies in a database: machines that share its runs, or one that keeps them in a file of its own. */
import { join } from 'node:path'
import { openPostgres } from '@upflow/db'
import { startPostgres } from '@upflow/tooling/postgres'
import { startRelay } from '@upflow/tooling/relay'
import Database from 'better-sqlite3'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { holdExecution } from '../src/engine/hold-execution.ts'
import { newDataDir, open, until } from './support.ts'

const postgres = await startPostgres()
afterAll(() => postgres?.stop())
const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const lock = `hashtextextended('upflow:embedded-jobs', 0)`
const holding = `FROM pg_locks WHERE locktype = 'advisory' AND ((classid::bigint << 32) | objid::bigint) = ${lock}
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`

async function connect(url: string) {
  const postgres = await openPostgres(url, { connections: 1 })
  const client = await postgres.pool.connect()
  closing.push(async () => {
    client.release(true)
    await postgres.close()
  })
  return client
}

/** Another machine, which is next in line for the lock, has it as soon as the connection of its holder is cut. */
async function takeAway(url: string): Promise<void> {
  const other = await connect(url)
  const client = await connect(url)
  const taken = other.query(`SELECT pg_advisory_lock(${lock})`)
  await until(async () => (await client.query(`SELECT 1 ${holding} AND NOT granted`)).rowCount)
  await client.query(`SELECT pg_terminate_backend(pid) ${holding} AND granted`)
  await taken
}

describe.skipIf(postgres === null)('what lies in a database', () => {
  it('is executed by machines that share its runs, or by one with a file of its own', async () => {
    const databaseUrl = await postgres!.cloneDatabase()
    const shared = { databaseUrl, jobs: 'database' } as const
    const file = { databaseUrl, jobs: 'file' } as const
    const refused = { code: 'pipeline/executed-elsewhere' }
    const both = [await open(newDataDir(), {}, 1, shared), await open(newDataDir(), {}, 1, shared)]
    await expect(open(newDataDir(), {}, 1, file)).rejects.toMatchObject(refused)
    await (await open(newDataDir(), {}, 0, file)).close()
    for (const pipeline of both) await pipeline.close()
    const alone = await open(newDataDir(), {}, 1, file)
    await expect(open(newDataDir(), {}, 1, shared)).rejects.toThrow(/UPFLOW_JOBS=file/)
    await (await open(newDataDir(), {}, 0, shared)).close()
    await alone.close()
  })

  it('is executed no more by one that lost it to another', async () => {
    const databaseUrl = await postgres!.cloneDatabase()
    const troubles: Error[] = []
    const onTrouble = ({ error }: { error: Error }) => void troubles.push(error)
    const { engine } = await open(newDataDir(), {}, 1, { databaseUrl, onTrouble })
    await takeAway(databaseUrl)
    await until(() => troubles.length > 0)
    expect(troubles).toMatchObject([{ code: 'pipeline/executed-elsewhere' }])
    await expect(engine.jobs.crawl.trigger({} as never)).rejects.toMatchObject({
      code: 'jobs/engine-stopped',
    })
  })

  it('is not begun by one that lost it while it started', async () => {
    const databaseUrl = await postgres!.cloneDatabase()
    const dataDir = newDataDir()
    await (await open(dataDir, {}, 0, { databaseUrl })).close()
    // Keeps the engine from being opened, but not the lock from being had.
    const jobs = new Database(join(dataDir, 'jobs.db'))
    closing.push(() => jobs.close())
    jobs.exec('BEGIN IMMEDIATE')
    const troubles: Error[] = []
    const onTrouble = ({ error }: { error: Error }) => void troubles.push(error)
    const opening = open(dataDir, {}, 1, { databaseUrl, onTrouble })
    const refused = expect(opening).rejects.toMatchObject({ code: 'pipeline/executed-elsewhere' })
    const client = await connect(databaseUrl)
    await until(async () => (await client.query(`SELECT 1 ${holding} AND granted`)).rowCount)
    await takeAway(databaseUrl)
    await until(() =>
      troubles.some((error) => (error as { code?: unknown }).code === 'pipeline/executed-elsewhere'),
    )
    jobs.exec('ROLLBACK')
    await refused
  })

  it('is held again by who lost the connection, however often it breaks on the way, and once', async () => {
    const url = await postgres!.cloneDatabase()
    let cuts = 0
    let breaks = 0
    const relay = await startRelay(url, (text) => {
      const isCut = breaks > 0 && text.includes('tcp_keepalives')
      if (isCut) {
        breaks--
        cuts++
      }
      return isCut
    })
    closing.push(relay.close)
    const losses: Error[] = []
    const held = await holdExecution(relay.url, { isShared: false, onLost: (error) => losses.push(error) })
    closing.push(held.release)
    const client = await connect(url)
    const pidOf = async () =>
      (await client.query(`SELECT pid ${holding} AND granted`)).rows.map(({ pid }) => pid)
    const [before] = await pidOf()
    breaks = 2
    relay.cut()
    await until(async () => {
      const [pid] = await pidOf()
      return pid !== undefined && pid !== before
    })
    expect([cuts, losses, await pidOf()]).toEqual([2, [], [expect.any(Number)]])
    await held.release()
    await until(async () => (await pidOf()).length === 0)
  })

  it('is held again by who hears nothing, although the server takes the old connection for alive', async () => {
    const url = await postgres!.cloneDatabase()
    const relay = await startRelay(url)
    closing.push(relay.close)
    const losses: Error[] = []
    const held = await holdExecution(relay.url, {
      isShared: false,
      onLost: (error) => losses.push(error),
      askEveryMs: 20,
      silenceMs: 400,
    })
    closing.push(held.release)
    const client = await connect(url)
    const pidOf = async () => (await client.query(`SELECT pid ${holding} AND granted`)).rows[0]?.pid
    const before = await pidOf()
    relay.silence()
    await until(async () => ![undefined, before].includes(await pidOf()))
    expect(losses).toEqual([])
  })
})
