/** The schemas of a database as the main thread has them: each opened once and kept until `close`. */
import type { OrganizationId } from '@upflow/model'
import { DbError } from '../db-error.ts'
import { currentCopy, refreshCopy, removeCopy } from '../read-copy/refresh-copy.ts'
import type { Waiting } from '../sqlite/busy.ts'
import type { TenantLocation, TenantStore } from '../store/tenant-store.ts'
import { attachTenant, type Tenant } from '../tenant/tenant.ts'
import type { Tenants } from '../tenant/tenants.ts'
import { formatOfSchema, removeSchema } from './migrate-schemas.ts'
import type { Postgres } from './open-postgres.ts'
import { openSchema } from './postgres-tenant.ts'
import { schemaOf } from './schema.ts'

export interface PostgresTenantsOptions extends Waiting {
  readonly postgres: Postgres
  /** Where this machine keeps what it reads (refresh-copy.ts). */
  readonly copies: string
  /** Brings the copy up to date where that blocks nobody, and says where it is. Default: in the calling thread. */
  readonly refresh?:
    | ((location: TenantLocation, organizationId: OrganizationId) => Promise<string>)
    | undefined
}

/** They leave the database open. */
export function createPostgresTenants({
  postgres,
  copies,
  refresh,
  ...waiting
}: PostgresTenantsOptions): Tenants {
  const stores = new Map<OrganizationId, Promise<TenantStore>>()
  const refreshing = new Map<OrganizationId, Promise<unknown>>()
  const copiesOpen = new Map<string, Tenant>()
  let closed = false
  const placeOf = (organizationId: OrganizationId) => ({ folder: copies, organizationId })
  const locationOf = (organizationId: OrganizationId): TenantLocation => ({
    kind: 'schema',
    url: postgres.url,
    schema: schemaOf(organizationId),
    copies,
  })
  const throwIfClosed = (organizationId: OrganizationId) => {
    if (!closed) return
    const message = `The data of '${organizationId}' was asked for after it was closed.`
    throw new DbError('db/closed', message, { organization: organizationId })
  }
  const open = async (organizationId: OrganizationId, mustExist: boolean): Promise<TenantStore> => {
    throwIfClosed(organizationId)
    const opening =
      stores.get(organizationId) ?? openSchema(postgres, organizationId, { ...waiting, mustExist, copies })
    stores.set(organizationId, opening)
    // What failed to open is tried anew the next time.
    opening.catch(() => stores.delete(organizationId))
    return opening
  }
  /** One at a time: who asks meanwhile asks again, since what was written may have come after its beginning. */
  const bringUpToDate = async (organizationId: OrganizationId): Promise<string> => {
    const place = placeOf(organizationId)
    const work = refresh ? refresh(locationOf(organizationId), organizationId) : refreshCopy(postgres, place)
    refreshing.set(organizationId, work)
    try {
      return await work
    } finally {
      if (refreshing.get(organizationId) === work) refreshing.delete(organizationId)
    }
  }
  const pathToRead = async (organizationId: OrganizationId): Promise<string> => {
    await open(organizationId, true)
    const place = placeOf(organizationId)
    for (;;) {
      const path = await currentCopy(postgres, place)
      if (path !== null) return path
      const running = refreshing.get(organizationId)
      if (!running) return bringUpToDate(organizationId)
      await running.catch(() => {})
    }
  }
  return {
    open: (organizationId) => open(organizationId, true),
    create: (organizationId) => open(organizationId, false),
    isThere: async (organizationId) => (await formatOfSchema(postgres, schemaOf(organizationId))) > 0,
    locationOf,
    pathToRead,
    async openToRead(organizationId) {
      const path = await pathToRead(organizationId)
      throwIfClosed(organizationId)
      const known = copiesOpen.get(path) ?? attachTenant(path, organizationId, { readOnly: true })
      copiesOpen.set(path, known)
      return known
    },
    async remove(organizationId) {
      stores.delete(organizationId)
      await removeSchema(postgres, schemaOf(organizationId))
      removeCopy(placeOf(organizationId))
    },
    async close() {
      closed = true
      await Promise.allSettled(refreshing.values())
      for (const copy of copiesOpen.values()) copy.close()
      copiesOpen.clear()
    },
  }
}
