/**
 * The tenant files of a data folder as the main thread has them: each opened once and kept until `close`, for small
 * reads and writes. A lock is waited for outside of SQLite.
 */
import { rmSync } from 'node:fs'
import type { OrganizationId } from '@upflow/model'
import { DbError } from '../db-error.ts'
import { isThere } from '../is-there.ts'
import type { Waiting } from '../sqlite/busy.ts'
import { busyTimeoutsMs, checkpointBytes } from '../sqlite/open-sqlite.ts'
import type { TenantLocation, TenantStore } from '../store/tenant-store.ts'
import { type OpenTenantOptions, openTenant, type Tenant } from './tenant.ts'
import { tenantPath } from './tenant-files.ts'

export interface Tenants {
  /**
   * Opens the data of an organization that there is, migrating it when need be; the same object until `close`.
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

export interface TenantsOptions extends Pick<OpenTenantOptions, 'migrateOld'>, Waiting {
  readonly dataDir: string
}

export function createTenants({ dataDir, signal, ...options }: TenantsOptions): FileTenants {
  // Who waits for a lock is not waited for by `close`.
  const closing = new AbortController()
  const ended = signal ? AbortSignal.any([signal, closing.signal]) : closing.signal
  const opened = new Map<OrganizationId, Promise<Tenant>>()
  let closed = false
  const pathOf = (organizationId: OrganizationId) => tenantPath(dataDir, organizationId)
  const open = (organizationId: OrganizationId, mustExist: boolean): Promise<Tenant> => {
    if (closed)
      return Promise.reject(
        new DbError(
          'db/closed',
          `The file of '${organizationId}' was asked for after the files were closed.`,
          { organization: organizationId },
        ),
      )
    const known = opened.get(organizationId)
    if (known) return known
    const opening = openTenant(pathOf(organizationId), organizationId, {
      ...options,
      signal: ended,
      mustExist,
      busyTimeoutMs: busyTimeoutsMs.mainThread,
      checkpointBytes: checkpointBytes.mainThread,
    })
    opened.set(organizationId, opening)
    // What failed to open is tried anew the next time.
    opening.catch(() => opened.delete(organizationId))
    return opening
  }
  const closeOne = (opening: Promise<Tenant> | undefined) =>
    opening?.then(
      (tenant) => tenant.close(),
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
