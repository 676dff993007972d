/** What a run came to. */
import type { AccessFacts } from '@upflow/github'
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
  readonly synced?: readonly Outcome<SyncResult>[]
  readonly unread?: readonly Unread[]
  readonly recalculated?: readonly Outcome<Recalculated>[]
  readonly paused?: readonly Target[]
  /** What GitHub said of the credential before any was read. */
  readonly access?: AccessFacts | null
}

/**
 * @param targets without those that were paused when the run began
 * @throws PipelineError when nothing at all succeeded, with the reason of the first failure
 */
export function summarize(
  organizationId: OrganizationId,
  targets: readonly Target[],
  { synced = [], unread = [], recalculated = [], paused = [], access: said = null }: Outcomes,
): Summary {
  const errors = new Map<Target, ErrorRecord>()
  const done = new Set<Target>()
  for (const { target, outcome } of [...synced, ...recalculated]) {
    done.add(target)
    if (!outcome.ok && !errors.has(target)) errors.set(target, outcome.error)
  }
  const failed: Failure[] = [...targets, ...paused].flatMap((target) => {
    const error = errors.get(target)
    return error ? [{ repository: target.fullName, code: error.code, message: error.message }] : []
  })
  // Nothing is to be done of one that lies idle; of one that is paused nothing may have been done at all.
  const isWell = (target: Target) => !errors.has(target)
  if (failed[0] && !targets.some(isWell) && !paused.some((one) => done.has(one) && isWell(one)))
    throw new PipelineError(
      'pipeline/everything-failed',
      failed.length === 1
        ? failed[0].message
        : `All ${failed.length} repositories failed, the first with: ${failed[0].message}`,
      { organization: organizationId, cause: failed[0].code },
    )
  const sum = <T>(results: readonly Outcome<T>[], of: (value: T) => number) =>
    results.reduce((total, { outcome }) => (outcome.ok ? total + of(outcome.value) : total), 0)
  const pausedSince = synced.flatMap(({ target, outcome }) =>
    outcome.ok && outcome.value.isPaused ? [target] : [],
  )
  return {
    organizationId,
    repositories: targets.length - pausedSince.length,
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
    access: synced.reduce((latest, { outcome }) => {
      const later = outcome.ok ? accessOf(outcome.value) : null
      return later !== null && later.at >= (latest?.at ?? 0) ? later : latest
    }, said),
    paused: [...paused, ...pausedSince].map(({ fullName }) => fullName),
  }
}

/** A run that was begun by an older version has recorded none. */
const accessOf = ({ access: said }: Partial<Pick<SyncResult, 'access'>>): AccessFacts | null => said ?? null

/** How many are still in the queue; the error of a step that failed says it too. */
const leftOf = (outcome: Unread['outcome']): number =>
  outcome.ok ? outcome.value.left : Number(outcome.error.facts?.pullRequests ?? 0)
