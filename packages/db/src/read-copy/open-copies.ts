/**
 * The copies of a machine as its main thread has them: of each organization the one that is read, open, so that a look
 * at how far it is costs one statement.
 */
import type { OrganizationId } from '@upflow/model'
import type { Tenant } from '../tenant/tenant.ts'
import { attachCopy } from './attach-copy.ts'
import { pathOf } from './copy-files.ts'
import { type Position, positionReader, readPosition } from './position.ts'

export interface OpenCopy {
  readonly tenant: Tenant
  readonly position: () => Position
}

export interface OpenCopies {
  /** Null where there is none that can be read. One before it may be read on until there is another. */
  present(organizationId: OrganizationId): OpenCopy | null
  close(organizationId: OrganizationId): void
  closeAll(): void
}

export function createOpenCopies(folder: string): OpenCopies {
  /** The latest last. */
  const opened = new Map<OrganizationId, readonly OpenCopy[]>()
  const close = (organizationId: OrganizationId) => {
    for (const { tenant } of opened.get(organizationId) ?? []) tenant.close()
    opened.delete(organizationId)
  }
  return {
    present(organizationId) {
      const path = pathOf({ folder, organizationId })
      if (path === null) return null
      const known = opened.get(organizationId) ?? []
      const last = known.at(-1)
      if (last?.tenant.path === path) return last
      const tenant = attachCopy(path, organizationId, { readOnly: true })
      if (tenant === null) return null
      if (readPosition(tenant.sqlite) === null) {
        tenant.close()
        return null
      }
      const present = { tenant, position: positionReader(tenant.sqlite) }
      opened.set(organizationId, [...known.slice(-1), present])
      for (const former of known.slice(0, -1)) former.tenant.close()
      return present
    },
    close,
    closeAll() {
      for (const organizationId of [...opened.keys()]) close(organizationId)
    },
  }
}
