/** What a run came to. */
import type { ErrorRecord, Settled } from '@upflow/jobs'
import type { OrganizationId } from '@upflow/model'
import * as z from 'zod'
import { PipelineError } from '../pipeline-error.ts'
import type { SyncResult } from '../sync/sync-context.ts'
import type { Recalculated } from './recalculate-steps.ts'
import type { Target } from './targets.ts'

const failure = z.object({ repository: z.string(), code: z.string(), message: z.string() })
export type Failure = z.infer<typeof failure>

export const summaryOutput = z.object({
  organizationId: z.string(),
  repositories: z.number(),
  /** Pull requests read from GitHub, and of them the new or different ones. */
  read: z.number(),
  stored: z.number(),
  /** Left for later because they could not be read whole. */
  unread: z.number(),
  /** Analyzed anew, and of them those that came out different. */
  analyzed: z.number(),
  changed: z.number(),
  failed: z.array(failure),
})
export type Summary = z.infer<typeof summaryOutput>

export interface Outcomes {
  readonly synced?: readonly Settled<SyncResult>[]
  readonly recalculated?: readonly Settled<Recalculated>[]
}

/** @throws PipelineError when nothing at all succeeded, with the reason of the first failure */
export function summarize(
  organizationId: OrganizationId,
  targets: readonly Target[],
  { synced = [], recalculated = [] }: Outcomes,
): Summary {
  const failed: Failure[] = targets.flatMap(({ fullName: repository }, index) => {
    const error = errorOf(synced[index]) ?? errorOf(recalculated[index])
    return error ? [{ repository, code: error.code, message: error.message }] : []
  })
  if (failed.length === targets.length && failed[0])
    throw new PipelineError(
      'pipeline/everything-failed',
      targets.length === 1
        ? failed[0].message
        : `All ${targets.length} repositories failed, the first with: ${failed[0].message}`,
      { organization: organizationId, cause: failed[0].code },
    )
  const sum = <T>(results: readonly Settled<T>[], of: (value: T) => number) =>
    results.reduce((total, result) => (result.ok ? total + of(result.value) : total), 0)
  return {
    organizationId,
    repositories: targets.length,
    read: sum(synced, ({ seen }) => seen),
    stored: sum(synced, ({ changed }) => changed),
    unread: sum(synced, ({ unread }) => unread),
    analyzed: sum(recalculated, ({ analyzed }) => analyzed),
    changed: sum(recalculated, ({ changed }) => changed),
    failed,
  }
}

const errorOf = (result: Settled<unknown> | undefined): ErrorRecord | null =>
  result && !result.ok ? result.error : null
