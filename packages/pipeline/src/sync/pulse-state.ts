/**
 * By what a repository is known to be as it was when it was last read: the part of its pulse that a sync would follow,
 * kept as the state of a phase of its own. It is written before a run reads the repository, and holds once that has
 * read all: what changes in between is in the next pulse.
 */
import type { SyncStateRow, TenantStore } from '@upflow/db'
import type { Pulse } from '@upflow/github'
import type { Instant, ReleaseRule, RepositoryId } from '@upflow/model'
import { newState } from './sync-state.ts'

/**
 * What was updated in the same second as it was read, or by a clock that was behind, comes no later than that. It is
 * the overlap of passes, too.
 */
export const overlapSeconds = 300

/** Only with what the release rule asks for: a push wakes nobody whose releases are no tags. */
export const pulseText = (pulse: Pulse, { kind }: ReleaseRule): string =>
  JSON.stringify([
    pulse.updatedAt,
    pulse.pullRequests,
    ...(kind === 'tags' ? [kind, pulse.pushedAt, pulse.tags] : []),
    ...(kind === 'deployments' ? [kind, pulse.deployments] : []),
  ])

/** Whether nothing can have happened in it since that would not show in the next pulse. */
export function isOver({ updatedAt, pushedAt, answeredAt }: Pulse, { kind }: ReleaseRule): boolean {
  const last = Math.max(updatedAt ?? 0, kind === 'tags' ? (pushedAt ?? 0) : 0)
  return answeredAt !== null && last < answeredAt - overlapSeconds
}

/** @param run whose pass is to answer for it; null when none can: then it is read by the next run, too */
export const toPulseState = (
  repositoryId: RepositoryId,
  felt: { readonly text: string; readonly total: number },
  run: string | null,
): SyncStateRow => ({
  ...newState(repositoryId, 'pulse', { token: run ?? '', mode: 'full' }),
  cursor: felt.text,
  total: felt.total,
})

/** All that the pulse is about was read in that run, after it was felt. Another run that has felt it since reads too. */
export async function answerPulse(
  { db }: TenantStore,
  repositoryId: RepositoryId,
  { run, at }: { readonly run: string; readonly at: Instant },
): Promise<void> {
  await db
    .updateTable('sync_state')
    .set({ completed_at: at })
    .where('repository_id', '=', repositoryId)
    .where('phase', '=', 'pulse')
    .where('pass_token', '=', run)
    .execute()
}
