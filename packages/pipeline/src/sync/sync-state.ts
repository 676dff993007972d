/**
 * How far a pass over a repository's pull requests has come. It is committed with the rows of each page, and named
 * by the step that reads it: that step goes on where it was, another begins anew.
 */
import type { SyncStateRow, Tenant } from '@upflow/db'
import type { RepositoryId } from '@upflow/model'

/** `full`: pages of whole pull requests. `missing`: lists, and whole only what is missing or older. `files`: file lists. */
export type SyncMode = 'full' | 'missing' | 'files'
/**
 * `reconcile`: how many more pull requests are stored than GitHub counts, after a look at each; `deployments`: how many
 * more of those, after all were read.
 */
export type Phase = 'backfill' | 'crawl' | 'reconcile' | 'deployments'

const firstPageSize: Readonly<Record<SyncMode, number>> = { full: 24, missing: 100, files: 50 }
/** The most that a page grows back to after it had to shrink. */
export const mostPageSize = firstPageSize

export function readState({ sqlite }: Tenant, repositoryId: RepositoryId, phase: Phase): SyncStateRow | null {
  const row = sqlite
    .prepare<[string, string], SyncStateRow>('SELECT * FROM sync_state WHERE repository_id = ? AND phase = ?')
    .get(repositoryId, phase)
  return row ?? null
}

/** The pass of this step where it stands, or a new one. The watermark outlives passes. Nothing is written yet. */
export function beginPass(
  tenant: Tenant,
  repositoryId: RepositoryId,
  phase: Phase,
  pass: { readonly token: string; readonly mode: SyncMode },
): SyncStateRow {
  const known = readState(tenant, repositoryId, phase)
  if (known && known.pass_token === pass.token) return known
  return {
    repository_id: repositoryId,
    phase,
    pass_token: pass.token,
    mode: pass.mode,
    cursor: null,
    page_size: firstPageSize[pass.mode],
    pages: 0,
    seen: 0,
    changed: 0,
    total: null,
    pending_high: null,
    watermark: known?.watermark ?? null,
    completed_at: null,
  }
}

/** To be called in the transaction that writes the rows. */
export function writeState({ sqlite }: Tenant, state: SyncStateRow): void {
  sqlite
    .prepare(
      `INSERT OR REPLACE INTO sync_state
         (repository_id, phase, pass_token, mode, cursor, page_size, pages, seen, changed, total, pending_high, watermark, completed_at)
       VALUES (@repository_id, @phase, @pass_token, @mode, @cursor, @page_size, @pages, @seen, @changed, @total, @pending_high, @watermark, @completed_at)`,
    )
    .run(state)
}

/** Everything updated up to here is stored: the next crawl need not look further back. */
export function raiseWatermark(tenant: Tenant, repositoryId: RepositoryId, watermark: number | null): void {
  if (watermark === null) return
  const known = readState(tenant, repositoryId, 'crawl')
  const base = known ?? beginPass(tenant, repositoryId, 'crawl', { token: '', mode: 'full' })
  writeState(tenant, { ...base, watermark: Math.max(watermark, known?.watermark ?? 0) })
}
