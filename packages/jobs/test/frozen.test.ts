/** A process that is stopped past its lease and goes on: another has its run, and it writes nothing more. */
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import type { Engine } from '../src/index.ts'
import { startChild } from './processes.ts'
import type { Said, Serving } from './serve-child.ts'
import { gate, job, newFile, open, until } from './support.ts'

const leaseMs = 1_000

/** A run of it is in its step `held`. */
async function freezeOwner(path: string) {
  const serving: Serving = { path, leaseMs, idempotencyKey: 'one' }
  const owner = startChild<Said>('serve-child.ts', [JSON.stringify(serving)])
  owner.tell('open')
  await owner.says(({ is }) => is === 'held')
  await untilStarted(path, 1)
  owner.signal('SIGSTOP')
  return owner
}

/** What so many owners said of the beginning of `held` is on file: they have nothing more to write of it. */
async function untilStarted(path: string, owners: number): Promise<void> {
  const file = new Database(path, { readonly: true })
  const started = file
    .prepare(`SELECT count(*) FROM events WHERE step = 'held' AND body LIKE '%step.started%'`)
    .pluck()
  await until(() => started.get() === owners)
  file.close()
}

async function contentOf(engine: Engine<Record<string, never>>, runId: string) {
  const [run, steps, events] = await Promise.all([
    engine.runs.get(runId),
    engine.runs.steps(runId),
    engine.runs.events(runId),
  ])
  return { run, steps, events }
}

describe('an owner that is stopped past its lease loses its run, is told so, and writes nothing', () => {
  it.each([
    ['while another executes it', 'holds', 'goes on'],
    ['after it has ended', 'ends', 'goes on'],
    ['also not a result that it has', 'holds', 'has its result'],
  ] as const)('%s', async (_, next, stale) => {
    const path = newFile()
    const owner = await freezeOwner(path)
    const inHeld = gate()
    const door = gate()
    const engine = await open(
      path,
      {
        work: job(async (step) => {
          const first = await step.run('first', () => 'executed again')
          await step.run('held', async () => {
            inHeld.open()
            await door.opened
            return null
          })
          return first
        }),
      },
      // The next owner is no slower than a loaded machine.
      { timing: { leaseMs: 60_000 } },
    )
    const [run] = await engine.runs.list()
    const runId = run!.id
    await inHeld.opened
    await untilStarted(path, 2)
    if (next === 'ends') {
      door.open()
      await engine.runs.wait(runId)
    }
    const before = await contentOf(engine as never, runId)
    if (stale === 'has its result') owner.tell('end')
    owner.signal('SIGCONT')
    if (stale === 'goes on') {
      expect(await owner.says(({ aborted }) => aborted !== undefined)).toEqual({ aborted: 'jobs/lease-lost' })
      expect(await owner.says(({ late }) => late !== undefined)).toEqual({ late: 'jobs/lease-lost' })
    }
    owner.tell('stop')
    expect(await owner.ended).toBe(0)
    expect(owner.lines.filter(({ executes }) => executes !== undefined)).toEqual([{ executes: 'first' }])
    expect(await contentOf(engine as never, runId)).toEqual(before)
    door.open()
    expect(await engine.runs.wait(runId)).toMatchObject({
      status: 'succeeded',
      output: 'first by a process',
      generation: 2,
      recoveries: 1,
    })
  })
})

it('an owner that is stopped within its lease keeps its run, although another looks for it', async () => {
  const path = newFile()
  const serving: Serving = { path, leaseMs: 3_600_000, idempotencyKey: 'one' }
  const owner = startChild<Said>('serve-child.ts', [JSON.stringify(serving)])
  owner.tell('open')
  await owner.says(({ is }) => is === 'held')
  owner.signal('SIGSTOP')
  let looks = 0
  const engine = await open(
    path,
    { work: job(async () => 'taken over') },
    {
      timing: { recoverMs: 5, leaseMs: 3_600_000 },
      now: () => {
        looks++
        return Date.now()
      },
    },
  )
  await until(() => looks > 20)
  const [run] = await engine.runs.list()
  owner.signal('SIGCONT')
  owner.tell('end')
  expect(await engine.runs.wait(run!.id)).toMatchObject({ status: 'succeeded', generation: 1, recoveries: 0 })
  owner.tell('stop')
  expect(await owner.ended).toBe(0)
})
