/**
 * The organizations in a database, and the accounts of all machines. The `registry.db` of each is a copy to read
 * (shared-accounts.ts), with the organizations that memberships refer to.
 */
import { isOrganizationId, type OrganizationId, parseOrganizationId } from '@upflow/model'
import { Kysely } from 'kysely'
import type { PoolClient } from 'pg'
import { DbError } from '../db-error.ts'
import {
  checkOrganizationName,
  type Organization,
  type Registry,
  unknownOrganization,
} from '../registry/registry.ts'
import type { RegistryTables } from '../registry/registry-migrations.ts'
import { isAnother, type Patience, takeTurn, usualPatience } from './account-rows.ts'
import { accountSchema, broughtOrganizations } from './account-schema.ts'
import type { TakenAccounts } from './join-accounts.ts'
import { migrateSchema, type SchemaFormats } from './migrate-schemas.ts'
import type { Postgres } from './open-postgres.ts'
import { createSharedAccounts } from './shared-accounts.ts'
import { sharedDialect } from './shared-dialect.ts'

const formats: SchemaFormats = [
  [
    `CREATE TABLE upflow.organizations (
      id text COLLATE "C" PRIMARY KEY, name text NOT NULL, created_at bigint NOT NULL
    )`,
    // No two are created at the same instant: by it, one that is called as one before is known as another.
    'CREATE TABLE upflow.creations (last bigint NOT NULL)',
    'INSERT INTO upflow.creations VALUES (0)',
  ],
  accountSchema,
  broughtOrganizations,
]

export const migrateRegistry = (postgres: Postgres, signal?: AbortSignal): Promise<void> =>
  migrateSchema(postgres, { schema: 'upflow', what: 'registry', formats }, signal)

/**
 * @param organization `createdAt` of one that is there elsewhere; default: now
 * @throws DbError `db/organization-exists`
 */
export async function addOrganization(
  client: PoolClient,
  {
    id,
    name,
    createdAt = null,
  }: { readonly id: OrganizationId; readonly name: string; readonly createdAt?: number | null },
): Promise<void> {
  // What is of one of that name that only a machine had in its files, is of this one where it is that of the files.
  await takeTurn(client)
  if (createdAt === null || (await isAnother(client, { id, createdAt })))
    await client.query('SELECT upflow.forget_accounts($1)', [id])
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
  /** Told when what this machine had of its own has come into the database. */
  readonly onTaken?: ((taken: TakenAccounts) => void) | undefined
  /** How long the database may be silent. */
  readonly patience?: Patience
}

/** @param local of this machine; closed with it. The database stays open. */
export async function openPostgresRegistry(
  postgres: Postgres,
  local: Registry,
  { signal, onLook = () => {}, onTaken = () => {}, patience = usualPatience }: PostgresRegistryOptions = {},
): Promise<Registry> {
  await migrateRegistry(postgres, signal)
  const accounts = createSharedAccounts({
    postgres,
    local,
    onTaken,
    patience,
    onLook: (organizations) => onLook(organizations.map(({ id }) => id as OrganizationId)),
  })
  const list = async (): Promise<Organization[]> =>
    (await accounts.look()).map(({ id, name }) => ({ id: id as OrganizationId, name }))
  const get = async (id: string): Promise<Organization> => {
    const all = await list()
    const found = isOrganizationId(id) ? all.find((organization) => organization.id === id) : undefined
    if (found) return found
    throw unknownOrganization(id, all)
  }
  const { keepInStep, write } = accounts
  const silenceMs = patience.turnMs
  const read: Registry['read'] = async (work) => {
    await keepInStep()
    return local.read(work)
  }
  await list()
  return {
    ...local,
    list,
    get,
    hasSharedAccounts: true,
    keepInStep,
    read,
    write,
    db: new Kysely<RegistryTables>({ dialect: sharedDialect({ read, write }) }),
    async create({ id, name }) {
      const organization = { id: parseOrganizationId(id), name }
      checkOrganizationName(name)
      await postgres.transaction((client) => addOrganization(client, organization), { silenceMs })
      return organization
    },
    async rename(id, name) {
      checkOrganizationName(name)
      await get(id)
      await postgres.transaction(
        (client) => client.query('UPDATE upflow.organizations SET name = $2 WHERE id = $1', [id, name]),
        { silenceMs },
      )
      return { id, name }
    },
    async remove(id) {
      await postgres.transaction(
        async (client) => {
          await takeTurn(client)
          await client.query('DELETE FROM upflow.organizations WHERE id = $1', [id])
        },
        { silenceMs },
      )
    },
  }
}
