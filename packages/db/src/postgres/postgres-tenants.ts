/** The schemas of a database as the main thread has them: each opened once and kept until `close`. */
import type { OrganizationId } from '@upflow/model'
import { DbError } from '../db-error.ts'
import { copiedIn, removeFiles } from '../read-copy/copy-files.ts'
import { createOpenCopies, type OpenCopy } from '../read-copy/open-copies.ts'
import { isUpToDate } from '../read-copy/position.ts'
import { refreshCopy } from '../read-copy/refresh-copy.ts'
import { createSharedTurns } from '../read-copy/shared-turns.ts'
import type { Waiting } from '../sqlite/busy.ts'
import type { TenantLocation, TenantStore } from '../store/tenant-store.ts'
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

export interface PostgresTenants extends Tenants {
  /** Removes what this machine has read of others: they are no more. Cheap while there are the same, or more. */
  keepOnly(organizations: readonly OrganizationId[]): void
}

/** They leave the database open. */
export function createPostgresTenants({
  postgres,
  copies,
  refresh,
  ...waiting
}: PostgresTenantsOptions): PostgresTenants {
  const stores = new Map<OrganizationId, Promise<TenantStore>>()
  const openCopies = createOpenCopies(copies)
  let closed = false
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
  const refreshing = createSharedTurns(
    (organizationId: OrganizationId): Promise<string> =>
      refresh
        ? refresh(locationOf(organizationId), organizationId)
        : refreshCopy(postgres, { folder: copies, organizationId }),
  )
  const forget = (organizationId: OrganizationId) => {
    stores.delete(organizationId)
    openCopies.close(organizationId)
    removeFiles({ folder: copies, organizationId })
  }
  let lastKept: readonly OrganizationId[] | null = null
  /** The one that there is, when it has all that was committed before the call. */
  const current = async (organizationId: OrganizationId): Promise<OpenCopy | null> => {
    await open(organizationId, true)
    const copy = openCopies.present(organizationId)
    if (copy === null) return null
    const isCurrent = await isUpToDate(postgres, schemaOf(organizationId), copy.position())
    throwIfClosed(organizationId)
    return isCurrent ? copy : null
  }
  return {
    open: (organizationId) => open(organizationId, true),
    create: (organizationId) => open(organizationId, false),
    isThere: async (organizationId) => (await formatOfSchema(postgres, schemaOf(organizationId))) > 0,
    locationOf,
    async pathToRead(organizationId) {
      const copy = await current(organizationId)
      return copy === null ? refreshing.take(organizationId) : copy.tenant.path
    },
    async openToRead(organizationId) {
      const copy = await current(organizationId)
      if (copy !== null) return copy.tenant
      const path = await refreshing.take(organizationId)
      throwIfClosed(organizationId)
      const made = openCopies.present(organizationId)
      if (made === null) throw unreadable(organizationId, path)
      return made.tenant
    },
    keepOnly(organizations) {
      const kept = new Set(organizations)
      // What an earlier process has left is looked for once.
      const gone = (lastKept ?? copiedIn(copies)).filter((one) => !kept.has(one))
      lastKept = organizations
      for (const one of gone) forget(one)
    },
    async remove(organizationId) {
      stores.delete(organizationId)
      await removeSchema(postgres, schemaOf(organizationId))
      forget(organizationId)
    },
    async close() {
      closed = true
      await refreshing.settled()
      openCopies.closeAll()
    },
  }
}

const unreadable = (organization: OrganizationId, path: string) =>
  new DbError(
    'db/unusable-file',
    `The copy to read of organization '${organization}', ${path}, cannot be read although it was just made. Check that files in its folder may be read and written and that nothing removes them, then ask again.`,
    { organization, path },
  )
