/** Who is there: a process that was killed is not, nor one from before the machine was started anew. */
import { hostname } from 'node:os'
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { sqliteStore } from '../src/index.ts'
import { startChild } from './processes.ts'
import type { Said } from './serve-child.ts'
import { newRun } from './store.contract.ts'
import { newFile } from './support.ts'

const hourMs = 3_600_000
const claim = { queues: ['default'], jobs: [{ name: 'work', version: 1 }], leaseMs: hourMs }

it('not a process that was killed, from its death on', async () => {
  const path = newFile()
  const child = startChild<Said>('serve-child.ts', [JSON.stringify({ path })])
  child.tell('open')
  await child.says(({ is }) => is === 'open')
  const store = await sqliteStore({ path })
  expect(await store.owners()).toHaveLength(1)
  child.signal('SIGKILL')
  expect(await child.ended).toBe('SIGKILL')
  expect(await store.owners()).toEqual([])
  await store.close()
})

it.each([
  ['this host before it was started anew', `${hostname()}:another-boot`, 0],
  ['a container on this host that is gone', `a-container:BOOT`, 0],
  ['another host, of which nothing is known', 'elsewhere:another-boot', 1],
  ['another host that does not tell its boots apart', 'elsewhere:unknown-boot', 1],
])('of %s', async (_, machine, left) => {
  const path = newFile()
  const store = await sqliteStore({ path })
  await store.registerOwner('here', 0)
  const file = new Database(path)
  const here = file.prepare('SELECT machine FROM owners').pluck().get() as string
  file
    .prepare(`INSERT INTO owners (id, machine, started_at, queues) VALUES ('there', ?, 0, '["default"]')`)
    .run(machine.replace('BOOT', here.split(':').at(-1)!))
  await store.createRun(newRun())
  await store.claim({ ...claim, owner: 'there', now: 0 })
  expect((await store.owners()).map(({ id }) => id)).toEqual(left ? ['here', 'there'] : ['here'])
  // Long before its lease is over.
  expect(await store.recover(1, 3, hourMs)).toBe(1 - left)
  expect(file.prepare('SELECT count(*) FROM owners').pluck().get()).toBe(1 + left)
  file.close()
  await store.close()
})
