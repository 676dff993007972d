/**
 * Several workers on one database, of which some die, hang, lose their connection or their database. Afterwards each run
 * has ended once, nothing recorded was executed again, numbers have no gaps, and a key had one holder.
 * UPFLOW_CRASH_ROUNDS times each (default 1; `test:crash` does 40).
 */
import { appendFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AnyJob, Engine, RunEvent } from '@upflow/jobs'
import { expectNothingRecordedAgain, job, newLog, until } from '@upflow/jobs/contract'
import { type Postgres, startPostgres } from '@upflow/tooling/postgres'
import { type Child, startProcess } from '@upflow/tooling/test-process'
import { afterAll, describe, expect, it } from 'vitest'
import { ask, createBackend } from './backend.ts'
import type { Said, Working } from './worker-child.ts'

const rounds = Number(process.env.UPFLOW_CRASH_ROUNDS ?? 1)
const started = await startPostgres()
const postgres = started as Postgres
const backend = started && (await createBackend(started))
afterAll(() => started?.stop())

const perRoundMs = 120_000
const repeat = (title: string, test: () => Promise<void>) =>
  it(
    title,
    async () => {
      for (let round = 0; round < rounds; round++) {
        await test()
        await Promise.all(engines.splice(0).map((engine) => engine.stop()))
        for (const { signal, ended } of alive.splice(0)) {
          signal('SIGKILL')
          await ended
        }
      }
    },
    perRoundMs * rounds,
  )

/** Of the round. */
const alive: Child<Said>[] = []
const engines: Engine<Record<string, AnyJob>>[] = []

function startWorker(working: Working): Child<Said> {
  const worker = startProcess<Said>(join(import.meta.dirname, 'worker-child.ts'), [JSON.stringify(working)])
  alive.push(worker)
  return worker
}

async function openHere(url: string, recoverMs = 250) {
  const jobs = { work: job(async () => null), next: job(async () => null, 2) }
  const engine = await backend!.open(url, jobs, { concurrency: 0, timing: { recoverMs } })
  engines.push(engine as never)
  return engine
}

interface Scene {
  readonly url: string
  readonly log: string
  readonly workers: readonly Child<Said>[]
  readonly owners: readonly string[]
  /** Triggers only. */
  readonly engine: Engine<{ work: AnyJob; next: AnyJob }>
}

async function setUp(count: number, more: Partial<Working> = {}): Promise<Scene> {
  const url = await backend!.newPlace()
  const log = newLog()
  const workers = Array.from({ length: count }, () => startWorker({ url, log, ...more }))
  const opened = await Promise.all(workers.map((worker) => worker.says(({ is }) => is === 'open')))
  const engine = await openHere(url, more.recoverMs)
  return { url, log, workers, owners: opened.map(({ owner }) => owner!), engine }
}

/** The worker that executes this run, by what is recorded. */
async function executing({ engine, owners, workers }: Scene, runId: string, step: string) {
  const events = await until(async () => {
    const said = await engine.runs.events(runId)
    return said.some((event) => event.step === step) ? said : null
  }, perRoundMs)
  const claimed = events.findLast(({ type }) => type === 'run.claimed') as RunEvent & { owner: string }
  const index = owners.indexOf(claimed.owner)
  return { worker: workers[index]!, owner: owners[index]!, index }
}

/** @param lost how many steps in flight were lost at most */
async function expectSound({ engine, log }: Scene, runIds: readonly string[], lost: number): Promise<void> {
  const holders: { key: string; from: number; to: number }[] = []
  for (const runId of runIds) {
    const run = await engine.runs.wait(runId)
    expect([run.status, run.output]).toEqual(['succeeded', 66])
    const events = await engine.runs.events(runId)
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1))
    expect(events.filter(({ type }) => type === 'run.finished')).toHaveLength(1)
    if (run.concurrencyKey === null) continue
    holders.push({ key: run.concurrencyKey, from: run.startedAt!, to: run.finishedAt! })
  }
  for (const one of holders)
    for (const other of holders)
      if (one !== other && one.key === other.key)
        expect(one.to <= other.from || other.to <= one.from).toBe(true)
  expectNothingRecordedAgain(log, lost)
}

const pids = (log: string, runId: string) =>
  new Set(
    readFileSync(log, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith(`execute ${runId}`))
      .map((line) => line.split(' ')[3]),
  )

