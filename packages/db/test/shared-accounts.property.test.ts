/**
 * Machines that write at the same time have the same accounts: those that one plain file has after the same writes in
 * the order in which they were committed.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Registry, Sqlite } from '../src/index.ts'
import { accountsOf, addLine, closeAll, newFileRegistry, newMachine } from './machines.ts'
import { startPlaces } from './store-places.ts'

const places = await startPlaces()

const person = fc.constantFrom('ann', 'ben', 'cid')
const email = fc.constantFrom('a@x.test', 'b@x.test', 'c@x.test')
const organization = fc.constantFrom('acme', 'beta')
const name = fc.constantFrom('one', 'two', 'é😀"\\')

/** Throws where SQLite refuses it, as it does a person that there is not; the same everywhere. */
type Deed = (sqlite: Sqlite) => unknown
const deedOf =
  (sql: string) =>
  (...values: unknown[]): Deed =>
    Object.assign(
      (sqlite: Sqlite) =>
        sqlite.prepare(sql).run(Object.fromEntries(values.map((value, at) => [`p${at + 1}`, value]))),
      {
        [fc.toStringMethod]: () => `${sql} ${JSON.stringify(values)}`,
      },
    )

const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(person, name, email)
      .map((given) => deedOf(`INSERT INTO "user" VALUES (@p1, @p2, @p3, 0, NULL, 1, 1)`)(...given)),
  },
  // What is unique goes from one to another, in a single write.
  fc.tuple(person, person).map(
    ([one, other]): Deed =>
      (sqlite) => {
        const emailOf = (id: string) =>
          sqlite.prepare<[string], string>('SELECT email FROM "user" WHERE id = ?').pluck().get(id)
        const set = sqlite.prepare('UPDATE "user" SET email = ? WHERE id = ?')
        const [ofOne, ofOther] = [emailOf(one), emailOf(other)]
        set.run('between@x.test', one)
        set.run(ofOne, other)
        set.run(ofOther, one)
      },
  ),
  fc.tuple(name, person).map((given) => deedOf('UPDATE "user" SET name = @p1 WHERE id = @p2')(...given)),
  person.map((id) => deedOf('DELETE FROM "user" WHERE id = @p1')(id)),
  fc
    .tuple(name, person)
    .map((given) => deedOf(`INSERT INTO session VALUES (@p1, 9, @p1, 1, 1, NULL, NULL, @p2)`)(...given)),
  fc
    .tuple(name, person)
    .map((given) =>
      deedOf(
        `INSERT OR REPLACE INTO account VALUES (@p1, @p1, 'credential', @p2, NULL, NULL, NULL, NULL, NULL, NULL, 'p', 1, 1)`,
      )(...given),
    ),
  person.map((id) => deedOf('INSERT OR IGNORE INTO administrators VALUES (@p1)')(id)),
  {
    weight: 4,
    arbitrary: fc
      .tuple(organization, person, fc.constantFrom('viewer', 'owner'))
      .map((given) =>
        deedOf(
          'INSERT INTO memberships VALUES (@p1, @p2, @p3, 1) ON CONFLICT DO UPDATE SET role = excluded.role',
        )(...given),
      ),
  },
  fc
    .tuple(organization, person)
    .map((given) => deedOf('UPDATE memberships SET user_id = @p2 WHERE organization_id = @p1')(...given)),
  fc
    .tuple(name, organization, person)
    .map((given) =>
      deedOf(`INSERT INTO api_tokens VALUES (@p1, @p1, @p2, @p3, 'ci', 'read', 1, 9, NULL, NULL)`)(...given),
    ),
  fc
    .tuple(name, organization)
    .map((given) =>
      deedOf(`INSERT INTO saved_views VALUES (@p1 || @p2, @p2, NULL, @p1, 'pulls', '', 1)`)(...given),
    ),
  name.map((hash) => deedOf(`INSERT INTO one_time_links VALUES (@p1, 'set-up', NULL, 9)`)(hash)),
  fc.constant(deedOf('DELETE FROM one_time_links')()),
  // Not the last: its id would be given again, and the order of the writes is told by it.
  fc.constant(
    deedOf('DELETE FROM account_changes WHERE id % 3 = 0 AND id < (SELECT max(id) FROM account_changes)')(),
  ),
  { weight: 1, arbitrary: organization.map((id) => deedOf('DELETE FROM organizations WHERE id = @p1')(id)) },
)

/** Several at once, each by one of the processes. */
const rounds = fc.array(
  fc.array(fc.record({ by: fc.nat(3), deeds: fc.array(deed, { minLength: 1, maxLength: 3 }) }), {
    minLength: 1,
    maxLength: 4,
  }),
  { minLength: 1, maxLength: 8 },
)

/** One write, with a line of the audit whose id says when it came. */
const writeOf =
  (deeds: readonly Deed[]) =>
  (sqlite: Sqlite): number => {
    const id = addLine(sqlite, 'write')
    for (const one of deeds) one(sqlite)
    return id
  }

const withOrganizations = async (registry: Registry) => {
  for (const id of ['acme', 'beta']) await registry.create({ id, name: id })
}

describe.skipIf(places === null)('accounts of several machines', () => {
  it('are those of one file after the same writes', async () => {
    await fc.assert(
      fc.asyncProperty(rounds, async (schedule) => {
        await closeAll()
        const url = await places!.server.cloneDatabase()
        const first = await newMachine(url)
        // Of one machine there are two processes: a server, and a command beside it.
        const all = [
          first,
          await newMachine(url, first.dataDir),
          await newMachine(url),
          await newMachine(url),
        ]
        await withOrganizations(first.registry)
        const done: { id: number; write: (sqlite: Sqlite) => number }[] = []
        for (const round of schedule)
          await Promise.all(
            round.map(async ({ by, deeds }) => {
              const write = writeOf(deeds)
              const id = await all[by]!.registry.write(write).catch((error: Error & { code?: string }) => {
                if (!error.code?.startsWith('SQLITE_CONSTRAINT')) throw error
                return null
              })
              if (id !== null) done.push({ id, write })
            }),
          )
        const { registry: reference } = await newFileRegistry()
        await withOrganizations(reference)
        for (const { id, write } of done.sort((one, other) => one.id - other.id))
          expect(await reference.write(write)).toBe(id)
        const wanted = await accountsOf(reference)
        const late = await newMachine(url)
        for (const { registry } of [...all, late]) expect(await accountsOf(registry)).toEqual(wanted)
      }),
      // What is smaller comes in another order.
      { numRuns: 25, endOnFailure: true },
    )
  })
})
