/** The files that a thread reads: opened with the first question about them, anew when replaced, and not too many. */
import { attachTenant, identityOf, type Tenant } from '@upflow/db'
import type { OrganizationId } from '@upflow/model'
import { createKeptFiles, type KeptReads } from '../kept-reads.ts'
import { openIdentified } from '../open-identified.ts'
import { createSnapshot, type Snapshot } from './snapshot.ts'

export interface OpenFile {
  /** To read only. */
  readonly tenant: Tenant
  readonly kept: KeptReads
  readonly snapshot: Snapshot
}

export interface OpenFiles {
  /** Valid until the next call. */
  open(path: string, organizationId: OrganizationId): OpenFile
  /** Ends the views of files: of all, or those that were held long enough. */
  endViews(which: 'all' | 'old'): void
  close(): void
}

/** @param mostKeptBytes of what is kept of all files */
export function createOpenFiles({
  most,
  mostKeptBytes,
}: {
  readonly most: number
  readonly mostKeptBytes: number
}): OpenFiles {
  const keptFiles = createKeptFiles({ mostBytes: mostKeptBytes })
  // In the order of their last use.
  const files = new Map<string, OpenFile & { readonly identity: string | null }>()
  const close = (path: string) => {
    const file = files.get(path)
    file?.kept.forget()
    file?.snapshot.end()
    file?.tenant.close()
    files.delete(path)
  }
  return {
    open(path, organizationId) {
      const known = files.get(path)
      if (known && known.identity === identityOf(path)) {
        files.delete(path)
        files.set(path, known)
        return known
      }
      close(path)
      for (const oldest of files.keys()) {
        if (files.size < most) break
        close(oldest)
      }
      const { opened: tenant, identity } = openIdentified(path, () =>
        attachTenant(path, organizationId, { readOnly: true }),
      )
      const file = {
        tenant,
        identity,
        kept: keptFiles.ofFile(),
        snapshot: createSnapshot(tenant.sqlite),
      }
      files.set(path, file)
      return file
    },
    endViews(which) {
      for (const { snapshot } of files.values()) which === 'all' ? snapshot.end() : snapshot.endWhenOld()
    },
    close() {
      for (const path of [...files.keys()]) close(path)
    },
  }
}
