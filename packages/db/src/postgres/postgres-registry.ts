/**
 * The organizations in a database. People, sessions and tokens stay in the `registry.db` of the machine that serves
 * them, where the organizations are kept in step, since memberships refer to them.
 */
import { isOrganizationId, type OrganizationId, parseOrganizationId } from '@upflow/model'
import type { PoolClient } from 'pg'
import { DbError } from '../db-error.ts'
import { createSharedTurns } from '../read-copy/shared-turns.ts'
import {
  checkOrganizationName,
  type Organization,
  type Registry,
  unknownOrganization,
} from '../registry/registry.ts'
import { withBusyRetry } from '../sqlite/busy.ts'
import { migrateSchema, type SchemaFormats } from './migrate-schemas.ts'
import type { Postgres } from './open-postgres.ts'
import { toPostgresError } from './postgres-error.ts'

const formats: SchemaFormats = [
  [
    `CREATE TABLE upflow.organizations (
      id text COLLATE "C" PRIMARY KEY, name text NOT NULL, created_at bigint NOT NULL
    )`,
    // No two are created at the same instant: by it, one that is called as one before is known as another.
    'CREATE TABLE upflow.creations (last bigint NOT NULL)',
    'INSERT INTO upflow.creations VALUES (0)',
  ],
]

interface OrganizationRow extends Organization {
  readonly created_at: number
}

export const migrateRegistry = (postgres: Postgres, signal?: AbortSignal): Promise<void> =>
  migrateSchema(postgres, { schema: 'upflow', what: 'registry', formats }, signal)

/**
 * @param organization `createdAt` of one that is there elsewhere; default: now
 * @throws DbError `db/organization-exists`
 */
export async function addOrganization(
  client: Pick<PoolClient, 'query'>,
  {
    id,
    name,
    createdAt = null,
  }: { readonly id: OrganizationId; readonly name: string; readonly createdAt?: number | null },
): Promise<void> {
  const { rowCount } = await client.query(
    `WITH creation AS (
       UPDATE upflow.creations SET last = greatest(last + 1, coalesce($3, extract(epoch FROM now())::bigint)) RETURNING last
     )
     INSERT INTO upflow.organizations (id, name, created_at)
     SELECT $1, $2, coalesce($3, last) FROM creation ON CONFLICT DO NOTHING`,
    [id, name, createdAt],
  )
  if (rowCount === 0)
    throw new DbError('db/organization-exists', `There already is an organization '${id}'.`, {
      organization: id,
    })
}

export interface PostgresRegistryOptions {
  readonly signal?: AbortSignal | undefined
  /** Told, one look after the other, which organizations there are by now. */
  readonly onLook?: ((organizations: readonly OrganizationId[]) => void) | undefined
}

/** @param local of this machine; closed with it. The database stays open. */
export async function openPostgresRegistry(
  postgres: Postgres,
  local: Registry,
  { signal, onLook = () => {} }: PostgresRegistryOptions = {},
): Promise<Registry> {
  await migrateRegistry(postgres, signal)
  const query = async (sql: string, values: readonly unknown[] = []) => {
    try {
      return await postgres.pool.query<OrganizationRow>(sql, [...values])
    } catch (error) {
      throw toPostgresError(error, postgres.url)
    }
  }
  const write = (all: readonly OrganizationRow[]) => {
    const { sqlite } = local
    // Another one of that name is nothing to the people of the one before, wherever that was removed.
    const forget = sqlite.prepare('DELETE FROM organizations WHERE id = ? AND created_at <> ?')
    const put = sqlite.prepare(
      `INSERT INTO organizations (id, name, created_at) VALUES (?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET name = excluded.name WHERE name <> excluded.name`,
    )
    const apply = sqlite.transaction(() => {
      for (const { id, name, created_at } of all) {
        forget.run(id, created_at)
        put.run(id, name, created_at)
      }
    })
    return withBusyRetry(() => apply.immediate(), local.retry)
  }
  /** One after the other: what was read earlier is not written later. */
  const looks = createSharedTurns(async (_: 'all'): Promise<Organization[]> => {
    const { rows } = await query('SELECT id, name, created_at FROM upflow.organizations ORDER BY id')
    // What is here alone is left: it may be on its way there, with the people that it has.
    const here = await local.db.selectFrom('organizations').selectAll().execute()
    const known = new Set(here.map(textOf))
    if (rows.some((row) => !known.has(textOf(row)))) await write(rows)
    onLook(rows.map(({ id }) => id))
    return rows.map(({ id, name }) => ({ id, name }))
  })
  const list = () => looks.take('all')
  const get = async (id: string): Promise<Organization> => {
    const all = await list()
    const found = isOrganizationId(id) ? all.find((organization) => organization.id === id) : undefined
    if (found) return found
    throw unknownOrganization(id, all)
  }
  await list()
  return {
    ...local,
    list,
    get,
    keepInStep: async () => void (await list()),
    async create({ id, name }) {
      const organization = { id: parseOrganizationId(id), name }
      checkOrganizationName(name)
      try {
        await addOrganization(postgres.pool, organization)
      } catch (error) {
        throw toPostgresError(error, postgres.url)
      }
      await list()
      return organization
    },
    async rename(id, name) {
      checkOrganizationName(name)
      await get(id)
      await query('UPDATE upflow.organizations SET name = $2 WHERE id = $1', [id, name])
      await list()
      return { id, name }
    },
    async remove(id) {
      await query('DELETE FROM upflow.organizations WHERE id = $1', [id])
      await local.remove(id)
    },
  }
}

const textOf = ({ id, name, created_at }: OrganizationRow): string => JSON.stringify([id, name, created_at])
