/** The contract of engines on the embedded one, and what is so of its file alone. */
import { readFileSync, writeFileSync } from 'node:fs'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { type JobsError, openJobsToCopy, openRuns, sqliteStore } from '../src/index.ts'
import { engineContract } from './contract/index.ts'
import { embedded } from './embedded.ts'
import { counting, gate, job, newFile, open, until } from './support.ts'

engineContract(embedded)

describe('the embedded engine', () => {
  it('an engine that is told to wait does not look for runs before its start', async () => {
    const path = newFile()
    const jobs = { work: job(async (_, input) => input) }
    const options = { concurrencyKey: 'org', onConflict: 'join' } as const
    const elsewhere = await open(path, jobs, { concurrency: 0 })
    const left = await elsewhere.jobs.work.trigger('a', options)
    const { store, calls } = await counting({ path })
    const engine = await open(path, jobs, { store, autoStart: false, timing: { recoverMs: 20 } })
    await until(() => (calls.get('recover') ?? 0) > 3)
    const joined = await engine.jobs.work.trigger('a', options)
    expect([joined.outcome, joined.runId, calls.get('claim')]).toEqual(['joined', left.runId, undefined])
    engine.start()
    expect((await joined.wait()).output).toBe('a')
  })
})

describe('an owner that lost its run', () => {
  it('hears of it at its next renewal: the body is aborted with LeaseLost', async () => {
    const path = newFile()
    const started = gate()
    let reason: JobsError | null = null
    const work = job((step) =>
      step.run('held', ({ signal }) => {
        started.open()
        return new Promise((_, reject) =>
          signal.addEventListener('abort', () => {
            reason = signal.reason
            reject(signal.reason)
          }),
        )
      }),
    )
    const engine = await open(path, { work }, { timing: { leaseMs: 900 } })
    const { runId } = await engine.jobs.work.trigger(null)
    await started.opened
    // Nothing is left to be written: no refused write tells it.
    await until(async () => (await engine.runs.events(runId)).at(-1)?.type === 'step.started')
    // As another process leaves it that took the run over and ended it.
    const file = new Database(path)
    file.exec(`UPDATE runs SET status = 'failed', owner = NULL, lease_until = NULL, finished_at = 1`)
    file.close()
    expect(await until(() => reason)).toMatchObject({ name: 'LeaseLost', code: 'jobs/lease-lost' })
  })
})

describe('the file', () => {
  it('of a newer version is refused and unchanged; one that is no database is named', async () => {
    const path = newFile()
    await (await sqliteStore({ path })).close()
    const file = new Database(path)
    file.pragma('user_version = 99')
    file.close()
    await expect(sqliteStore({ path })).rejects.toMatchObject({ code: 'jobs/newer-store' })
    const garbage = `${path}-garbage`
    writeFileSync(garbage, 'not a database, and long enough to be read as a header of one'.repeat(20))
    await expect(sqliteStore({ path: garbage })).rejects.toMatchObject({ code: 'jobs/store-unusable' })
  })

  it.each([
    ['without a format', 'CREATE TABLE users (id INTEGER)'],
    ['with tables that are called like some of ours', 'CREATE TABLE runs (id); CREATE TABLE steps (id)'],
    ['with a format that was ours too', 'CREATE TABLE users (id INTEGER); PRAGMA user_version = 3'],
    ['with a format of today', 'CREATE TABLE users (id INTEGER); PRAGMA user_version = 5'],
  ])('of another program, %s, is refused and unchanged', async (_, sql) => {
    const path = newFile()
    const file = new Database(path)
    file.exec(sql)
    file.close()
    const before = readFileSync(path)
    const refusal = {
      code: 'jobs/foreign-store',
      facts: { path },
      message: expect.stringMatching(/but no jobs file.*Nothing was changed: move it away/),
    }
    await expect(sqliteStore({ path })).rejects.toMatchObject(refusal)
    await expect(openRuns({ path })).rejects.toMatchObject(refusal)
    expect(() => openJobsToCopy(path, 10)).toThrow(expect.objectContaining(refusal))
    expect(readFileSync(path).equals(before)).toBe(true)
  })

  it('that is empty is taken for a new one', async () => {
    const path = newFile()
    writeFileSync(path, '')
    const engine = await open(path, { work: job(async () => 'done') })
    expect((await engine.jobs.work.triggerAndWait(null)).output).toBe('done')
    await engine.stop()
  })
})
