/**
 * Which organizations have the same GitHub App. It has one address, and what GitHub delivers there may be about any of
 * them. Their files are looked through for it now and then, and no delivery waits for that but the first; whether one
 * still has the app is looked up each time.
 */
import type { Registry, TenantStore, Tenants } from '@upflow/db'
import type { OrganizationId } from '@upflow/model'
import { readSetting } from '@upflow/settings'
import { originOf } from '../credentials.ts'

export interface AppSharers {
  /** Those beside it that have its app, at the same GitHub; none where it has none. */
  othersOf(tenant: TenantStore): Promise<TenantStore[]>
}

const lookAgainMs = 60_000

type Looking = { readonly registry: Registry; readonly tenants: Tenants }
type ByApp = ReadonlyMap<string, readonly OrganizationId[]>

/** @param nowMs of a steady clock */
export function createAppSharers(
  { registry, tenants }: Looking,
  nowMs: () => number = () => performance.now(),
): AppSharers {
  let known: { readonly byApp: ByApp; readonly at: number } | null = null
  let looking: Promise<ByApp> | null = null

  /** Null also of what cannot be opened now: what ails it is said where it is looked at. */
  const withApp = async (id: OrganizationId): Promise<{ tenant: TenantStore; app: string } | null> => {
    try {
      const tenant = await tenants.open(id)
      const app = await appOf(tenant)
      return app === null ? null : { tenant, app }
    } catch {
      return null
    }
  }
  const lookThrough = async (): Promise<ByApp> => {
    const byApp = new Map<string, OrganizationId[]>()
    for (const { id } of await registry.list()) {
      const found = await withApp(id)
      if (found) byApp.set(found.app, [...(byApp.get(found.app) ?? []), id])
    }
    known = { byApp, at: nowMs() }
    return byApp
  }
  const look = (): Promise<ByApp> => {
    looking ??= lookThrough().finally(() => {
      looking = null
    })
    return looking
  }

  return {
    async othersOf(tenant) {
      const app = await appOf(tenant)
      if (app === null) return []
      const byApp = known?.byApp ?? (await look())
      // What fails is tried again with the next delivery.
      if (known && nowMs() - known.at > lookAgainMs) look().catch(() => {})
      const others = (byApp.get(app) ?? []).filter((id) => id !== tenant.organizationId)
      const found = await Promise.all(others.map(withApp))
      return found.flatMap((one) => (one?.app === app ? [one.tenant] : []))
    },
  }
}

/** An app is known by its number, or its client id, at one GitHub; null where there is none. */
async function appOf(tenant: TenantStore): Promise<string | null> {
  const integration = await readSetting(tenant, 'integration')
  if (integration.kind === 'demo' || integration.app === undefined) return null
  const origin = originOf(integration.apiUrl)
  return origin === null ? null : JSON.stringify([origin, integration.app.id])
}
