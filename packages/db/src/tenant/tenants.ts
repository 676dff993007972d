/**
 * The tenant files of a data folder as the main thread has them: each opened once and kept until `close`, for small
 * reads and writes, or until another process takes it away. A lock is waited for outside of SQLite.
 */
import { rmSync } from 'node:fs'
import type { OrganizationId } from '@upflow/model'
import { DbError } from '../db-error.ts'
import { identityOf, isReplaced } from '../file-identity.ts'
import { isThere } from '../is-there.ts'
import type { Waiting } from '../sqlite/busy.ts'
import { busyTimeoutsMs, checkpointBytes } from '../sqlite/open-sqlite.ts'
import type { TenantLocation, TenantStore } from '../store/tenant-store.ts'
import { type OpenTenantOptions, openTenant, type Tenant } from './tenant.ts'
import { tenantPath } from './tenant-files.ts'

export interface Tenants {
  /**
   * Opens the data of an organization that there is, migrating it when need be; the same object until `close`, or until
   * another lies in its place.
   * @throws DbError `db/organization-file-missing`
   */
  open(organizationId: OrganizationId): Promise<TenantStore>
  /** Makes the place for a new organization, or opens the one that there is. */
  create(organizationId: OrganizationId): Promise<TenantStore>
  /**
   * As a file to read from, up to date: the organization's own, or a copy on this machine of what lies elsewhere, to
   * which nothing can be written. It stays open until `close`, and as it is until it is asked for again.
   */
  openToRead(organizationId: OrganizationId): Promise<Tenant>
  /** Where that file is. */
  pathToRead(organizationId: OrganizationId): Promise<string>
  isThere(organizationId: OrganizationId): Promise<boolean>
  /** Deletes the data of an organization that is no more, or did not come to be. */
  remove(organizationId: OrganizationId): Promise<void>
  locationOf(organizationId: OrganizationId): TenantLocation
  /** Closes every file. Idempotent; to open afterwards is an error. */
  close(): Promise<void>
}

/** Each in a file of a data folder. */
export interface FileTenants extends Tenants {
  open(organizationId: OrganizationId): Promise<Tenant>
  create(organizationId: OrganizationId): Promise<Tenant>
  pathOf(organizationId: OrganizationId): string
}

interface Opened {
  readonly tenant: Tenant
  readonly identity: string
}

export interface TenantsOptions extends Pick<OpenTenantOptions, 'migrateOld'>, Waiting {
  readonly dataDir: string
}

export function createTenants({ dataDir, signal, ...options }: TenantsOptions): FileTenants {
  // Who waits for a lock is not waited for by `close`.
  const closing = new AbortController()
  const ended = signal ? AbortSignal.any([signal, closing.signal]) : closing.signal
  const opened = new Map<OrganizationId, Promise<Opened>>()
  let closed = false
  const pathOf = (organizationId: OrganizationId) => tenantPath(dataDir, organizationId)
  const openWhatIsThere = async (organizationId: OrganizationId, mustExist: boolean): Promise<Opened> => {
    const path = pathOf(organizationId)
    for (;;) {
      const before = identityOf(path)
      const tenant = await openTenant(path, organizationId, {
        ...options,
        signal: ended,
        mustExist,
        busyTimeoutMs: busyTimeoutsMs.mainThread,
        checkpointBytes: checkpointBytes.mainThread,
      })
      const identity = identityOf(path)
      if (identity !== null && (before === null || before === identity)) return { tenant, identity }
      tenant.close()
    }
  }
  const open = async (organizationId: OrganizationId, mustExist: boolean): Promise<Tenant> => {
    for (;;) {
      if (closed)
        throw new DbError(
          'db/closed',
          `The file of '${organizationId}' was asked for after the files were closed.`,
          { organization: organizationId },
        )
      const opening = opened.get(organizationId) ?? openWhatIsThere(organizationId, mustExist)
      opened.set(organizationId, opening)
      // What failed to open is tried anew the next time.
      opening.catch(() => forget(organizationId, opening))
      const { tenant, identity } = await opening
      if (!isReplaced(tenant.path, identity)) return tenant
      // What is written to a file that nobody finds again would be lost.
      if (forget(organizationId, opening)) tenant.close()
    }
  }
  const forget = (organizationId: OrganizationId, opening: Promise<Opened>): boolean =>
    opened.get(organizationId) === opening && opened.delete(organizationId)
  const closeOne = (opening: Promise<Opened> | undefined) =>
    opening?.then(
      ({ tenant }) => tenant.close(),
      () => {},
    )
  return {
    pathOf,
    locationOf: (organizationId) => ({ kind: 'file', path: pathOf(organizationId) }),
    open: (organizationId) => open(organizationId, true),
    create: (organizationId) => open(organizationId, false),
    openToRead: (organizationId) => open(organizationId, true),
    pathToRead: async (organizationId) => (await open(organizationId, true)).path,
    isThere: async (organizationId) => isThere(pathOf(organizationId)),
    async remove(organizationId) {
      const opening = opened.get(organizationId)
      opened.delete(organizationId)
      await closeOne(opening)
      for (const end of ['', '-wal', '-shm']) rmSync(pathOf(organizationId) + end, { force: true })
    },
    async close() {
      closed = true
      closing.abort(new DbError('db/closed', 'The files were closed while one was waited for.'))
      for (const opening of opened.values()) await closeOne(opening)
      opened.clear()
    },
  }
}
