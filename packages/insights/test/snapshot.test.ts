/** What is asked of one version is read of one view, what is asked of a later one is not, and no view stays open. */
import { setTimeout as sleep } from 'node:timers/promises'
import { attachTenant, type Tenant } from '@upflow/db'
import { expect, it } from 'vitest'
import { createSnapshot, type SnapshotOptions } from '../src/threads/snapshot.ts'
import { acme, addRepository, atEnd, newInsights, newTenants } from './support.ts'

async function setup(options: SnapshotOptions = {}) {
  const tenants = newTenants()
  const writer = await tenants.create(acme)
  const reader = attachTenant(await tenants.pathToRead(acme), acme, { readOnly: true })
  const snapshot = createSnapshot(reader.sqlite, { mostMs: 3_600_000, ...options })
  atEnd(() => {
    snapshot.end()
    reader.close()
  })
  let added = 0
  return {
    reader,
    snapshot,
    commit: () => addRepository(writer, `acme/${++added}`),
    count: (order: number) => snapshot.of(order, async () => countOf(reader)),
    /** Whether the log could be begun anew: nobody reads what is in it alone. */
    isFree: () => {
      writer.sqlite.pragma('busy_timeout = 0')
      return writer.sqlite.pragma('wal_checkpoint(TRUNCATE)', { simple: true }) === 0
    },
  }
}

const countOf = ({ sqlite }: Tenant) =>
  sqlite
    .transaction(() => sqlite.prepare<[], number>('SELECT count(*) FROM repositories').pluck().get()!)
    .deferred()

it('of one version is one view, of a later one another', async () => {
  const { commit, count } = await setup()
  commit()
  expect(await count(1)).toBe(1)
  commit()
  expect(await count(1)).toBe(1)
  expect(await count(2)).toBe(2)
  commit()
  // Asked before, and answered after: by what is there.
  expect(await count(1)).toBe(2)
  expect(await count(3)).toBe(3)
})

it('a view is held for so long', async () => {
  const { commit, count } = await setup({ mostMs: 0 })
  expect(await count(1)).toBe(0)
  commit()
  expect(await count(1)).toBe(1)
})

it('a view that is old ends while others are asked, another does not', async () => {
  for (const [mostMs, isOpen] of [
    [3_600_000, true],
    [0, false],
  ] as const) {
    const { commit, count, isFree, reader, snapshot } = await setup({ mostMs })
    commit()
    await count(1)
    commit()
    snapshot.endWhenOld()
    expect([reader.sqlite.inTransaction, isFree()]).toEqual([isOpen, !isOpen])
  }
})

it('no view is left open when nothing is asked for a while, nor the log of what is written', async () => {
  const tenants = newTenants()
  const writer = await tenants.create(acme)
  writer.sqlite.pragma('busy_timeout = 0')
  const insights = newInsights({ tenants, threads: 1 })
  addRepository(writer, 'acme/app')
  await insights.ask(acme, 'repositories', {})
  addRepository(writer, 'acme/web')
  while (writer.sqlite.pragma('wal_checkpoint(TRUNCATE)', { simple: true }) !== 0) await sleep(5)
  expect(await insights.ask(acme, 'repositories', {})).toHaveLength(2)
})

it('a question that fails ends its view', async () => {
  const { commit, count, reader, snapshot } = await setup()
  await count(1)
  commit()
  const failing = snapshot.of(1, async () => {
    countOf(reader)
    throw new Error('wrong')
  })
  await expect(failing).rejects.toThrow('wrong')
  expect(reader.sqlite.inTransaction).toBe(false)
  expect(await count(1)).toBe(1)
})

it('whatever is written meanwhile, an answer has what was committed before it was asked for', async () => {
  const tenants = newTenants()
  const writer = await tenants.create(acme)
  const insights = newInsights({ tenants, threads: 2 })
  const questions = [
    async () => (await insights.ask(acme, 'repositories', {})).length,
    async () => (await insights.ask(acme, 'facts', {})).repositories.length,
    async () => (await insights.ask(acme, 'health', {})).length,
  ]
  const asked: Promise<void>[] = []
  for (let committed = 0; committed < 150; committed++) {
    for (const question of questions) {
      const least = committed
      asked.push(question().then((found) => expect(found).toBeGreaterThanOrEqual(least)))
    }
    // Some while others wait for a thread, and some one after the other.
    if (committed % 7 === 0) await Promise.all(asked.splice(0))
    else await sleep(committed % 3)
    addRepository(writer, `acme/${committed}`)
  }
  await Promise.all(asked)
})
