/** The files that a thread reads: opened with the first question about them, anew when replaced, and not too many. */
import { attachTenant, type Tenant } from '@upflow/db'
import type { OrganizationId } from '@upflow/model'
import { identityOf, openIdentified } from '../file-identity.ts'

export interface OpenFiles {
  /** To read only. Valid until the next call. */
  open(path: string, organizationId: OrganizationId): Tenant
  close(): void
}

export function createOpenFiles({ most }: { readonly most: number }): OpenFiles {
  // In the order of their last use.
  const files = new Map<string, { readonly opened: Tenant; readonly identity: string | null }>()
  const close = (path: string) => {
    files.get(path)?.opened.close()
    files.delete(path)
  }
  return {
    open(path, organizationId) {
      const known = files.get(path)
      if (known && known.identity === identityOf(path)) {
        files.delete(path)
        files.set(path, known)
        return known.opened
      }
      close(path)
      for (const oldest of files.keys()) {
        if (files.size < most) break
        close(oldest)
      }
      const file = openIdentified(path, () => attachTenant(path, organizationId, { readOnly: true }))
      files.set(path, file)
      return file.opened
    },
    close() {
      for (const path of [...files.keys()]) close(path)
    },
  }
}
