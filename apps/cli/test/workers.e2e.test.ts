/**
 * Two workers over a database, of which the one that executes is killed in the middle of a backfill: the other ends it as
 * if nothing had been, asks for nothing again that was committed, and a third process has followed it all the while.
 */
import { openPostgres } from '@upflow/db'
import { startPostgres } from '@upflow/tooling/postgres'
import { afterAll, describe, expect, it } from 'vitest'
import { dump, newAcme, newFolder, ok, until, upflow } from './support.ts'
import {
  ask,
  askers,
  atEnd,
  beginBackfill,
  dumpOf,
  newGitHub,
  newUntimedAcme,
  rounds,
  servingIn,
  startWorker,
  workerTokens,
} from './workers.ts'

const postgres = await startPostgres()
afterAll(() => postgres?.stop())

describe.skipIf(postgres === null)('workers on several machines', () => {
  it.each(rounds)(
    'one killed after $pages pages leaves nothing undone and nothing to be done twice',
    {
      timeout: 600_000,
    },
    async ({ pages }) => {
      const emulator = await newGitHub()
      const alone = await newAcme(emulator)
      await ok(upflow(alone, ['backfill', 'acme']))
      const url = await postgres!.cloneDatabase()
      const env = {
        UPFLOW_SECRET: 'a secret of some length',
        UPFLOW_DATABASE_URL: url,
        UPFLOW_GITHUB_API_URL: emulator.url,
      }
      const caller = await newUntimedAcme(emulator, env)
      const workers = await Promise.all(
        workerTokens.map((UPFLOW_GITHUB_TOKEN) => startWorker({ ...env, UPFLOW_GITHUB_TOKEN })),
      )
      await until(async () => (await servingIn(url)).length === 2)
      const midst = await beginBackfill(emulator, { dataDir: caller, env, url, pages })
      const { index } = midst
      workers[index]!.process.kill('SIGKILL')
      await workers[index]!.ended
      midst.goOn()

      const { stdout, stderr } = await ok(midst.following.ended)
      expect(JSON.parse(stdout)).toMatchObject({ run: { status: 'succeeded' } })
      expect(stderr).not.toContain('No worker serves')
      expect([midst.askedAgain(), new Set(askers(emulator))]).toEqual([[], new Set([`worker-${1 - index}`])])
      expect(await dumpOf(caller, env)).toEqual(dump(alone))

      const { run } = JSON.parse(stdout) as { run: { id: string } }
      const shown = JSON.parse(
        (await ok(upflow(newFolder(), ['runs', 'show', run.id, '--json'], { env }))).stdout,
      )
      expect(shown.run).toMatchObject({ status: 'succeeded', recoveries: 1 })
      workers[1 - index]!.process.kill('SIGTERM')
      expect(await workers[1 - index]!.ended).toMatchObject({ code: 0 })
    },
  )

  it('one that keeps its runs in a file ends when another executes', async () => {
    const url = await postgres!.cloneDatabase()
    const env = { UPFLOW_SECRET: 'a secret of some length', UPFLOW_DATABASE_URL: url, UPFLOW_JOBS: 'file' }
    const worker = await startWorker(env)
    // The other is next in line, and has the lock when the connection of its holder is cut.
    const other = await openPostgres(url, { connections: 1 })
    const client = await other.pool.connect()
    atEnd(async () => {
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
