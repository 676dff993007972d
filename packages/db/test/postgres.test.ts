/** What is PostgreSQL's alone: who begins on an empty database, who is in whose way, and what is said when it is gone. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { startRelay } from '@upflow/tooling/relay'
import type { PoolClient } from 'pg'
import { describe, expect, it } from 'vitest'
import {
  attachStore,
  type BusyEvent,
  createPostgresTenants,
  openPostgres,
  openPostgresRegistry,
  openRegistry,
  openSchema,
} from '../src/index.ts'
import { page } from './page-commit.ts'
import { acme, startPlaces } from './store-places.ts'
import { newFolder, pullRequest } from './support.ts'

const places = await startPlaces()

/** A database without anything in it. */
const emptyDatabase = async (): Promise<string> => {
  const url = await places!.server.cloneDatabase()
  const postgres = await openPostgres(url)
  await postgres.pool.query('DROP SCHEMA upflow CASCADE; DROP SCHEMA tenant_acme CASCADE')
  await postgres.close()
  return url
}

describe.skipIf(places === null)('a database', () => {
  it('is begun by one of many processes, and found by the others', async () => {
    const url = await emptyDatabase()
    const source = `
      import { openPostgres, openSchema } from ${JSON.stringify(new URL('../dist/index.js', import.meta.url).href)}
      const postgres = await openPostgres(${JSON.stringify(url)})
      const store = await openSchema(postgres, 'acme', { copies: '/nowhere' })
      await store.db.selectFrom('raw_pull_requests').selectAll().execute()
      await postgres.close()`
    const ends = await Promise.all(
      Array.from({ length: 3 }, async () => {
        const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
          stdio: ['ignore', 'inherit', 'pipe'],
        })
        let said = ''
        child.stderr.on('data', (data) => {
          said += data
        })
        const [code] = await once(child, 'close')
        return [code, said]
      }),
    )
    expect(ends).toEqual(Array(3).fill([0, '']))
  })

  it('of a newer format is left as it is', async () => {
    const postgres = await places!.newDatabase()
    await postgres.pool.query(`UPDATE upflow.formats SET format = 99`)
    await expect(openSchema(postgres, acme, { copies: '' })).rejects.toMatchObject({
      code: 'db/newer-file',
      facts: { format: 99 },
    })
  })

  it('that cannot be reached says where it is looked for, without the password', async () => {
    const gone = await openPostgres('postgresql://upflow:hunter2@127.0.0.1:1/upflow')
    const location = { kind: 'schema', url: gone.url, schema: 'tenant_acme', copies: newFolder() } as const
    const store = await attachStore(location, acme)
    for (const asked of [gone.transaction(async () => {}), store.db.selectFrom('settings').execute()]) {
      const error = await asked.catch((failed: Error) => failed)
      expect(error).toMatchObject({ code: 'db/unreachable', retryable: true })
      expect((error as Error).message).toContain('127.0.0.1:1/upflow')
      expect(JSON.stringify([(error as Error).message, error])).not.toContain('hunter2')
    }
    await store.close()
    await gone.close()
  })

  it('lets two that are in each other’s way have their turn, and counts it', async () => {
    const postgres = await places!.newDatabase()
    const events: BusyEvent[] = []
    const busy = {
      worker: 'test',
      organization: acme,
      onBusy: (event: BusyEvent) => events.push(event),
      delaysMs: Array(50).fill(5),
    }
    await postgres.pool.query(
      'CREATE TABLE t (id int PRIMARY KEY, n int); INSERT INTO t VALUES (1, 0), (2, 0)',
    )
    let tries = 0
    let bothHold = () => {}
    const met = new Promise<void>((resolve) => {
      bothHold = resolve
    })
    const add = (first: number, second: number) =>
      postgres.transaction(
        async (client) => {
          await client.query('UPDATE t SET n = n + 1 WHERE id = $1', [first])
          if (++tries === 2) bothHold()
          await met
          await client.query('UPDATE t SET n = n + 1 WHERE id = $1', [second])
        },
        { busy },
      )
    await Promise.all([add(1, 2), add(2, 1)])
    const { rows } = await postgres.pool.query('SELECT n FROM t ORDER BY id')
    expect(rows).toEqual([{ n: 2 }, { n: 2 }])
    expect(events).toMatchObject([{ worker: 'test', attempt: 1, gaveUp: false }])
  })

  it('lets go of what one has locked who hangs in the midst of a transaction', async () => {
    const url = await places!.server.cloneDatabase()
    const relay = await startRelay(url)
    const lost = await openPostgres(relay.url, { idleInTransactionMs: 300 })
    const here = await openPostgres(url)
    const add = (client: Pick<PoolClient, 'query'>) => client.query('UPDATE t SET n = n + 1')
    await here.pool.query('CREATE TABLE t (n int); INSERT INTO t VALUES (0)')
    let goOn = () => {}
    const away = new Promise<void>((resolve) => {
      goOn = resolve
    })
    let lock = () => {}
    const locked = new Promise<void>((resolve) => {
      lock = resolve
    })
    const ended = lost.transaction(async (client) => {
      await add(client)
      lock()
      await away
    })
    await locked
    relay.silence()
    await add(here.pool)
    relay.cut()
    goOn()
    await expect(ended).rejects.toMatchObject({ code: 'db/unreachable' })
    expect((await here.pool.query('SELECT n FROM t')).rows).toEqual([{ n: 1 }])
    await here.close()
    await lost.close()
    await relay.close()
  })

  it('goes on after the server was restarted', async () => {
    const own = await startPlaces()
    const store = await own!.newSchema()
    await store.commitPage(page({ items: [pullRequest()] }))
    await own!.server.restart('immediate')
    await store.commitPage(page({ items: [pullRequest({ updatedAt: 5_000 })] }))
    const rows = await store.db.selectFrom('raw_pull_requests').select('updated_at').execute()
    expect(rows).toEqual([{ updated_at: 5_000 }])
  })

  it('has the organizations of all machines, and no machine loses the people of its own', async () => {
    const postgres = await places!.newDatabase()
    const newLocal = async () => openRegistry({ dataDir: newFolder() })
    const [mine, theirs] = [await newLocal(), await newLocal()]
    await mine.create({ id: 'files', name: 'Still in files' })
    const here = await openPostgresRegistry(postgres, mine)
    const there = await openPostgresRegistry(postgres, theirs)
    await here.create({ id: 'acme', name: 'Acme' })
    await expect(there.create({ id: 'acme', name: 'Other' })).rejects.toMatchObject({
      code: 'db/organization-exists',
    })
    await there.rename(acme, 'Acme, Inc.')
    expect(await here.list()).toEqual([{ id: 'acme', name: 'Acme, Inc.' }])
    await here.keepInStep()
    expect(await mine.list()).toEqual([
      { id: 'acme', name: 'Acme, Inc.' },
      { id: 'files', name: 'Still in files' },
    ])
    await expect(here.get('files')).rejects.toThrow('There are: acme.')
    await here.remove(acme)
    expect([await here.list(), await there.list()]).toEqual([[], []])
    for (const one of [here, there]) await one.close()
  })

  it('lets nobody of a removed organization into another of its name, on whichever machine', async () => {
    const postgres = await places!.newDatabase()
    const newMachine = async () =>
      openPostgresRegistry(postgres, await openRegistry({ dataDir: newFolder() }))
    const [here, there] = [await newMachine(), await newMachine()]
    const members = () =>
      there.read((sqlite) => sqlite.prepare('SELECT organization_id, role FROM memberships').all())
    await here.create({ id: 'acme', name: 'Acme' })
    await there.write((sqlite) =>
      sqlite.exec(`
        INSERT INTO "user" VALUES ('ann', 'Ann', 'ann@acme.test', 1, NULL, 0, 0);
        INSERT INTO memberships VALUES ('acme', 'ann', 'owner', 0)`),
    )
    await here.rename(acme, 'Acme, Inc.')
    expect([await there.list(), await members()]).toEqual([
      [{ id: 'acme', name: 'Acme, Inc.' }],
      [{ organization_id: 'acme', role: 'owner' }],
    ])
    await here.remove(acme)
    await here.create({ id: 'acme', name: 'Acme, Inc.' })
    expect([await members(), await there.list()]).toEqual([[], [{ id: 'acme', name: 'Acme, Inc.' }]])
    for (const one of [here, there]) await one.close()
  })

  it('keeps nothing on a machine of what was removed on another, also of before it was started', async () => {
    const postgres = await places!.newDatabase()
    const copies = newFolder()
    const registryOf = async (
      dataDir: string,
      onLook?: ReturnType<typeof createPostgresTenants>['keepOnly'],
    ) => openPostgresRegistry(postgres, await openRegistry({ dataDir }), { onLook })
    const here = await registryOf(newFolder())
    const tenants = createPostgresTenants({ postgres, copies })
    const there = await registryOf(newFolder(), tenants.keepOnly)
    const [beta, gamma] = ['beta', 'gamma'] as (typeof acme)[]
    for (const id of [acme, beta!, gamma!]) {
      await here.create({ id, name: id })
      await tenants.create(id)
    }
    const { sqlite } = await tenants.openToRead(acme)
    for (const id of [beta!, gamma!]) await tenants.pathToRead(id)
    await there.list()
    const present = () => new Set(readdirSync(copies).map((name) => /^[a-z]+/.exec(name)![0]))
    expect(present()).toEqual(new Set(['acme', 'beta', 'gamma']))
    await here.remove(acme)
    await there.list()
    expect([present(), sqlite.open]).toEqual([new Set(['beta', 'gamma']), false])
    await tenants.close()
    await here.remove(beta!)
    const later = createPostgresTenants({ postgres, copies })
    await (await registryOf(newFolder(), later.keepOnly)).close()
    expect(present()).toEqual(new Set(['gamma']))
    for (const one of [here, there, later]) await one.close()
  })

  it('is begun by one that has a single connection', async () => {
    const postgres = await openPostgres(await emptyDatabase(), { connections: 1, connectTimeoutMs: 2_000 })
    try {
      const store = await openSchema(postgres, acme, { copies: '' })
      expect(await store.db.selectFrom('settings').selectAll().execute()).toEqual([])
    } finally {
      await postgres.close()
    }
  })

  it('keeps organizations apart', async () => {
    const postgres = await places!.newDatabase()
    const tenants = createPostgresTenants({ postgres, copies: newFolder() })
    const beta = await tenants.create('beta' as typeof acme)
    await beta.db.insertInto('settings').values({ key: 'a', value: '1' }).execute()
    const store = await tenants.open(acme)
    expect(await store.db.selectFrom('settings').selectAll().execute()).toEqual([])
    expect(await tenants.isThere('gamma' as typeof acme)).toBe(false)
    await tenants.close()
    await expect(tenants.open(acme)).rejects.toMatchObject({ code: 'db/closed' })
  })
})
