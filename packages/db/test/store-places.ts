/** The places where an organization's data may lie, each as a new empty one with a repository. */
import { join } from 'node:path'
import { parseOrganizationId, type RepositoryId, toRepositoryId } from '@upflow/model'
import { type PostgresOptions, type Postgres as Server, startPostgres } from '@upflow/tooling/postgres'
import { sql } from 'kysely'
import { afterAll } from 'vitest'
import { openPostgres, openSchema, openTenant, type Postgres, type TenantStore } from '../src/index.ts'
import { readTables } from '../src/postgres/tenant-triggers.ts'
import { newFolder } from './support.ts'

export const acme = parseOrganizationId('acme')
export const repositoryId: RepositoryId = toRepositoryId('R_1')

export type NewStore = () => Promise<TenantStore>

export const newFile: NewStore = async () =>
  withRepository(await openTenant(join(newFolder(), 'acme.db'), acme))

/** One server for all tests of a file; null where there is none, which was said. */
export async function startPlaces(options: PostgresOptions = {}): Promise<{
  readonly server: Server
  readonly newDatabase: () => Promise<Postgres>
  readonly newSchema: NewStore
  /** Empties them, with what depends on them. */
  readonly truncate: (store: TenantStore, tables: readonly string[]) => Promise<void>
} | null> {
  const server = await startPostgres(options)
  if (server === null) return null
  const opened: Postgres[] = []
  afterAll(async () => {
    for (const one of opened) await one.close()
    await server.stop()
  })
  // What a database is cloned from has the schema already.
  const template = await openPostgres(server.url)
  await openSchema(template, acme, { copies: newFolder() })
  await template.close()
  const newDatabase = async () => {
    const postgres = await openPostgres(await server.cloneDatabase())
    opened.push(postgres)
    return postgres
  }
  return {
    server,
    newDatabase,
    newSchema: async () =>
      withRepository(await openSchema(await newDatabase(), acme, { copies: newFolder() })),
    truncate: async ({ db }, names) =>
      void (await sql.raw(`TRUNCATE ${names.join(', ')} RESTART IDENTITY CASCADE`).execute(db)),
  }
}

async function withRepository(store: TenantStore): Promise<TenantStore> {
  await store.db
    .insertInto('repositories')
    .values({ id: repositoryId, owner: 'acme', name: 'app', is_archived: 0 })
    .execute()
  return store
}

/** With what only writers look at. */
const tables = [...readTables.filter((table) => table !== 'applied_tokens'), 'seen_pull_requests'] as const

/** All that is stored, but for when a token was applied. */
export async function rowsOf({ db }: TenantStore): Promise<Record<string, object[]>> {
  const all: Record<string, object[]> = {}
  for (const table of tables) all[table] = sorted(await db.selectFrom(table).selectAll().execute())
  all.applied_tokens = sorted(await db.selectFrom('applied_tokens').select('token').execute())
  return all
}

/** Rows with their columns in the order of the names, and in an order that is the same everywhere. */
const sorted = (rows: readonly object[]): object[] =>
  rows
    .map((row) => Object.fromEntries(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1))))
    .sort((a, b) => (a.number ?? 0) - (b.number ?? 0) || (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
