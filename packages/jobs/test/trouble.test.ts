/** The file fails under a running engine: one clear error, no step at fault, and the run goes on when it can. */
import { copyFileSync, mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import type { Trouble } from '../src/index.ts'
import { toStoreError } from '../src/sqlite/store-error.ts'
import { canFillDisks, startChild } from './processes.ts'
import { gate, job, newFile, open, until } from './support.ts'

interface Line {
  readonly code?: string
  readonly told?: string
  readonly runId?: string | null
  readonly message?: string
}

/** @param shell what to do before the child becomes the process; `$CHILD` starts it */
async function runChild(path: string, steps: number, shell: string): Promise<readonly Line[]> {
  const { ended, lines } = startChild<Line>('trouble-child.ts', [path, String(steps)], shell)
  await ended
  return lines
}

const work = () =>
  job(async (step) => {
    for (let index = 0; index < 60; index++) await step.run(`step:${index}`, () => 'x'.repeat(100_000))
    return 'done'
  })

async function expectGoesOn(path: string): Promise<void> {
  const engine = await open(path, { work: work() })
  const [run] = await engine.runs.list()
  expect(await engine.runs.wait(run!.id)).toMatchObject({ status: 'succeeded', output: 'done' })
  const steps = await engine.runs.steps(run!.id)
  expect(steps.every(({ status, attempts }) => status === 'succeeded' && attempts === 1)).toBe(true)
}

it('a file that may not grow further ends in one error, and the run goes on when it may', async () => {
  const path = newFile()
  // 512 bytes each.
  const lines = await runChild(path, 60, 'ulimit -f 6000; exec $CHILD')
  expect(lines.filter(({ told }) => told === undefined)).toMatchObject([{ code: 'jobs/store-io-failed' }])
  expect(lines.filter(({ runId }) => runId)).toHaveLength(1)
  // Renewals, looks and the step's record all meet it.
  expect(lines.filter(({ told, runId }) => told && runId === null)).toHaveLength(1)
  await expectGoesOn(path)
})

it.skipIf(!canFillDisks)('a full disk is called that, and the run goes on when there is room', async () => {
  const path = newFile()
  const disk = join(dirname(path), 'disk')
  const saved = join(dirname(path), 'saved')
  mkdirSync(disk)
  mkdirSync(saved)
  const lines = await runChild(
    join(disk, 'jobs.db'),
    60,
    `unshare -rm sh -c 'mount -t tmpfs -o size=3m tmpfs "${disk}" && "$@"; cp "${disk}"/jobs.db* "${saved}/" 2>/dev/null; true' - $CHILD`,
  )
  // Further trouble may be told while the engine stops.
  const ends = lines.filter(({ told }) => told === undefined)
  expect(ends, JSON.stringify(lines)).toEqual([
    { code: 'jobs/disk-full', message: expect.stringContaining('the disk is full') },
  ])
  await expectGoesOn(join(saved, 'jobs.db'))
})

it.each([
  ['deleted', (path: string) => rmSync(path)],
  [
    'replaced',
    (path: string) => {
      copyFileSync(path, `${path}.other`)
      rmSync(path)
      copyFileSync(`${path}.other`, path)
    },
  ],
])('a file that is %s under a running engine is said so, to who waits and to who asks', async (_, lose) => {
  const path = newFile()
  const started = gate()
  const end = gate()
  const troubles: Trouble[] = []
  const engine = await open(
    path,
    {
      work: job((step) =>
        step.run('only', async () => {
          started.open()
          await end.opened
          return null
        }),
      ),
    },
    { onTrouble: (trouble) => troubles.push(trouble) },
  )
  const { runId, wait } = await engine.jobs.work.trigger(null)
  await started.opened
  const waited = expect(wait()).rejects.toMatchObject({ code: 'jobs/store-missing' })
  lose(path)
  await expect(engine.runs.get(runId)).rejects.toMatchObject({ code: 'jobs/store-missing' })
  await waited
  await expect(engine.jobs.work.trigger(null)).rejects.toMatchObject({ code: 'jobs/store-missing' })
  end.open()
  await until(() => troubles.some((trouble) => trouble.runId === runId))
  await engine.stop()
})

it.each([
  ['SQLITE_BUSY_SNAPSHOT', 'jobs/store-busy', true],
  ['SQLITE_FULL', 'jobs/disk-full', true],
  ['ENOSPC', 'jobs/disk-full', true],
  ['SQLITE_READONLY', 'jobs/store-read-only', true],
  ['EROFS', 'jobs/store-read-only', true],
  ['SQLITE_READONLY_DBMOVED', 'jobs/store-missing', false],
  ['SQLITE_IOERR_FSYNC', 'jobs/store-io-failed', true],
  ['SQLITE_CANTOPEN', 'jobs/store-io-failed', true],
  ['SQLITE_CORRUPT_INDEX', 'jobs/store-unusable', false],
])('%s is %s', (code, ours, retryable) => {
  const cause = Object.assign(new Error('as SQLite says'), { code })
  expect(toStoreError('/jobs.db', cause)).toMatchObject({ code: ours, retryable, cause })
})
