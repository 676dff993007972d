/**
 * Says whether an organization's data is still what it was. A connection that only watches asks SQLite for its
 * data_version, which every commit of any other connection or process changes. That number is of its connection, so a
 * version begins with a text that no other connection has: after a restart, or over another file, none is used again.
 */
import { randomBytes } from 'node:crypto'
import {
  attachTenant,
  identityOf,
  mainThreadRetry,
  type Tenant,
  type Tenants,
  withBusyRetry,
} from '@upflow/db'
import type { OrganizationId } from '@upflow/model'
import { openIdentified } from './open-identified.ts'

export type TenantFiles = Pick<Tenants, 'pathToRead'>

export interface DataVersion {
  /** The file, up to date. */
  readonly path: string
  /** Tells it from another that lies there later. */
  readonly file: string
  readonly version: string
  /** Of all that this process looked up: higher than those of versions before it. */
  readonly order: number
}

export interface DataVersions {
  /** A text that differs whenever a committed write may have changed an answer. */
  of(organizationId: OrganizationId): Promise<DataVersion>
  close(): void
}

interface Watched {
  readonly path: string
  readonly tenant: Tenant
  readonly identity: string | null
  readonly name: string
  readonly readVersion: () => number
  latest: { readonly number: number; readonly order: number } | null
}

export function createDataVersions(files: TenantFiles): DataVersions {
  const watched = new Map<OrganizationId, Watched>()
  let orders = 0
  const watch = (organizationId: OrganizationId, path: string): Watched => {
    const { opened: tenant, identity } = openIdentified(path, () =>
      attachTenant(path, organizationId, { readOnly: true }),
    )
    // A lock is waited for outside of SQLite.
    tenant.sqlite.pragma('busy_timeout = 0')
    const statement = tenant.sqlite.prepare<[], number>('PRAGMA data_version').pluck()
    const one: Watched = {
      path,
      tenant,
      identity,
      name: randomBytes(12).toString('base64url'),
      readVersion: () => statement.get()!,
      latest: null,
    }
    watched.set(organizationId, one)
    return one
  }
  const forget = (organizationId: OrganizationId) => {
    watched.get(organizationId)?.tenant.close()
    watched.delete(organizationId)
  }
  return {
    async of(organizationId) {
      const path = await files.pathToRead(organizationId)
      const known = watched.get(organizationId)
      // The identity is looked at while the known file is open, so that it cannot be that of a later one.
      const isSame = known !== undefined && known.path === path && known.identity === identityOf(path)
      if (known && !isSame) forget(organizationId)
      return withBusyRetry(() => {
        const one = watched.get(organizationId) ?? watch(organizationId, path)
        const { name, readVersion } = one
        const number = readVersion()
        if (one.latest?.number !== number) one.latest = { number, order: ++orders }
        return { path, file: name, version: `${name}.${number}`, order: one.latest.order }
      }, mainThreadRetry(organizationId))
    },
    close() {
      for (const organizationId of [...watched.keys()]) forget(organizationId)
    },
  }
}
