/**
 * Real processes, really killed: at every named point around a commit and at random times. Afterwards each run has ended
 * once, nothing recorded was executed again, and numbers only grew.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { CrashPoint, RunEvent } from '../../src/index.ts'
import { type EngineBackend, mayLack } from './backend.ts'
import { job, until } from './support.ts'

export interface ServingProcess {
  readonly ended: Promise<NodeJS.Signals | number | null>
  signal(signal: NodeJS.Signals): void
}

export interface CrashBackend extends EngineBackend {
  /**
   * A process that serves `serveTwelveSteps`, and ends when all runs have.
   * @param point to die at, on its n-th passing; `-` for none
   */
  serve(place: string, log: string, point: CrashPoint | '-', passing: number): ServingProcess
  /** @throws when what is kept is damaged */
  checkIntegrity(place: string): Promise<void>
}

/** A process is started and opens its place in a second or two: twenty times as long, and no limit is met by chance. */
const perProcessMs = 40_000
const points = [
  'claimed',
  'before-step',
  'before-record',
  'after-record',
  'before-finish',
  'after-finish',
] as const

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

export function newLog(): string {
  const folder = mkdtempSync(join(tmpdir(), 'upflow-crash-'))
  folders.push(folder)
  return join(folder, 'log')
}

/** @param rounds how many processes are killed at random times */
export function crashContract(backend: CrashBackend, rounds: number): void {
  const lackable = mayLack(backend)
  const start = (place: string, log: string, point: CrashPoint | '-' = '-', passing = 1) =>
    backend.serve(place, log, point, passing)

  describe('kill -9', () => {
    const kill = async (point: CrashPoint) => {
      const place = await backend.newPlace()
      const log = newLog()
      await triggerRuns(backend, place, 4)
      for (const passing of [1, 2]) expect(await start(place, log, point, passing).ended).toBe('SIGKILL')
      expect(await start(place, log).ended).toBe(0)
      await expectSound(backend, place, log, 2)
      return place
    }
    it.each(points)('%s', async (point) => void (await kill(point)), 4 * perProcessMs)

    lackable(
      'steps-said-once',
      'after what a step said was written: it is not said again',
      async () => {
        const place = await kill('after-record')
        for (const events of await eventsOfRuns(backend, place))
          expect(new Set(succeeded(events)).size).toBe(succeeded(events).length)
      },
      4 * perProcessMs,
    )

    it(
      `at ${rounds} random times`,
      async () => {
        const log = newLog()
        let done = 0
        while (done < rounds) {
          const place = await backend.newPlace()
          await triggerRuns(backend, place, 4)
          for (let kills = 0; kills < 4 && done < rounds; kills++, done++) {
            const before = countUp(log)
            const { signal, ended } = start(place, log)
            let isOver = false
            void ended.then(() => {
              isOver = true
            })
            await until(() => isOver || countUp(log) > before, perProcessMs)
            await new Promise((resolve) => setTimeout(resolve, Math.random() * 25))
            signal('SIGKILL')
            await ended
          }
          expect(await start(place, log).ended).toBe(0)
          await expectSound(backend, place, log, rounds)
        }
      },
      perProcessMs * (2 * rounds + 4),
    )
  })

  it(
    'a run that keeps killing its process ends as dead',
    async () => {
      const place = await backend.newPlace()
      await triggerRuns(backend, place, 1)
      for (let kill = 0; kill < 3; kill++)
        expect(await start(place, newLog(), 'claimed').ended).toBe('SIGKILL')
      const engine = await backend.open(
        place,
        { work: job(async () => null) },
        { timing: { maxRecoveries: 2 } },
      )
      const [run] = await engine.runs.list()
      expect(await engine.runs.wait(run!.id)).toMatchObject({ status: 'dead', error: { code: 'jobs/dead' } })
    },
    5 * perProcessMs,
  )
}

export async function triggerRuns(
  backend: EngineBackend,
  place: string,
  count: number,
  input: unknown = { steps: 12 },
): Promise<void> {
  const engine = await backend.open(place, { work: job(async () => null) }, { concurrency: 0 })
  for (let index = 0; index < count; index++)
    await engine.jobs.work.trigger(input, { concurrencyKey: `key:${index % 2}` })
  await engine.stop()
}

const countUp = (log: string) =>
  existsSync(log)
    ? readFileSync(log, 'utf8')
        .split('\n')
        .filter((line) => line === 'up').length
    : 0

const succeeded = (events: readonly RunEvent[]) =>
  events.filter(({ type }) => type === 'step.succeeded').map(({ step }) => step)

async function eventsOfRuns(backend: EngineBackend, place: string): Promise<RunEvent[][]> {
  const engine = await backend.open(place, {}, { concurrency: 0 })
  const runs = await engine.runs.list()
  const events = await Promise.all(runs.map(({ id }) => engine.runs.events(id)))
  await engine.stop()
  return events
}

async function expectSound(backend: CrashBackend, place: string, log: string, kills: number): Promise<void> {
  await backend.checkIntegrity(place)
  const engine = await backend.open(place, {}, { concurrency: 0 })
  const runs = await engine.runs.list()
  expect(runs.map(({ status, output }) => [status, output])).toEqual(Array(4).fill(['succeeded', 66]))
  await engine.stop()
  for (const events of await eventsOfRuns(backend, place)) {
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1))
    expect(events.filter(({ type }) => type === 'run.finished')).toHaveLength(1)
    expect(new Set(succeeded(events)).size).toBe(12)
    // What a step said is never lost once the step is recorded.
    const logged = events.filter(({ type }) => type === 'log').map(({ step }) => step)
    expect(new Set(logged).size).toBe(12)
  }
  expectNothingRecordedAgain(log, 2 * kills)
}

/** @param lost how many steps in flight were lost at most */
export function expectNothingRecordedAgain(log: string, lost: number): void {
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
  const repeated = [...executions.values()].reduce((sum, count) => sum + count - 1, 0)
  expect(repeated).toBeLessThanOrEqual(lost)
}
