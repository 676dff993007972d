/** Accounts of several machines: how a machine comes to them, what it refuses, and what its copy of them is. */
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { changeRestored, openPostgres, openRegistry } from '../src/index.ts'
import { ofOrganizations, putSince, readSince, takeTurn } from '../src/postgres/account-rows.ts'
import { addOrganization } from '../src/postgres/postgres-registry.ts'
import { claimed, positionOf, setPosition } from '../src/registry/account-copy.ts'
import { migrations } from '../src/registry/registry-migrations.ts'
import { accountTables } from '../src/registry/shared-tables.ts'
import { formatOf } from '../src/sqlite/migrate.ts'
import {
  accountsOf,
  addLine,
  addPerson,
  atEnd,
  linesOf,
  newFileRegistry,
  newFileWith,
  newMachine,
  peopleOf,
  poolOf,
} from './machines.ts'
import { acme, startPlaces } from './store-places.ts'

const places = await startPlaces()
const newUrl = () => places!.server.cloneDatabase()

describe.skipIf(places === null)('a machine', () => {
  it('brings what it has into a database that has no accounts, and the others find it there', async () => {
    const url = await newUrl()
    const dataDir = await newFileWith('ann', 'ben')
    const { registry: file } = await newFileRegistry(dataDir)
    const had = await accountsOf(file)
    await file.close()
    const first = await newMachine(url, dataDir)
    expect(await accountsOf(first.registry)).toEqual(had)
    expect(first.taken).toEqual([{ people: 2, tokens: 0, changes: 1 }])
    const second = await newMachine(url)
    expect(await accountsOf(second.registry)).toEqual(had)
    expect(second.taken).toEqual([])
  })

  it('that has accounts of its own is told so where the database has others, and neither are changed', async () => {
    const url = await newUrl()
    const first = await newMachine(url, await newFileWith('ann'))
    await first.registry.keepInStep()
    const dataDir = await newFileWith('ben')
    const second = await newMachine(url, dataDir)
    for (const ask of [
      () => second.registry.keepInStep(),
      () => peopleOf(second.registry),
      () => second.registry.write((sqlite) => addPerson(sqlite, 'cid')),
    ])
      await expect(ask()).rejects.toMatchObject({
        code: 'db/other-accounts',
        message: expect.stringContaining('upflow data accounts database'),
      })
    // Which organizations there are is known nevertheless.
    expect(await second.registry.list()).toEqual([])
    const { registry: file } = await newFileRegistry(dataDir)
    await file.write((sqlite) => addPerson(sqlite, 'dan'))
    expect([await peopleOf(file), await peopleOf(first.registry)]).toEqual([['ben', 'dan'], ['ann']])
  })

  it.each([
    ['is', 100, ['ann']],
    ['is another than', 200, []],
  ])(
    'brings members of an organization that %s the one of that name that comes later',
    async (_, createdAt, members) => {
      const url = await newUrl()
      const { dataDir, registry: file } = await newFileRegistry()
      await file.write((sqlite) => {
        sqlite.exec(`INSERT INTO organizations VALUES ('acme', 'Acme', 100)`)
        addPerson(sqlite, 'ann')
        sqlite.exec(`INSERT INTO memberships VALUES ('acme', 'ann', 'owner', 1)`)
      })
      await file.close()
      const { registry } = await newMachine(url, dataDir)
      await registry.keepInStep()
      const postgres = await openPostgres(url)
      atEnd(postgres.close)
      await postgres.transaction((client) => addOrganization(client, { id: acme, name: 'Acme', createdAt }))
      const all = [registry, (await newMachine(url)).registry].map(accountsOf)
      for (const { memberships } of await Promise.all(all))
        expect(memberships!.map((row) => (row as { user_id: string }).user_id)).toEqual(members)
    },
  )

  it('without accounts adds the lines of its audit to those that there are', async () => {
    const url = await newUrl()
    const first = await newMachine(url, await newFileWith('ann'))
    await first.registry.keepInStep()
    const second = await newMachine(url, await newFileWith())
    await second.registry.write((sqlite) => addLine(sqlite, 'later'))
    const lines = [
      [1, 'ann'],
      [2, ''],
      [3, 'later'],
    ]
    expect([await linesOf(first), await linesOf(second)]).toEqual([lines, lines])
    const again = await newMachine(url, second.dataDir)
    expect(await linesOf(again)).toEqual(lines)
  })

  it('of many that start at once on an empty database brings what it has once', async () => {
    const url = await newUrl()
    const dataDir = await newFileWith('ann')
    const all = [
      await newMachine(url, dataDir),
      await newMachine(url, dataDir),
      await newMachine(url),
      await newMachine(url),
    ]
    await Promise.all(all.map(({ registry }) => registry.keepInStep()))
    for (const one of all)
      expect([await peopleOf(one.registry), await linesOf(one)]).toEqual([['ann'], [[1, 'ann']]])
    expect(all.flatMap(({ taken }) => taken)).toHaveLength(1)
  })

  it('that writes and is refused leaves nothing, here and there', async () => {
    const url = await newUrl()
    const [here, there] = [await newMachine(url), await newMachine(url)]
    const refused = here.registry.write((sqlite) => {
      addPerson(sqlite, 'ann')
      throw new RangeError('no')
    })
    await expect(refused).rejects.toThrow(RangeError)
    expect([await peopleOf(here.registry), await peopleOf(there.registry)]).toEqual([[], []])
    expect(positionOf(here.registry.sqlite)).toEqual(positionOf(there.registry.sqlite))
  })

  it('says by what others know an organization that it removes among accounts, once it is removed', async () => {
    const url = await newUrl()
    const [here, there] = [await newMachine(url), await newMachine(url)]
    await here.registry.create({ id: 'acme', name: 'Acme' })
    await there.registry.write((sqlite) => {
      addPerson(sqlite, 'ann')
      sqlite.exec(`INSERT INTO memberships VALUES ('acme', 'ann', 'owner', 1)`)
    })
    await here.registry.write((sqlite) => sqlite.exec(`DELETE FROM organizations WHERE id = 'acme'`))
    expect(await there.registry.list()).toEqual([])
    expect((await accountsOf(there.registry)).memberships).toEqual([])
    await expect(
      here.registry.write((sqlite) => sqlite.exec(`INSERT INTO organizations VALUES ('beta', 'Beta', 1)`)),
    ).rejects.toThrow('made and renamed by the registry')
  })
})

