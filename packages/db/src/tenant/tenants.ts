/**
 * The tenant files of a data folder as the main thread has them: each opened once and kept until `close`, for small
 * reads and writes. A lock is waited for outside of SQLite.
 */
import { join } from 'node:path'
import type { OrganizationId } from '@upflow/model'
import { DbError } from '../db-error.ts'
import { busyTimeoutsMs } from '../sqlite/open-sqlite.ts'
import { type OpenTenantOptions, openTenant, type Tenant } from './tenant.ts'

export interface Tenants {
  /** Opens the organization's file, creating or migrating it when need be; the same object until `close`. */
  open(organizationId: OrganizationId): Promise<Tenant>
  pathOf(organizationId: OrganizationId): string
  /** Closes every file. Idempotent; to open afterwards is an error. */
  close(): Promise<void>
}

export interface TenantsOptions extends Pick<OpenTenantOptions, 'migrateOld'> {
  readonly dataDir: string
}

export function createTenants({ dataDir, ...options }: TenantsOptions): Tenants {
  const opened = new Map<OrganizationId, Promise<Tenant>>()
  let closed = false
  const pathOf = (organizationId: OrganizationId) => join(dataDir, 'tenants', `${organizationId}.db`)
  return {
    pathOf,
    open(organizationId) {
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
        migrateOld: options.migrateOld,
        busyTimeoutMs: busyTimeoutsMs.mainThread,
      })
      opened.set(organizationId, opening)
      // What failed to open is tried anew the next time.
      opening.catch(() => opened.delete(organizationId))
      return opening
    },
    async close() {
      closed = true
      for (const opening of opened.values())
        await opening.then(
          (tenant) => tenant.close(),
          () => {},
        )
      opened.clear()
    },
  }
}
