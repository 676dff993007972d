/** The registry: which organizations there are, and whose they are. Each has its data in a file of its own. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { isOrganizationId, type OrganizationId, parseOrganizationId } from '@upflow/model'
import type { Kysely } from 'kysely'
import { DbError } from '../db-error.ts'
import { type BusyRetryOptions, mainThreadRetry, type Waiting, withBusyRetry } from '../sqlite/busy.ts'
import { formatOf, kyselyOver, migrate } from '../sqlite/migrate.ts'
import {
  anyFormat,
  busyTimeoutsMs,
  type OpenOptions,
  openSqliteToReadAtLeast,
  type Sqlite,
  toDbError,
} from '../sqlite/open-sqlite.ts'
import { organizationsWithFiles } from '../tenant/tenant-files.ts'
import { closeMigrated, isUnguarded, openToMigrate } from './account-copy.ts'
import { explainRefusal } from './copy-guard.ts'
import { registryMissing } from './lost-registry.ts'
import { migrations, type RegistryTables } from './registry-migrations.ts'

export interface Organization {
  readonly id: OrganizationId
  /** As people write it. */
  readonly name: string
}

export interface Registry {
  /** By id. */
  list(): Promise<Organization[]>
  /** @throws DbError `db/unknown-organization`, naming those that there are */
  get(id: string): Promise<Organization>
  /** @throws DbError `db/organization-exists`; RangeError when the id is none, or the name no line of text */
  create(organization: { readonly id: string; readonly name: string }): Promise<Organization>
  /** Gives it another name. @throws DbError `db/unknown-organization`; RangeError when the name is no line of text */
  rename(id: OrganizationId, name: string): Promise<Organization>
  /** Nothing where there is none. */
  remove(id: OrganizationId): Promise<void>
  /** Whether other machines have the same accounts. */
  readonly hasSharedAccounts: boolean
  /** After it, what is here has all that was written on other machines before the call. */
  keepInStep(): Promise<void>
  /** Of those whose tables are in it, accounts: a statement or more, of one moment, and in step. */
  read<T>(work: (sqlite: Sqlite) => T): Promise<T>
  /** One transaction, which takes its lock at its beginning. May be tried again: it must do nothing else. */
  write<T>(work: (sqlite: Sqlite) => T): Promise<T>
  /** As it is on this machine by now. What is changed by it alone is refused where accounts are shared. */
  readonly sqlite: Sqlite
  /** Single statements, which read and write as `read` and `write` do. */
  readonly db: Kysely<RegistryTables>
  /** How its statements wait for a lock. */
  readonly retry: BusyRetryOptions
  close(): Promise<void>
}

/** Lies in a folder that is a backup of a data folder, and says what it must consist of. */
export const backupManifest = 'manifest.json'

export interface RegistryOptions extends Waiting {
  readonly dataDir: string
  /** Whether it is a copy of what a database has, which brings back one that was lost. Default: no. */
  readonly isCopy?: boolean
  /** The organization whose file is taken up: by its side a lost one is begun anew. Default: by none. */
  readonly takesUp?: string | undefined
}

const pathOf = (dataDir: string) => join(dataDir, 'registry.db')
const ofFile = { what: 'registry', format: formatOf(migrations), table: 'organizations' } as const

/**
 * Opens the registry, making it in a new folder; to read only where nothing may be written.
 * @throws DbError when the file or its folder cannot be used, or is a backup; `db/registry-missing` when it was lost; the
 *   signal's reason
 */