describe.skipIf(places === null)('a copy of accounts', () => {
  it('is changed by nobody else: not without the database, nor by an earlier release', async () => {
    const url = await newUrl()
    const { dataDir, registry } = await newMachine(url)
    await registry.write((sqlite) => addPerson(sqlite, 'ann'))
    const { registry: file } = await newFileRegistry(dataDir)
    expect(await peopleOf(file)).toEqual(['ann'])
    const refused = { code: 'db/accounts-in-database', facts: { path: join(dataDir, 'registry.db') } }
    await expect(file.write((sqlite) => addPerson(sqlite, 'ben'))).rejects.toMatchObject(refused)
    const ofKysely = (file.db as never as { deleteFrom(table: string): { execute(): Promise<unknown> } })
      .deleteFrom('user')
      .execute()
    await expect(ofKysely).rejects.toMatchObject(refused)
    const other = new Database(join(dataDir, 'registry.db'))
    atEnd(() => other.close())
    for (const table of accountTables) {
      const count = () => other.prepare(`SELECT count(*) FROM "${table}"`).pluck().get()
      if (count() !== 0) expect(() => other.exec(`DELETE FROM "${table}"`)).toThrow('accounts are a copy')
    }
    // Organizations are not of accounts.
    await file.create({ id: 'files', name: 'In files' })
    expect(await peopleOf(registry)).toEqual(['ann'])
  })

  it('has a guard for each table of the registry, but for what is of the machine', async () => {
    const { registry } = await newFileRegistry()
    const tables = registry.sqlite
      .prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'kysely%'`)
      .pluck()
      .all()
    expect(new Set(tables)).toEqual(new Set([...accountTables, 'organizations']))
  })

  it('loses with an organization what refers to it, of whichever table', async () => {
    const { registry } = await newFileRegistry()
    const refers = registry.sqlite.prepare<[string], string>(
      `SELECT "from" FROM pragma_foreign_key_list(?) WHERE "table" = 'organizations' AND on_delete = 'CASCADE'`,
    )
    const referring = accountTables.filter((table) => refers.pluck().all(table).includes('organization_id'))
    expect(new Set(referring)).toEqual(ofOrganizations)
  })

  it('is made of the format that the rows of the database have', async () => {
    const url = await newUrl()
    await newMachine(url)
    const { rows } = await (await poolOf(url)).query('SELECT format FROM upflow.accounts')
    expect(rows).toEqual([{ format: formatOf(migrations) }])
  })

  it('is not made of what a newer release has written, which is said', async () => {
    const url = await newUrl()
    const { registry } = await newMachine(url)
    await registry.keepInStep()
    const pool = await poolOf(url)
    await pool.query('UPDATE upflow.accounts SET format = 99')
    for (const ask of [() => peopleOf(registry), () => registry.write((sqlite) => addPerson(sqlite, 'ann'))])
      await expect(ask()).rejects.toMatchObject({ code: 'db/newer-file', facts: { format: 99 } })
    expect(await registry.list()).toEqual([])
  })

  it('of an earlier format is made anew once its tables have that of now', async () => {
    const url = await newUrl()
    const { dataDir, registry } = await newMachine(url)
    await registry.write((sqlite) => addLine(sqlite, 'Slow'))
    await registry.close()
    const file = new Database(join(dataDir, 'registry.db'))
    file.exec(`DROP INDEX account_changes_by_kind; DROP INDEX account_changes_by_age;
      DELETE FROM kysely_migration WHERE name >= '0004'; PRAGMA user_version = 3`)
    file.close()
    const again = await newMachine(url, dataDir)
    expect(await linesOf(again)).toEqual([[1, 'Slow']])
    expect(again.taken).toEqual([])
    expect(() => addLine(again.registry.sqlite, 'alone')).toThrow('accounts are a copy')
  })

  it('that has not come so far as what is remembered takes all anew, and nothing twice', async () => {
    const url = await newUrl()
    const [here, late] = [await newMachine(url, await newFileWith('ann', 'ben')), await newMachine(url)]
    await late.registry.keepInStep()
    await here.registry.keepInStep()
    const pool = await poolOf(url)
    const brought = positionOf(here.registry.sqlite)!
    const client = await pool.connect()
    for (const name of ['ben', 'cid', 'dan']) {
      await client.query('BEGIN')
      await takeTurn(client)
      const gone = { table: 'user', key: `["${name}"]`, content: null }
      await putSince(client, [gone], { most: 1 })
      await client.query('COMMIT')
    }
    client.release()
    expect((await readSince(pool, positionOf(late.registry.sqlite))).isKnown).toBe(false)
    const { rows } = await pool.query('SELECT key FROM upflow.account_rows WHERE content IS NULL')
    expect(rows).toEqual([{ key: '["dan"]' }])
    // As if it had died once the database had what it brought: that it has to ask for anew, too.
    expect(brought.number).toBe(1)
    setPosition(here.registry.sqlite, { number: claimed, write: brought.write })
    expect((await readSince(pool, positionOf(here.registry.sqlite))).isKnown).toBe(false)
    expect(await accountsOf(late.registry)).toEqual(await accountsOf(here.registry))
    expect(await peopleOf(late.registry)).toEqual(['ann'])
    // What was brought is known by its name for good.
    const { rows: writes } = await pool.query(
      'SELECT number < 0 AS old FROM upflow.account_writes WHERE is_taken',
    )
    expect(writes).toEqual([{ old: true }])
  })

  it('of a database that was set back to an earlier day has what that has', async () => {
    const url = await newUrl()
    const [here, there] = [await newMachine(url), await newMachine(url)]
    await here.registry.write((sqlite) => addPerson(sqlite, 'ann'))
    await there.registry.keepInStep()
    const pool = await poolOf(url)
    for (const table of ['accounts', 'account_rows', 'account_writes'])
      await pool.query(`CREATE TABLE upflow.kept_${table} AS TABLE upflow.${table}`)
    await here.registry.write((sqlite) => addPerson(sqlite, 'ben'))
    await there.registry.keepInStep()
    for (const table of ['accounts', 'account_rows', 'account_writes'])
      await pool.query(
        `DELETE FROM upflow.${table}; INSERT INTO upflow.${table} SELECT * FROM upflow.kept_${table}`,
      )
    // Under the number of what was lost comes something else.
    await here.registry.write((sqlite) => addPerson(sqlite, 'cid'))
    expect([await peopleOf(here.registry), await peopleOf(there.registry)]).toEqual([
      ['ann', 'cid'],
      ['ann', 'cid'],
    ])
  })

  it('is where a database begins anew that has lost its accounts', async () => {
    const first = await newMachine(await newUrl())
    await first.registry.write((sqlite) => addPerson(sqlite, 'ann'))
    await first.registry.close()
    const empty = await newUrl()
    const again = await newMachine(empty, first.dataDir)
    expect(await peopleOf(again.registry)).toEqual(['ann'])
    expect(again.taken).toMatchObject([{ people: 1 }])
    expect(await peopleOf((await newMachine(empty)).registry)).toEqual(['ann'])
  })

  it('out of a backup is that of the database again, whatever was changed as it was restored', async () => {
    const url = await newUrl()
    const { dataDir, registry } = await newMachine(url)
    await registry.write((sqlite) => addPerson(sqlite, 'ann'))
    await registry.close()
    const restored = await openRegistry({ dataDir })
    changeRestored(restored.sqlite, () => restored.sqlite.exec('DELETE FROM "user"'))
    await restored.close()
    const again = await newMachine(url, dataDir)
    expect([await peopleOf(again.registry), again.taken]).toEqual([['ann'], []])
  })
})
