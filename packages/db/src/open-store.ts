/** Opens the store of an organization where it lies: what a thread that is told a location does. */
import type { OrganizationId } from '@upflow/model'
import { openPostgres } from './postgres/open-postgres.ts'
import { attachSchema, openSchema } from './postgres/postgres-tenant.ts'
import type { TenantLocation, TenantStore } from './store/tenant-store.ts'
import { attachTenant, type OpenTenantOptions, openTenant, type Tenant } from './tenant/tenant.ts'

/** Connections of a thread that writes what several passes at once give it. */
const connections = 4

/**
 * To read and write, brought up to date first. The caller closes it, with its connections.
 * @throws as `openTenant` or `openSchema` does
 */
export async function openStore(
  location: TenantLocation,
  organizationId: OrganizationId,
  options: Pick<OpenTenantOptions, 'busyTimeoutMs' | 'mustExist'> = {},
): Promise<TenantStore> {
  if (location.kind === 'file') return openTenant(location.path, organizationId, options)
  const postgres = await openPostgres(location.url, { connections })
  try {
    const { mustExist = false } = options
    const store = await openSchema(postgres, organizationId, { mustExist, copies: location.copies })
    return { ...store, close: postgres.close }
  } catch (error) {
    await postgres.close()
    throw error
  }
}

/** One that is up to date, to read only. The caller closes it, with its connection. */
export async function attachStore(
  location: TenantLocation,
  organizationId: OrganizationId,
): Promise<TenantStore> {
  if (location.kind === 'file') return attachTenant(location.path, organizationId, { readOnly: true })
  const postgres = await openPostgres(location.url, { connections: 1 })
  return { ...attachSchema(postgres, organizationId, location), close: postgres.close }
}

/** To read, as a file that is brought up to date in the calling thread. The caller closes it. */
export async function openToRead(store: TenantStore): Promise<Tenant> {
  return attachTenant(await store.pathToRead(), store.organizationId, { readOnly: true })
}