export async function openRegistry({
  dataDir,
  isCopy = false,
  takesUp,
  ...waiting
}: RegistryOptions): Promise<Registry> {
  const path = pathOf(dataDir)
  mustBeInUse(dataDir, path)
  // Looked for before the registry: whoever makes an organization at this moment has made that first.
  const beside = isCopy ? [] : organizationsWithFiles(dataDir)
  const isNew = beside.length === 0 || beside.some((id) => id === takesUp)
  const options: OpenOptions = {
    ...ofFile,
    missing: isNew ? undefined : () => registryMissing(path, beside),
    busyTimeoutMs: busyTimeoutsMs.mainThread,
  }
  const explain = (error: unknown) => toDbError(explainRefusal(error, path), path, 'registry')
  const retry = { ...mainThreadRetry('', `registry ${path}`, waiting), explain }
  const database = await withBusyRetry(() => openSqliteToReadAtLeast(path, options), retry)
  try {
    await migrateRegistry(database, retry)
  } catch (error) {
    database.close()
    throw toDbError(error, path, 'registry')
  }
  const db = kyselyOver<RegistryTables>(database, retry)
  // Asked with every request: a statement that is prepared once costs a fraction of one that is built and prepared anew.
  const readAll = database.prepare<[], Organization>('SELECT id, name FROM organizations ORDER BY id')
  const list = () => withBusyRetry(() => readAll.all(), retry)
  const get = async (id: string) => {
    const all = await list()
    const found = isOrganizationId(id) ? all.find((organization) => organization.id === id) : undefined
    if (found) return found
    throw unknownOrganization(id, all)
  }
  return {
    list,
    get,
    // Nowhere else are there any.
    hasSharedAccounts: false,
    keepInStep: async () => {},
    read: (work) => withBusyRetry(() => database.transaction(() => work(database)).deferred(), retry),
    write: (work) => withBusyRetry(() => database.transaction(() => work(database)).immediate(), retry),
    sqlite: database,
    db,
    retry,
    async rename(id, name) {
      checkOrganizationName(name)
      await get(id)
      await db.updateTable('organizations').set({ name }).where('id', '=', id).execute()
      return { id, name }
    },
    async remove(id) {
      await db.deleteFrom('organizations').where('id', '=', id).execute()
    },
    async create({ id, name }) {
      const organization = { id: parseOrganizationId(id), name }
      checkOrganizationName(name)
      const inserted = await db
        .insertInto('organizations')
        .values(organization)
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst()
      if (inserted.numInsertedOrUpdatedRows !== 1n)
        throw new DbError('db/organization-exists', `There already is an organization '${id}'.`, {
          organization: id,
        })
      return organization
    },
    async close() {
      database.close()
    },
  }
}

/**
 * Opens the file as it is, whatever its format, to be copied. The caller closes it.
 * @throws DbError `db/registry-missing`, those of `openSqlite`
 */
export const openRegistryToCopy = (
  dataDir: string,
  { busyTimeoutMs }: Pick<OpenOptions, 'busyTimeoutMs'>,
): Promise<Sqlite> =>
  openSqliteToReadAtLeast(pathOf(dataDir), {
    ...ofFile,
    format: anyFormat,
    missing: () => registryMissing(pathOf(dataDir), organizationsWithFiles(dataDir)),
    busyTimeoutMs,
  })

/** A backup is whole as long as nobody opens its files to write. */
function mustBeInUse(dataDir: string, path: string): void {
  if (!existsSync(join(dataDir, backupManifest)) || !existsSync(path)) return
  throw new DbError(
    'db/backup-folder',
    `${dataDir} is a backup, which to work in would spoil: set UPFLOW_DATA_DIR to another folder and restore it there by 'backup restore ${dataDir}'. Nothing was changed.`,
    { path: dataDir },
  )
}

/** What is a copy of what a database has is guarded, but while it gets its format. */
async function migrateRegistry(database: Sqlite, retry: BusyRetryOptions): Promise<void> {
  const isCurrent = database.pragma('user_version', { simple: true }) === formatOf(migrations)
  if (isCurrent && !isUnguarded(database)) return
  const inTransaction = (work: (sqlite: Sqlite) => void) =>
    withBusyRetry(() => database.transaction(() => work(database)).immediate(), retry)
  if (!isCurrent) await inTransaction(openToMigrate)
  await migrate(database, migrations, retry)
  await inTransaction(closeMigrated)
}

/** @param known those that whoever asks may know of */
export function unknownOrganization(id: string, known: readonly Organization[]): DbError {
  const others =
    known.length === 0
      ? 'There is none yet: create it first.'
      : `There are: ${known.map((one) => one.id).join(', ')}.`
  return new DbError('db/unknown-organization', `There is no organization '${id}'. ${others}`, {
    organization: id,
  })
}

export function checkOrganizationName(name: string): void {
  if (name.trim() === '')
    throw new RangeError('The name of an organization is empty: give it one that people know.')
  if (/\p{Cc}/u.test(name))
    throw new RangeError('The name of an organization has a line break or another control character in it.')
}
