/** What a run came to. */
import type { ErrorRecord } from '@upflow/jobs'
import type { OrganizationId } from '@upflow/model'
import * as z from 'zod'
import { PipelineError } from '../pipeline-error.ts'
import type { SyncResult } from '../sync/sync-context.ts'
import type { Recalculated } from './recalculate-steps.ts'
import type { Outcome, Target } from './targets.ts'
import type { Unread } from './unread-steps.ts'

const failure = z.object({ repository: z.string(), code: z.string(), message: z.string() })
export type Failure = z.infer<typeof failure>

export const summaryOutput = z.object({
  organizationId: z.string(),
  repositories: z.number(),
  /** Pull requests read from GitHub, and of them the new or different ones. */
  read: z.number(),
  stored: z.number(),
  /** Left for later because they could not be read whole, and in which repositories. */
  unread: z.number(),
  unreadIn: z
    .array(z.object({ repository: z.string(), pullRequests: z.number(), message: z.string() }))
    .default([]),
  /** Analyzed anew, and of them those that came out different. */
  analyzed: z.number(),
  changed: z.number(),
  failed: z.array(failure),
})
export type Summary = z.infer<typeof summaryOutput>

export interface Outcomes {
  readonly synced?: readonly Outcome<SyncResult>[]
  readonly unread?: readonly Unread[]
  readonly recalculated?: readonly Outcome<Recalculated>[]
}

/** @throws PipelineError when nothing at all succeeded, with the reason of the first failure */
export function summarize(
  organizationId: OrganizationId,
  targets: readonly Target[],
  { synced = [], unread = [], recalculated = [] }: Outcomes,
): Summary {
  const errors = new Map<Target, ErrorRecord>()
  for (const { target, outcome } of [...synced, ...recalculated])
    if (!outcome.ok && !errors.has(target)) errors.set(target, outcome.error)
  const failed: Failure[] = targets.flatMap((target) => {
    const error = errors.get(target)
    return error ? [{ repository: target.fullName, code: error.code, message: error.message }] : []
  })
  if (failed.length === targets.length && failed[0])
    throw new PipelineError(
      'pipeline/everything-failed',
      targets.length === 1
        ? failed[0].message
        : `All ${targets.length} repositories failed, the first with: ${failed[0].message}`,
      { organization: organizationId, cause: failed[0].code },
    )
  const sum = <T>(results: readonly Outcome<T>[], of: (value: T) => number) =>
    results.reduce((total, { outcome }) => (outcome.ok ? total + of(outcome.value) : total), 0)
  return {
    organizationId,
    repositories: targets.length,
    read: sum(synced, ({ seen }) => seen),
    stored: sum(synced, ({ changed }) => changed),
    unread: unread.reduce((total, { outcome }) => total + leftOf(outcome), 0),
    unreadIn: unread.flatMap(({ target, outcome }) =>
      outcome.ok
        ? []
        : [{ repository: target.fullName, pullRequests: leftOf(outcome), message: outcome.error.message }],
    ),
    analyzed: sum(recalculated, ({ analyzed }) => analyzed),
    changed: sum(recalculated, ({ changed }) => changed),
    failed,
  }
}

/** How many are still in the queue; the error of a step that failed says it too. */
const leftOf = (outcome: Unread['outcome']): number =>
  outcome.ok ? outcome.value.left : Number(outcome.error.facts?.pullRequests ?? 0)
