/** How a copy to read is brought up to date: lacking nothing, whoever does it and whatever dies, and at what cost. */
import { readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { OrganizationId } from '@upflow/model'
import { describe, expect, it } from 'vitest'
import { createPostgresTenants, type Postgres } from '../src/index.ts'
import { pruneNotes } from '../src/postgres/prune-notes.ts'
import { items, newCopies, readable, set } from './copies.ts'
import { page } from './page-commit.ts'
import { acme, repositoryId, startPlaces } from './store-places.ts'

const places = await startPlaces()
const setUp = async () => newCopies(await places!.newDatabase())

/** Reads of one moment are handed on when they are let go. */
function held(postgres: Postgres) {
  let letGo = () => {}
  const going = new Promise<void>((resolve) => {
    letGo = resolve
  })
  let haveRead = () => {}
  const read = new Promise<void>((resolve) => {
    haveRead = resolve
  })
  const transaction: Postgres['transaction'] = async (work, options) => {
    const result = await postgres.transaction(work, options)
    if (!options?.isSnapshot) return result
    haveRead()
    await going
    return result
  }
  return { postgres: { ...postgres, transaction }, read, letGo }
}

/** Notes the statements of transactions. */
function listening(postgres: Postgres) {
  const statements: string[] = []
  const transaction: Postgres['transaction'] = (work, options) =>
    postgres.transaction(async (client) => {
      const query = client.query.bind(client) as (...given: unknown[]) => unknown
      const noting = (...given: unknown[]) => {
        statements.push(String(given[0]))
        return query(...given)
      }
      return work(Object.assign(Object.create(client), { query: noting }))
    }, options)
  return { postgres: { ...postgres, transaction }, statements }
}

describe.skipIf(places === null)('a copy that is brought up to date', () => {
  it('has what the schema has after a crash that undid commits which had been read', async () => {
    // Nothing is taken to the disk by itself while this goes on.
    const own = await startPlaces({ settings: { wal_writer_delay: '10s' } })
    const { postgres, tenants, store } = await newCopies(await own!.newDatabase())
    await set(store, 'stays')
    await tenants.openToRead(acme)
    await postgres.transaction(
      (client) => client.query(`INSERT INTO "tenant_acme".settings VALUES ('may be undone', '1')`),
      { isRepeatable: true },
    )
    expect((await readable(await tenants.openToRead(acme))).settings).toHaveLength(2)
    await own!.server.restart('immediate')
    await set(store, 'of the same number')
    expect(await readable(await tenants.openToRead(acme))).toEqual(await readable(store))
    await tenants.close()
  })

  it('lacks nothing when one that had read earlier came first', async () => {
    const { postgres, copies, tenants, store } = await setUp()
    await tenants.openToRead(acme)
    const [early, late] = [held(postgres), held(postgres)]
    const [first, second] = [early, late].map((one) =>
      createPostgresTenants({ postgres: one.postgres, copies }),
    )
    await set(store, 'a')
    const earlier = first!.openToRead(acme)
    await early.read
    await set(store, 'b')
    const later = second!.openToRead(acme)
    await late.read
    early.letGo()
    await earlier
    late.letGo()
    expect((await readable(await later)).settings).toHaveLength(2)
    for (const one of [tenants, first!, second!]) await one.close()
  })

  it('is made anew where what was noted since is forgotten, and only there', async () => {
    const { postgres, tenants, store } = await setUp()
    const notes = async () => {
      const { rows } = await postgres.pool.query(
        `SELECT (SELECT count(*) FROM "tenant_acme".writes) AS writes, (SELECT count(*) FROM "tenant_acme".removals) AS removals`,
      )
      return rows[0] as { readonly writes: number; readonly removals: number }
    }
    await store.commitPage(page({ items: items(1, 2) }))
    const before = await tenants.openToRead(acme)
    await store.removeGone({ repositoryId, pullRequests: items(1), at: 1 })
    for (const key of ['a', 'b', 'c']) await set(store, key)
    expect(await notes()).toMatchObject({ removals: 1 })
    await postgres.transaction((client) => pruneNotes(client, 'tenant_acme', 1))
    expect(await notes()).toEqual({ writes: 2, removals: 0 })
    const after = await tenants.openToRead(acme)
    expect([after.path === before.path, await readable(after)]).toEqual([false, await readable(store)])
    await set(store, 'd')
    await postgres.transaction((client) => pruneNotes(client, 'tenant_acme', 1))
    const again = await tenants.openToRead(acme)
    expect([again.path, await readable(again)]).toEqual([after.path, await readable(store)])
    await tenants.close()
  })

  it('is not asked to follow more than is kept: the end of a pass forgets the rest', async () => {
    const { postgres, store } = await setUp()
    /** As many as these transactions would note, each of so many tables. */
    const note = (first: number, kind: string) =>
      postgres.pool.query(
        `INSERT INTO "tenant_acme".writes SELECT xid, $2 || n FROM generate_series($1::int, 600) AS xid, generate_series(1, 50) AS n`,
        [first, kind],
      )
    const count = async () => {
      const { rows } = await postgres.pool.query(`SELECT count(*) AS count FROM "tenant_acme".writes`)
      return (rows[0] as { readonly count: number }).count
    }
    await note(1, 'a')
    expect(await count()).toBeGreaterThan(30_000)
    await store.forgetTokens('step#')
    expect(await count()).toBeLessThan(20_100)
    await note(300, 'b')
    await store.completePass(repositoryId, 'pass')
    expect(await count()).toBeLessThan(20_100)
  })

  it('waits for no transaction that goes on, and is not made anew for it', async () => {
    const { postgres, tenants, store } = await setUp()
    const early = await postgres.pool.connect()
    try {
      await early.query('BEGIN')
      await early.query(`INSERT INTO "tenant_acme".settings VALUES ('early', '1')`)
      const { path } = await tenants.openToRead(acme)
      for (const key of ['a', 'b', 'c']) await set(store, key)
      await postgres.transaction((client) => pruneNotes(client, 'tenant_acme', 1))
      expect((await tenants.openToRead(acme)).path).toBe(path)
      await early.query('COMMIT')
      const copy = await tenants.openToRead(acme)
      expect([copy.path, await readable(copy)]).toEqual([path, await readable(store)])
    } finally {
      early.release(true)
    }
    await tenants.close()
  })

  it('is made beside what was left by those who died, which goes, and what others make, which stays', async () => {
    const { copies, tenants } = await setUp()
    const left = ['acme-0123456789ab.db', 'acme-0123456789ab.db-wal', 'acme.current-0123456789ab']
    const others = ['acme-ba9876543210.db', 'acme-0123456789ab-0123456789ab.db', 'acme-beta.current']
    for (const name of [...left, ...others]) writeFileSync(join(copies, name), '')
    for (const name of [...left, ...others.slice(1)]) utimesSync(join(copies, name), 1, 1)
    const { path } = await tenants.openToRead(acme)
    const present = () => readdirSync(copies).filter((name) => !/-(?:wal|shm)$/.test(name))
    expect(present().sort()).toEqual([...others, 'acme.current', basename(path)].sort())
    // Of the organization that is removed nothing stays, and of those that are called much alike all.
    await tenants.remove(acme)
    expect(present().sort()).toEqual(others.slice(1).sort())
    await tenants.close()
  })

  it('is open once, beside the one before, which others may still read', async () => {
    const { tenants, store } = await setUp()
    const made = []
    for (const key of ['a', 'b', 'c']) {
      await set(store, key)
      const copy = await tenants.openToRead(acme)
      made.push(copy)
      rmSync(copy.path)
    }
    expect(made.map(({ sqlite }) => sqlite.open)).toEqual([false, true, true])
    expect((await readable(made[1]!)).settings).toHaveLength(2)
    await tenants.close()
    expect(made.map(({ sqlite }) => sqlite.open)).toEqual([false, false, false])
  })

  it('is so for all who ask during one turn by the next', async () => {
    const { postgres, copies, tenants, store } = await setUp()
    await tenants.openToRead(acme)
    let ended = 0
    let running = () => {}
    const begun = new Promise<void>((resolve) => {
      running = resolve
    })
    let letGo = () => {}
    const going = new Promise<void>((resolve) => {
      letGo = resolve
    })
    const refresh = async (_: unknown, organizationId: OrganizationId) => {
      const { path } = await tenants.openToRead(organizationId)
      running()
      await going
      ended++
      return path
    }
    let answered = 0
    const query = async (...given: Parameters<typeof postgres.pool.query>) => {
      const answer = await postgres.pool.query(...given)
      if (String(given[0]).includes('pg_current_snapshot')) answered++
      return answer
    }
    const pool = Object.assign(Object.create(postgres.pool), { query })
    const asking = createPostgresTenants({ postgres: { ...postgres, pool }, copies, refresh })
    await set(store, 'a')
    const first = asking.openToRead(acme)
    await begun
    await set(store, 'b')
    const others = [1, 2, 3, 4].map(async () => ({ copy: await asking.openToRead(acme), ended }))
    // By then each has found that the copy lacks something, and waits.
    while (answered < 5) await new Promise(setImmediate)
    await new Promise(setImmediate)
    letGo()
    await first
    for (const other of await Promise.all(others)) {
      expect(other.ended).toBe(2)
      expect((await readable(other.copy)).settings).toHaveLength(2)
    }
    expect(ended).toBe(2)
    for (const one of [asking, tenants]) await one.close()
  })

  it('is not for statements that found nothing to write, and reads no table that was not written', async () => {
    const { postgres, copies, tenants, store } = await setUp()
    await store.commitPage(page({ items: items(1, 2) }))
    const { path } = await tenants.openToRead(acme)
    const { postgres: heard, statements } = listening(postgres)
    const asking = createPostgresTenants({ postgres: heard, copies })
    await store.forgetTokens('no such token')
    await store.db.deleteFrom('raw_pull_requests').where('number', '=', 99).execute()
    await store.db.updateTable('tags').set({ sha: 'x' }).execute()
    expect([(await asking.openToRead(acme)).path, statements]).toEqual([path, []])
    await set(store, 'a')
    expect(await readable(await asking.openToRead(acme))).toEqual(await readable(store))
    expect(statements.filter((text) => /pull_requests|removals|details|responses/.test(text))).toEqual([])
    await store.db
      .updateTable('raw_pull_requests')
      .set({ author_login: 'x' })
      .where('number', '=', 1)
      .execute()
    statements.length = 0
    expect(await readable(await asking.openToRead(acme))).toEqual(await readable(store))
    expect(statements.filter((text) => /analyzed|details|responses/.test(text))).toEqual([])
    for (const one of [asking, tenants]) await one.close()
  })
})
