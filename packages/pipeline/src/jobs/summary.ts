/** What a run came to. */
import type { AccessFacts } from '@upflow/github'
import type { ErrorRecord, Settled } from '@upflow/jobs'
import type { OrganizationId } from '@upflow/model'
import * as z from 'zod'
import { PipelineError } from '../pipeline-error.ts'
import type { SyncResult } from '../sync/sync-context.ts'
import type { Recalculated } from './recalculate-steps.ts'
import type { Target } from './targets.ts'
import type { Unread } from './unread-steps.ts'

const failure = z.object({ repository: z.string(), code: z.string(), message: z.string() })
export type Failure = z.infer<typeof failure>

const access: z.ZodType<AccessFacts> = z.object({
  at: z.number(),
  tokenExpiresAt: z.number().nullable(),
  points: z.object({ limit: z.number(), remaining: z.number(), resetAt: z.number() }).nullable(),
})

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
  /** What GitHub said last of the credential; null where it was not asked. */
  access: access.nullable().default(null),
  /** Of which nothing was read, since they are paused. */
  paused: z.array(z.string()).default([]),
})
export type Summary = z.infer<typeof summaryOutput>

export interface Outcomes {
  readonly synced?: readonly Settled<SyncResult>[]
  readonly unread?: readonly Unread[]
  /** Of the targets, then of those that are paused. */
  readonly recalculated?: readonly Settled<Recalculated>[]
  readonly paused?: readonly Target[]
}

/**
 * @param targets without those that are paused
 * @throws PipelineError when nothing at all succeeded, with the reason of the first failure
 */
export function summarize(
  organizationId: OrganizationId,
  targets: readonly Target[],
  { synced = [], unread = [], recalculated = [], paused = [] }: Outcomes,
): Summary {
  const all = [...targets, ...paused]
  const errorAt = (index: number) => errorOf(synced[index]) ?? errorOf(recalculated[index])
  const failed: Failure[] = all.flatMap(({ fullName: repository }, index) => {
    const error = errorAt(index)
    return error ? [{ repository, code: error.code, message: error.message }] : []
  })
  // Of one that is paused nothing may have been done at all.
  const hasSucceeded = (index: number) =>
    (synced[index] ?? recalculated[index]) !== undefined && errorAt(index) === null
  if (failed[0] && !all.some((_, index) => hasSucceeded(index)))
    throw new PipelineError(
      'pipeline/everything-failed',
      failed.length === 1
        ? failed[0].message
        : `All ${failed.length} repositories failed, the first with: ${failed[0].message}`,
      { organization: organizationId, cause: failed[0].code },
    )
  const sum = <T>(results: readonly Settled<T>[], of: (value: T) => number) =>
    results.reduce((total, result) => (result.ok ? total + of(result.value) : total), 0)
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
    access: synced.reduce<AccessFacts | null>((latest, result) => {
      const said = result.ok ? accessOf(result.value) : null
      return said !== null && said.at >= (latest?.at ?? 0) ? said : latest
    }, null),
    paused: paused.map(({ fullName }) => fullName),
  }
}

/** A run that was begun by an older version has recorded none. */
const accessOf = ({ access: said }: Partial<Pick<SyncResult, 'access'>>): AccessFacts | null => said ?? null

/** How many are still in the queue; the error of a step that failed says it too. */
const leftOf = (outcome: Unread['outcome']): number =>
  outcome.ok ? outcome.value.left : Number(outcome.error.facts?.pullRequests ?? 0)

const errorOf = (result: Settled<unknown> | undefined): ErrorRecord | null =>
  result && !result.ok ? result.error : null
