/**
 * The organizations in a database. People, sessions and tokens stay in the `registry.db` of the machine that serves
 * them, where the organizations are kept in step, since memberships refer to them.
 */
import { isOrganizationId, parseOrganizationId } from '@upflow/model'
import { DbError } from '../db-error.ts'
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
      id text COLLATE "C" PRIMARY KEY, name text NOT NULL,
      created_at bigint NOT NULL DEFAULT extract(epoch FROM now())::bigint
    )`,
  ],
]

/** @param local of this machine; closed with it. The database stays open. */
export async function openPostgresRegistry(
  postgres: Postgres,
  local: Registry,
  signal?: AbortSignal,
): Promise<Registry> {
  await migrateSchema(postgres, { schema: 'upflow', what: 'registry', formats }, signal)
  const query = async (sql: string, values: readonly unknown[] = []) => {
    try {
      return await postgres.pool.query<Organization>(sql, [...values])
    } catch (error) {
      throw toPostgresError(error, postgres.url)
    }
  }
  const keepInStep = (all: readonly Organization[]) => {
    const { sqlite } = local
    const put = sqlite.prepare(
      `INSERT INTO organizations (id, name) VALUES (?, ?)
       ON CONFLICT (id) DO UPDATE SET name = excluded.name WHERE name <> excluded.name`,
    )
    const write = sqlite.transaction(() => {
      for (const { id, name } of all) put.run(id, name)
    })
    return withBusyRetry(() => write.immediate(), local.retry)
  }
  const list = async (): Promise<Organization[]> => {
    const { rows } = await query('SELECT id, name FROM upflow.organizations ORDER BY id')
    // What is here alone is left: it may be on its way there, with the people that it has.
    const here = new Map((await local.list()).map(({ id, name }) => [id, name]))
    if (rows.some(({ id, name }) => here.get(id) !== name)) await keepInStep(rows)
    return rows
  }
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
    async create({ id, name }) {
      const organization = { id: parseOrganizationId(id), name }
      checkOrganizationName(name)
      const { rowCount } = await query(
        'INSERT INTO upflow.organizations (id, name) VALUES ($1, $2) ON CONFLICT DO NOTHING',
        [organization.id, name],
      )
      if (rowCount === 0)
        throw new DbError('db/organization-exists', `There already is an organization '${id}'.`, {
          organization: id,
        })
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
