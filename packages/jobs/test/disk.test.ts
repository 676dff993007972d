/** A disk with no room, a folder that may only be read, a file that is gone for a while, the WAL of a killed process. */
import { copyFileSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { sqliteStore, type Trouble } from '../src/index.ts'
import { canFillDisks, startChild } from './processes.ts'
import type { Said } from './serve-child.ts'
import { job, newFile, open, until } from './support.ts'

interface Line {
  readonly told?: string
  readonly runId?: string | null
  readonly output?: unknown
}

it.skipIf(!canFillDisks)(
  'a full disk is told at once, and when there is room again the run goes on as it was',
  async () => {
    const disk = join(dirname(newFile()), 'disk')
    mkdirSync(disk)
    const filler = join(disk, 'filler')
    // Its lease is long: it is not for want of it that it is told.
    const child = startChild<Line>(
      'trouble-child.ts',
      [join(disk, 'jobs.db'), '30', filler, '600000'],
      `unshare -rm sh -c 'mount -t tmpfs -o size=12m tmpfs "${disk}" && head -c 10m /dev/zero >"${filler}" && exec "$@"' - $CHILD`,
    )
    expect(await child.ended).toBe(0)
    expect(child.lines).toEqual([
      { told: 'jobs/disk-full', runId: null, message: expect.stringContaining('Make room on it') },
      { output: 'done' },
    ])
  },
)

/** Who is not root is kept out by the folder's rights. */
const mayWriteAnywhere = process.getuid?.() === 0
const readOnly = (folder: string) =>
  mayWriteAnywhere
    ? `unshare -rm sh -c 'mount --bind "${folder}" "${folder}" && mount -o remount,ro,bind "${folder}" && exec "$@"' - $CHILD`
    : `chmod 0555 '${folder}'; $CHILD; chmod 0755 '${folder}'`

describe('a folder that may only be read', () => {
  it.skipIf(mayWriteAnywhere && !canFillDisks).each([
    ['with a file of today', async (path: string) => (await sqliteStore({ path })).close()],
    ['with no file', async () => {}],
  ])('%s is said so when it is opened, and opens when it may be written to', async (_, make) => {
    const path = newFile()
    await make(path)
    const child = startChild<Said>('serve-child.ts', [JSON.stringify({ path })], readOnly(dirname(path)))
    child.tell('open')
    const said = await child.says(({ is, failed }) => is === 'open' || failed !== undefined)
    expect(said).toEqual({
      failed: 'jobs/store-read-only',
      message: expect.stringContaining('the right to write'),
    })
    child.tell('stop')
    expect(await child.ended).toBe(0)
    const engine = await open(path, { work: job(async () => 'done') })
    expect((await engine.jobs.work.triggerAndWait(null)).output).toBe('done')
  })
})

it('a run whose file is moved away is given up, and goes on in the same engine when it is put back', async () => {
  const path = newFile()
  const away = `${path}.away`
  const troubles: Trouble[] = []
  let bodies = 0
  const engine = await open(
    path,
    {
      work: job(async (step) => {
        const first = await step.run('first', () => ++bodies)
        await step.run('second', () => {
          if (++bodies === 2) renameSync(path, away)
          return null
        })
        return first
      }),
    },
    { timing: { leaseMs: 1_000 }, onTrouble: (trouble) => troubles.push(trouble) },
  )
  const { runId } = await engine.jobs.work.trigger(null)
  const { error } = await until(() => troubles.find((trouble) => trouble.runId === runId))
  expect(error).toMatchObject({ code: 'jobs/store-missing', message: expect.stringContaining('Put it back') })
  renameSync(away, path)
  expect(await engine.runs.wait(runId)).toMatchObject({ status: 'succeeded', output: 1, recoveries: 1 })
  expect(bodies).toBe(3)
})

describe('the WAL that a killed process leaves behind', () => {
  async function killed(): Promise<string> {
    const path = newFile()
    const child = startChild<Said>('serve-child.ts', [JSON.stringify({ path, idempotencyKey: 'one' })])
    child.tell('open')
    await child.says(({ is }) => is === 'held')
    child.signal('SIGKILL')
    expect(await child.ended).toBe('SIGKILL')
    expect(statSync(`${path}-wal`).size).toBeGreaterThan(0)
    return path
  }

  it('has all that was recorded', async () => {
    const path = await killed()
    const engine = await open(path, {
      work: job(async (step) => {
        const first = await step.run('first', () => 'executed again')
        await step.run('held', () => null)
        return first
      }),
    })
    const [run] = await engine.runs.list()
    expect(await engine.runs.wait(run!.id)).toMatchObject({ output: 'first by a process', recoveries: 1 })
  })

  it('opens wherever it ends, with a beginning of what was recorded', async () => {
    const path = await killed()
    const wal = readFileSync(`${path}-wal`)
    const cut = join(dirname(path), 'cut.db')
    const lengths: number[] = []
    for (let part = 0; part <= 24; part++) {
      copyFileSync(path, cut)
      // Not at the end of a page.
      writeFileSync(`${cut}-wal`, wal.subarray(0, Math.floor((wal.length * part) / 24) - (part % 2) * 100))
      await (await sqliteStore({ path: cut })).close()
      const file = new Database(cut)
      expect(file.pragma('integrity_check', { simple: true })).toBe('ok')
      const events = file.prepare('SELECT seq FROM events ORDER BY seq').pluck().all()
      expect(events).toEqual(events.map((_, index) => index + 1))
      const recorded = file.prepare(`SELECT count(*) FROM steps WHERE key = 'first'`).pluck().get()
      const said = file
        .prepare(`SELECT count(*) FROM events WHERE body LIKE '%step.succeeded%'`)
        .pluck()
        .get()
      expect(recorded).toBe(said)
      lengths.push(events.length)
      file.close()
    }
    expect(lengths).toEqual([...lengths].sort((a, b) => a - b))
    expect(lengths.at(-1)).toBeGreaterThanOrEqual(4)
  })
})
