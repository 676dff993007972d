/**
 * Processes that open a file at once, or die while they bring it up to date: it is what one of them alone would have
 * made of it. UPFLOW_FAULT_ROUNDS sets how often (default 1; `test:faults` does 20).
 */
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { openRuns } from '../src/index.ts'
import { makeOlderFile, olderFormats, schemaOf, schemaOfToday } from './formats.ts'
import { startChild } from './processes.ts'
import type { Said, Serving } from './serve-child.ts'
import { job, newFile, open } from './support.ts'

const rounds = Number(process.env.UPFLOW_FAULT_ROUNDS ?? 1)
/** A process is started in about a second: ten times as long, and as much again for what it does. */
const perProcessMs = 20_000
const formats = ['new', ...olderFormats] as const
const atOnce = 4
const manyRuns = 100
/** A migration takes long enough over it to be caught at it, and not with its first statement. */
const manyLabels = 2_000
const looksBeforeKill = 30

/** @param labels of each of a hundred runs more, which a migration has to write by themselves */
function makeFile(format: 'new' | number, labels = 0): string {
  const path = newFile()
  if (format === 'new') return path
  const file = makeOlderFile(path, format)
  if (labels > 0)
    file.exec(`
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${labels}),
        labels (json) AS (SELECT json_group_object('label' || i, 'of many') FROM n)
      INSERT INTO runs (id, job, version, queue, status, input, labels, priority, created_at, available_at, finished_at)
      SELECT printf('run_%012d', i), 'work', 1, 'default', 'succeeded', '{}', json, 0, i, i, i
      FROM n, labels WHERE i <= ${manyRuns}`)
  file.close()
  return path
}

const serve = (serving: Serving) => startChild<Said>('serve-child.ts', [JSON.stringify(serving)])

describe.each(formats)(`${atOnce} processes that open a file at once (format %s)`, (format) => {
  it(
    'all succeed, and execute each of its runs once',
    async () => {
      for (let round = 0; round < rounds; round++) {
        const path = makeFile(format)
        const processes = Array.from({ length: atOnce }, () => serve({ path, idempotencyKey: 'one' }))
        await Promise.all(processes.map(({ says }) => says(({ is }) => is === 'ready')))
        for (const { tell } of processes) tell('open')
        // A run of the old file and the one they triggered, each held by somebody.
        for (const { says, tell } of processes) {
          expect(await says(({ is, failed }) => is === 'open' || failed !== undefined)).toEqual({
            is: 'open',
          })
          tell('end')
        }
        const engine = await open(path, { work: job(async () => null) }, { concurrency: 0 })
        for (const { id, status } of await engine.runs.list())
          if (status !== 'failed')
            expect(await engine.runs.wait(id)).toMatchObject({ status: 'succeeded', recoveries: 0 })
        for (const { tell, ended } of processes) {
          tell('stop')
          expect(await ended).toBe(0)
        }
        await engine.stop()
        const said = processes.flatMap(({ lines }) => lines)
        const executed = said.flatMap(({ executes }) => executes ?? [])
        // The old run has its first step from before.
        expect(executed.sort()).toEqual(
          format === 'new' ? ['first', 'second'] : ['first', 'second', 'second'],
        )
        expect(said.filter(({ told, failed }) => told ?? failed)).toEqual([])
        expect(schemaOf(path)).toEqual(await schemaOfToday())
      }
    },
    rounds * atOnce * perProcessMs,
  )
})

it(
  'a process that is killed in the midst of a migration leaves the file as it was, and the next one migrates it',
  async () => {
    for (let round = 0; round < rounds; round++) {
      let path: string
      let before: unknown
      do {
        path = makeFile(1, manyLabels)
        before = countRows(path)
      } while (!(await killWhileItMigrates(path)))
      expect(countRows(path)).toEqual(before)
      const runs = await openRuns({ path })
      expect(await runs.list({ labels: { label7: 'of many' }, limit: 2 * manyRuns })).toHaveLength(manyRuns)
      runs.close()
      expect(schemaOf(path)).toEqual(await schemaOfToday())
    }
  },
  (2 * rounds + 1) * perProcessMs,
)

function countRows(path: string): unknown {
  const file = new Database(path, { readonly: true })
  const tables = file
    .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`)
    .pluck()
    .all()
  const counts = tables.map((table) => [table, file.prepare(`SELECT count(*) FROM ${table}`).pluck().get()])
  const facts = [file.pragma('user_version'), file.pragma('integrity_check')]
  file.close()
  return [counts, facts]
}

/** False when it was done before it was caught at it. */
async function killWhileItMigrates(path: string): Promise<boolean> {
  const { format: today } = await schemaOfToday()
  const migrating = serve({ path })
  await migrating.says(({ is }) => is === 'ready')
  const watcher = new Database(path, { timeout: 0 })
  const isMigrating = () => {
    try {
      watcher.exec('BEGIN IMMEDIATE; ROLLBACK')
      return false
    } catch {
      // While the file turns to its WAL nothing can be read; later nobody but the migration writes long.
      return readsAs(watcher, 'wal', 1)
    }
  }
  migrating.tell('open')
  let isCaught = false
  for (let seen = 0; !isCaught && !readsAs(watcher, 'wal', today); ) {
    if (isMigrating() && ++seen >= looksBeforeKill) {
      migrating.signal('SIGSTOP')
      isCaught = isMigrating()
      migrating.signal(isCaught ? 'SIGKILL' : 'SIGCONT')
    }
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  migrating.signal('SIGKILL')
  await migrating.ended
  watcher.close()
  return isCaught
}

function readsAs(file: Database.Database, journal: string, format: number): boolean {
  try {
    const [mode, version] = ['journal_mode', 'user_version'].map((name) =>
      file.pragma(name, { simple: true }),
    )
    return mode === journal && version === format
  } catch {
    return false
  }
}

it.each(formats)(
  'processes that are killed at any time while they open a file (format %s) leave one that opens',
  async (format) => {
    const path = makeFile(format)
    for (let kill = 0; kill < rounds; kill++) {
      const opening = serve({ path })
      await opening.says(({ is }) => is === 'ready')
      opening.tell('open')
      await opening.says(({ is }) => is === 'opening')
      await new Promise((resolve) => setTimeout(resolve, 15 * Math.random()))
      opening.signal('SIGKILL')
      await opening.ended
    }
    const engine = await open(path, { work: job(async () => 'done') })
    for (const { id, status } of await engine.runs.list())
      if (status !== 'failed') expect((await engine.runs.wait(id)).status).toBe('succeeded')
    await engine.stop()
    expect(schemaOf(path)).toEqual(await schemaOfToday())
  },
  (rounds + 1) * perProcessMs,
)
