/** The contract of schedules on the embedded engine, and ticks before real processes over one file. */
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { schedulesContract } from './contract/index.ts'
import { embedded } from './embedded.ts'
import { startChild } from './processes.ts'
import type { Said } from './schedule-child.ts'
import { newFile, open, until } from './support.ts'

schedulesContract(embedded)

it('schedules fire exactly once per tick however many processes serve, come and are killed', async () => {
  const path = newFile()
  const tick = { name: 'tick', version: 1, input: z.null(), output: z.number(), run: async () => 0 }
  const watching = await open(path, { tick }, { concurrency: 0 })
  const file = new Database(path)
  // The ticks themselves are kept by nobody: a run knows when it was made, not for which.
  file.exec(`CREATE TABLE ticks (at INTEGER NOT NULL);
    CREATE TRIGGER note_tick AFTER UPDATE OF next_at ON schedules BEGIN INSERT INTO ticks VALUES (OLD.next_at); END`)
  await watching.schedules.set('every second', { cron: '* * * * * *', job: 'tick', input: null })
  const serve = async () => {
    const child = startChild<Said>('schedule-child.ts', [path])
    const { pid } = await child.says(({ is }) => is === 'open')
    return { ...child, pid }
  }
  const serving = await Promise.all([serve(), serve(), serve(), serve()])
  const runs = () => watching.runs.list({ limit: 500 })
  const ended = async () => (await runs()).filter(({ status }) => status === 'succeeded')
  await until(async () => (await ended()).length >= 3)
  // The one that is first at the ticks, so that others come to be.
  const pids = (await ended()).map(({ output }) => output)
  const killed = serving.find(({ pid }) => pids.includes(pid))!
  killed.signal('SIGKILL')
  await killed.ended
  const others = [...serving.filter((one) => one !== killed), await serve()]
  const { length } = await runs()
  await until(async () => (await runs()).length >= length + 3)
  await watching.schedules.delete('every second')
  await until(async () => (await runs()).every(({ status }) => status === 'succeeded'))
  for (const child of others) child.tell('stop')
  for (const child of others) expect(await child.ended).toBe(0)

  const ticks = file.prepare<[], number>('SELECT at FROM ticks ORDER BY rowid').pluck().all()
  file.close()
  const made = (await runs()).map(({ createdAt }) => createdAt).sort((a, b) => a - b)
  expect(new Set(ticks).size).toBe(ticks.length)
  expect(made).toHaveLength(ticks.length)
  // Each was made at its tick and before the next: one of a tick, and none of none.
  for (const [index, at] of ticks.entries()) {
    expect(made[index]).toBeGreaterThanOrEqual(at)
    expect(made[index]).toBeLessThan(ticks[index + 1] ?? Number.POSITIVE_INFINITY)
  }
  // There was something to be told apart.
  expect(new Set((await runs()).map(({ output }) => output)).size).toBeGreaterThan(1)
})
