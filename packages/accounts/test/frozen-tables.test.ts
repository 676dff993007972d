/** The registry's tables are those that better-auth would make: a release that wants others is found here. */
import { getMigrations } from 'better-auth/db/migration'
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { createAuth } from '../src/sign-in/create-auth.ts'
import { createHeardLogins } from '../src/sign-in/heard-logins.ts'
import { createPasswords, scrypt } from '../src/sign-in/passwords.ts'
import { place } from './places.ts'
import { openTestAccounts } from './support.ts'

type Sqlite = Database.Database

const tables = ['user', 'session', 'account', 'verification']

/** As SQLite has it, without the words of who wrote it. */
const shapeOf = (sqlite: Sqlite) =>
  Object.fromEntries(
    tables.map((table) => [
      table,
      {
        columns: sqlite
          .prepare(`SELECT name, lower(type), "notnull", pk FROM pragma_table_info('${table}')`)
          .raw()
          .all(),
        references: sqlite
          .prepare(`SELECT "from", "table", "to", on_delete FROM pragma_foreign_key_list('${table}')`)
          .raw()
          .all(),
        indexes: sqlite
          .prepare<[], [string, number]>(
            `SELECT name, "unique" FROM pragma_index_list('${table}') ORDER BY name`,
          )
          .raw()
          .all()
          .map((row) => {
            const [name, unique] = row as [string, number]
            return [unique, sqlite.prepare(`SELECT name FROM pragma_index_info('${name}')`).pluck().all()]
          }),
      },
    ]),
  )

it('our tables are what better-auth makes of our options', async () => {
  const { registry, file } = await openTestAccounts()
  const { options } = createAuth({
    registry,
    file,
    secret: 'a secret of the test, long enough for what it is',
    url: 'http://127.0.0.1',
    providers: {
      github: { clientId: 'id', clientSecret: 'secret', url: 'https://github.example.com' },
      oidc: null,
    },
    passwords: createPasswords(scrypt),
    heard: createHeardLogins(),
    onTrouble: () => {},
  })
  const theirs = new Database(':memory:')
  const { runMigrations } = await getMigrations({ ...options, database: theirs })
  await runMigrations()
  expect(shapeOf(registry.sqlite as unknown as Sqlite)).toEqual(shapeOf(theirs))
  theirs.close()
})

it.runIf(place === 'file')('a registry of before accounts keeps its organizations', async () => {
  const { dataDir, registry } = await openTestAccounts()
  await registry.close()
  const { openRegistry } = await import('@upflow/db')
  const file = new Database(`${dataDir}/registry.db`)
  const own = [
    'administrators',
    'memberships',
    'invitations',
    'api_tokens',
    'one_time_links',
    'account_changes',
    'saved_views',
  ]
  for (const table of [...own, 'session', 'account', 'verification', 'user'])
    file.exec(`DROP TABLE "${table}"`)
  file.exec(`DELETE FROM kysely_migration WHERE name >= '0002'; PRAGMA user_version = 1`)
  file.close()
  const again = await openRegistry({ dataDir })
  expect(await again.list()).toEqual([
    { id: 'acme', name: 'Acme' },
    { id: 'beta', name: 'Beta' },
  ])
  expect(again.sqlite.prepare('SELECT count(*) AS count FROM memberships').get()).toEqual({ count: 0 })
  await again.close()
})

it.runIf(place === 'file')(
  'a registry of before lines had an index keeps them, and tells of views in them no more than that they were',
  async () => {
    const { dataDir, registry } = await openTestAccounts()
    await registry.close()
    const { openRegistry } = await import('@upflow/db')
    const file = new Database(`${dataDir}/registry.db`)
    const add = file.prepare(
      'INSERT INTO account_changes (changed_at, changed_by, organization_id, what, subject, before, after) VALUES (?, ?, ?, ?, ?, ?, ?)',
    )
    add.run(1, 'ann', 'acme', 'view.saved', 'Slow', 'pulls', 'pulls?author=ben')
    add.run(2, 'ann', 'acme', 'view.removed', 'Slow', 'pulls?author=ben', null)
    add.run(3, 'ann', 'acme', 'member.set', 'ben@example.com', 'viewer', 'admin')
    file.exec(`DROP INDEX account_changes_by_kind; DROP INDEX account_changes_by_age;
    DELETE FROM kysely_migration WHERE name >= '0004'; PRAGMA user_version = 3`)
    file.close()
    const again = await openRegistry({ dataDir })
    expect(
      again.sqlite
        .prepare('SELECT what, subject, before, after FROM account_changes ORDER BY id')
        .raw()
        .all(),
    ).toEqual([
      ['view.saved', 'a view', null, null],
      ['view.removed', 'a view', null, null],
      ['member.set', 'ben@example.com', 'viewer', 'admin'],
    ])
    await again.close()
  },
)
