/**
 * Real processes, really killed: at every named point around a commit and at random times. Afterwards each run
 * has ended once, nothing recorded was executed again, numbers only grew, and the file is sound.
 * UPFLOW_CRASH_ROUNDS sets how many random kills (default 8; `test:crash` does 200).
 */
import { existsSync, readFileSync } from 'node:fs'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import type { CrashPoint } from '../src/index.ts'
import { startChild } from './processes.ts'
import { job, newFile, open } from './support.ts'

const rounds = Number(process.env.UPFLOW_CRASH_ROUNDS ?? 8)
/** A process is started and opens the file in about a second: ten times as long, and no limit is met by chance. */
const perProcessMs = 20_000

const start = (path: string, log: string, point: CrashPoint | '-' = '-', passing = 1) =>
  startChild('crash-child.ts', [path, log, point, String(passing)])

async function trigger(path: string, count: number): Promise<void> {
  const engine = await open(path, { work: job(async () => null) }, { concurrency: 0 })
  for (let index = 0; index < count; index++)
    await engine.jobs.work.trigger({ steps: 12 }, { concurrencyKey: `key:${index % 2}` })
  await engine.stop()
}

function expectSound(path: string, log: string, kills: number): void {
  const file = new Database(path, { readonly: true })
  expect(file.pragma('integrity_check', { simple: true })).toBe('ok')
  expect(
    file.prepare(`SELECT count(*) AS n FROM runs WHERE status = 'succeeded' AND output = '66'`).get(),
  ).toEqual({ n: 4 })
  expect(
    file
      .prepare(
        `SELECT run_id FROM events WHERE json_extract(body, '$.type') = 'run.finished' GROUP BY run_id HAVING count(*) <> 1`,
      )
      .all(),
  ).toEqual([])
  expect(
    file
      .prepare(
        `SELECT run_id, step FROM events WHERE json_extract(body, '$.type') = 'step.succeeded' GROUP BY run_id, step HAVING count(*) <> 1`,
      )
      .all(),
  ).toEqual([])
  // What a step said is never lost once the step is recorded.
  expect(
    file
      .prepare(
        `SELECT count(DISTINCT run_id || step) AS n FROM events WHERE json_extract(body, '$.type') = 'log'`,
      )
      .get(),
  ).toEqual({ n: 48 })
  expect(file.prepare('SELECT run_id FROM events GROUP BY run_id HAVING max(seq) <> count(*)').all()).toEqual(
    [],
  )
  file.close()

  const recorded = new Set<string>()
  const executions = new Map<string, number>()
  for (const line of readFileSync(log, 'utf8').split('\n')) {
    const [what, run, step] = line.split(' ')
    const key = `${run} ${step}`
    if (what === 'recorded') recorded.add(key)
    if (what !== 'execute') continue
    expect(recorded, `${key} was executed although it is recorded`).not.toContain(key)
    executions.set(key, (executions.get(key) ?? 0) + 1)
  }
  // At most the two steps in flight are lost per kill.
  const repeated = [...executions.values()].reduce((sum, count) => sum + count - 1, 0)
  expect(repeated).toBeLessThanOrEqual(2 * kills)
}

describe('kill -9', () => {
  it.each([
    'claimed',
    'before-step',
    'before-record',
    'after-record',
    'before-finish',
    'after-finish',
  ] as const)(
    '%s',
    async (point) => {
      const path = newFile()
      const log = `${path}.log`
      await trigger(path, 4)
      let kills = 0
      for (const passing of [1, 2]) {
        expect(await start(path, log, point, passing).ended).toBe('SIGKILL')
        kills++
      }
      expect(await start(path, log).ended).toBe(0)
      expectSound(path, log, kills)
    },
    4 * perProcessMs,
  )

  it(
    `at ${rounds} random times`,
    async () => {
      const path = newFile()
      const log = `${path}.log`
      let done = 0
      while (done < rounds) {
        const file = `${path}.${done}`
        await trigger(file, 4)
        let kills = 0
        for (; kills < 4 && done < rounds; kills++, done++) {
          const { signal, ended } = start(file, log)
          let isOver = false
          void ended.then(() => {
            isOver = true
          })
          const before = existsSync(log)
            ? readFileSync(log, 'utf8')
                .split('\n')
                .filter((line) => line === 'up').length
            : 0
          while (
            !isOver &&
            readFileSync(log, { encoding: 'utf8', flag: 'a+' })
              .split('\n')
              .filter((line) => line === 'up').length === before
          )
            await new Promise((resolve) => setTimeout(resolve, 1))
          await new Promise((resolve) => setTimeout(resolve, Math.random() * 25))
          signal('SIGKILL')
          await ended
        }
        expect(await start(file, log).ended).toBe(0)
        expectSound(file, log, rounds)
      }
    },
    perProcessMs * (2 * rounds + 4),
  )
})

it('a lost owner is found at once by its lock, although its lease has long to go', async () => {
  const path = newFile()
  await trigger(path, 1)
  expect(await start(path, `${path}.log`, 'before-record', 3).ended).toBe('SIGKILL')
  const file = new Database(path)
  // However long the machine takes.
  file.exec('UPDATE runs SET lease_until = lease_until + 3600000')
  file.close()
  const engine = await open(
    path,
    { work: job(async (step) => step.run('step:0', () => 'not executed')) },
    { timing: { leaseMs: 2 * 3_600_000 } },
  )
  const [run] = await engine.runs.list()
  expect(await engine.runs.wait(run!.id)).toMatchObject({ status: 'succeeded', output: 0, recoveries: 1 })
})

it('a run that keeps killing its process ends as dead', async () => {
  const path = newFile()
  await trigger(path, 1)
  for (let kill = 0; kill < 3; kill++)
    expect(await start(path, `${path}.log`, 'claimed').ended).toBe('SIGKILL')
  const engine = await open(path, { work: job(async () => null) }, { timing: { maxRecoveries: 2 } })
  const [run] = await engine.runs.list()
  expect(await engine.runs.wait(run!.id)).toMatchObject({ status: 'dead', error: { code: 'jobs/dead' } })
})
