/**
 * How far a pass over a repository's pull requests has come. It is committed with the rows of each page, and named
 * by the step that reads it: that step goes on where it was, another begins anew.
 */
import type { SyncStateRow, TenantStore } from '@upflow/db'
import type { RepositoryId } from '@upflow/model'

/** `full`: pages of whole pull requests. `missing`: lists, and whole only what is missing or older. `files`: file lists. */
export type SyncMode = 'full' | 'missing' | 'files'
/**
 * `reconcile`: how many more pull requests are stored than GitHub counts, after a look at each; `deployments`: how many
 * more of those, after all were read; `pulse`: what was felt of it before it was read (pulse-state.ts); `threads`: as many
 * as are asked for with each of its pull requests, in the place of the size of a page; `open`, `closed`, `list`: what is
 * looked at again from time to time (reconcile-repository.ts).
 */
export type Phase =
  | 'backfill'
  | 'crawl'
  | 'reconcile'
  | 'deployments'
  | 'pulse'
  | 'threads'
  | 'open'
  | 'closed'
  | 'list'

const firstPageSize: Readonly<Record<SyncMode, number>> = { full: 24, missing: 100, files: 50 }
/** The most that a page grows back to after it had to shrink. */
export const mostPageSize = firstPageSize

export async function readState(
  { db }: TenantStore,
  repositoryId: RepositoryId,
  phase: Phase,
): Promise<SyncStateRow | null> {
  const row = await db
    .selectFrom('sync_state')
    .selectAll()
    .where('repository_id', '=', repositoryId)
    .where('phase', '=', phase)
    .executeTakeFirst()
  return row ?? null
}

/** The pass of this step where it stands, or a new one. The watermark outlives passes. Nothing is written yet. */
export async function beginPass(
  tenant: TenantStore,
  repositoryId: RepositoryId,
  phase: Phase,
  pass: { readonly token: string; readonly mode: SyncMode },
): Promise<SyncStateRow> {
  const known = await readState(tenant, repositoryId, phase)
  if (known && known.pass_token === pass.token) return known
  return { ...newState(repositoryId, phase, pass), watermark: known?.watermark ?? null }
}

/** With what the tokens of all pages of a pass begin. */
export const pagesPrefix = (passToken: string | null): string => `${passToken}#`
/** Names a page of a pass, from 0: what counts as applied. */
export const pageToken = (passToken: string | null, page: number): string =>
  `${pagesPrefix(passToken)}${page}`

/** Before the first page of the first pass. */
export const newState = (
  repositoryId: RepositoryId,
  phase: Phase,
  { token, mode }: { readonly token: string; readonly mode: SyncMode },
): SyncStateRow => ({
  repository_id: repositoryId,
  phase,
  pass_token: token,
  mode,
  cursor: null,
  page_size: firstPageSize[mode],
  pages: 0,
  seen: 0,
  changed: 0,
  total: null,
  pending_high: null,
  watermark: null,
  completed_at: null,
})
