/** Files of every format that was ever written open, and what they hold goes on. */
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import type { RunEvent } from '../src/index.ts'
import { makeOlderFile, olderFormats, schemaOf, schemaOfToday } from './formats.ts'
import { job, newFile, open } from './support.ts'

it('there is a file of each format before that of today', async () => {
  const { format } = await schemaOfToday()
  expect(olderFormats).toEqual(Array.from({ length: format - 1 }, (_, index) => index + 1))
})

it.each(olderFormats)(
  'a file of format %i is listed by label, goes on from its steps and numbers on',
  async (format) => {
    const path = newFile()
    const old = makeOlderFile(path, format)
    expect(old.pragma('user_version', { simple: true })).toBe(format)
    const ids = old.prepare('SELECT id FROM runs ORDER BY id').pluck().all() as string[]
    const before = old.prepare('SELECT * FROM events ORDER BY run_id, seq').all()
    old.close()

    const executed: string[] = []
    const work = job(async (step) => {
      const first = await step.run('first', () => {
        executed.push('first')
        return 'not executed'
      })
      await step.run('second', () => {
        executed.push('second')
        return null
      })
      return first
    })
    const engine = await open(path, { work })
    const goesOn = ids[2]!
    expect(await engine.runs.wait(goesOn)).toMatchObject({ status: 'succeeded', output: 'from the old file' })
    expect(executed).toEqual(['second'])
    const events: RunEvent[] = []
    for await (const event of engine.runs.watch(goesOn, { after: 6 })) events.push(event)
    expect(events.map(({ seq, type }) => `${seq} ${type}`)).toEqual([
      '7 run.released',
      '8 run.claimed',
      '9 step.started',
      '10 step.succeeded',
      '11 run.finished',
    ])

    const list = async (filter: Parameters<typeof engine.runs.list>[0]) =>
      (await engine.runs.list(filter)).map(({ id }) => ids.indexOf(id))
    expect([
      await list({}),
      await list({ labels: { organization: 'acme' } }),
      await list({ labels: { organization: 'acme', by: 'hand' } }),
      await list({ status: ['failed'], job: 'work' }),
      await list({ concurrencyKey: 'k' }),
    ]).toEqual([[2, 1, 0], [2, 0], [0], [1], [2, 1]])
    expect((await engine.runs.get(ids[1]!))?.error?.message).toBe('as planned')
    await engine.runs.retry(ids[1]!)
    expect(await engine.runs.wait(ids[1]!)).toMatchObject({
      status: 'succeeded',
      output: 'from the old file',
    })
    await engine.stop()

    const migrated = new Database(path, { readonly: true })
    expect(migrated.pragma('integrity_check', { simple: true })).toBe('ok')
    const kept = migrated.prepare('SELECT * FROM events ORDER BY run_id, seq').all()
    expect(kept).toEqual(expect.arrayContaining(before))
    migrated.close()

    // It has the very tables and indexes of a file that was made today.
    expect(schemaOf(path)).toEqual(await schemaOfToday())
  },
)