describe.skipIf(!started)('several workers', () => {
  repeat('go on with what one was executing that is killed, at once and from where it was', async () => {
    const scene = await setUp(3)
    const { engine, log } = scene
    const { runId } = await engine.jobs.work.trigger({ steps: 12, pauseMs: 40 }, { concurrencyKey: 'k' })
    const after = await engine.jobs.work.trigger({ steps: 12 }, { concurrencyKey: 'k' })
    const { worker } = await executing(scene, runId, 'step:4')
    worker.signal('SIGKILL')
    await worker.ended
    for (const { key } of await engine.runs.steps(runId)) appendFileSync(log, `recorded ${runId} ${key}\n`)
    await expectSound(scene, [runId, after.runId], 2)
    const run = await engine.runs.get(runId)
    expect([run!.recoveries, run!.generation, pids(log, runId).size]).toEqual([1, 2, 2])
  })

  repeat('take over from one that hangs, which writes nothing when it goes on', async () => {
    const scene = await setUp(2, { leaseMs: 5_000 })
    const { engine, log } = scene
    const { runId } = await engine.jobs.work.trigger({ steps: 12, pauseMs: 200 })
    const { worker, index } = await executing(scene, runId, 'step:3')
    worker.signal('SIGSTOP')
    const other = scene.workers[1 - index]!
    const taken = await until(async () => {
      const run = await engine.runs.get(runId)
      return run && run.generation > 1 ? run : null
    }, perRoundMs)
    expect(taken.owner).toBe(scene.owners[1 - index])
    await other.says(({ executes }) => executes === 'step:6')
    const before = await engine.runs.steps(runId)
    worker.signal('SIGCONT')
    await expectSound(scene, [runId], 3)
    expect(pids(log, runId).size).toBe(2)
    // What was recorded while it hung is what it was.
    const after = await engine.runs.steps(runId)
    expect(after.slice(0, before.length)).toEqual(before)
    // It serves again what comes.
    for (const { signal, ended } of [other]) {
      signal('SIGKILL')
      await ended
    }
    const next = await engine.jobs.work.trigger({ steps: 12 })
    expect((await engine.runs.wait(next.runId)).status).toBe('succeeded')
  })

  repeat('wait for their database that crashes, and go on as if it had not', async () => {
    const scene = await setUp(3)
    const { engine } = scene
    const runIds: string[] = []
    for (let index = 0; index < 4; index++)
      runIds.push(
        (await engine.jobs.work.trigger({ steps: 12, pauseMs: 100 }, { concurrencyKey: `key:${index % 2}` }))
          .runId,
      )
    await executing(scene, runIds[0]!, 'step:3')
    await postgres.restart('immediate')
    await expectSound(scene, runIds, 8)
    for (const runId of runIds) {
      const run = await engine.runs.get(runId)
      // Nobody took an owner for dead because its lock was gone with the server.
      expect([run!.recoveries, run!.generation]).toEqual([0, 1])
    }
  })

  repeat('keep what they execute when the connection that they live by is cut', async () => {
    // Whoever looks does so too seldom to meet it.
    const scene = await setUp(2, { recoverMs: 60_000 })
    const { engine, url, log } = scene
    const { runId } = await engine.jobs.work.trigger({ steps: 12, pauseMs: 150 })
    const { owner } = await executing(scene, runId, 'step:2')
    await ask(
      url,
      `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted
         AND ((classid::bigint << 32) | objid::bigint) = hashtextextended('upflow-jobs:owner:' || $1, 0)`,
      [owner],
    )
    await expectSound(scene, [runId], 0)
    const run = await engine.runs.get(runId)
    expect([run!.recoveries, run!.generation, pids(log, runId).size]).toEqual([0, 1, 1])
  })

  repeat('start together on a database in which there is nothing', async () => {
    const name = `empty_${Math.random().toString(36).slice(2)}`
    await ask(postgres.url.replace(/\/[^/]*$/, '/postgres'), `CREATE DATABASE ${name}`)
    const url = postgres.url.replace(/\/[^/]*$/, `/${name}`)
    const log = newLog()
    const workers = [1, 2, 3].map(() => startWorker({ url, log }))
    await Promise.all(workers.map((worker) => worker.says(({ is }) => is === 'open')))
    const engine = await openHere(url)
    const { runId } = await engine.jobs.work.trigger({ steps: 12 })
    expect((await engine.runs.wait(runId)).output).toBe(66)
    expect(await engine.runs.owners()).toHaveLength(4)
    for (const worker of workers) worker.tell('stop')
    expect(await Promise.all(workers.map(({ ended }) => ended))).toEqual([0, 0, 0])
    expect(await engine.runs.owners()).toHaveLength(1)
  })

  repeat('of two versions leave each other theirs, and no key to both', async () => {
    const scene = await setUp(1)
    const { engine, url, log } = scene
    const next = startWorker({ url, log, version: 2 })
    await next.says(({ is }) => is === 'open')
    const runIds: string[] = []
    for (let index = 0; index < 4; index++)
      for (const one of [engine.jobs.work, engine.jobs.next])
        runIds.push((await one.trigger({ steps: 12 }, { concurrencyKey: 'both' })).runId)
    await expectSound(scene, runIds, 0)
    for (const [index, runId] of runIds.entries()) {
      const { version } = (await engine.runs.get(runId))!
      const [pid] = pids(log, runId)
      expect([version, pids(log, runId).size]).toEqual([1 + (index % 2), 1])
      const ofVersion = version === 1 ? scene.workers[0]! : next
      expect(ofVersion.lines.find(({ is }) => is === 'open')?.pid).toBe(Number(pid))
    }
  })
})
