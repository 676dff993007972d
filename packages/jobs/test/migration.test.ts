/** Files of every format that was ever written open, and what they hold goes on. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { type RunEvent, sqliteStore } from '../src/index.ts'
import { job, newFile, open } from './support.ts'

const formats = [1, 2, 3, 4]

it.each(formats)(
  'a file of format %i is listed by label, goes on from its steps and numbers on',
  async (format) => {
    const path = newFile()
    const old = new Database(path)
    old.exec(readFileSync(join(import.meta.dirname, `fixtures/jobs-v${format}.sql`), 'utf8'))
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
    const schema = (file: string) => {
      const database = new Database(file, { readonly: true })
      const rows = database.prepare('SELECT name FROM sqlite_schema ORDER BY name').pluck().all()
      const columns = database.prepare('SELECT name FROM pragma_table_info(?) ORDER BY cid').pluck()
      const tables = ['runs', 'steps', 'events', 'run_labels', 'schedules', 'owners'].map((table) =>
        columns.all(table),
      )
      database.close()
      return [rows, tables]
    }
    const fresh = newFile()
    await (await sqliteStore({ path: fresh })).close()
    expect(schema(path)).toEqual(schema(fresh))
  },
)
