/** The jobs, defined once for both apps. Making them starts nothing. */
import { defineJob, type Settled, type Step } from '@upflow/jobs'
import type { OrganizationId } from '@upflow/model'
import * as z from 'zod'
import type { SyncResult } from '../sync/sync-context.ts'
import type { SyncPass } from '../sync/sync-pass.ts'
import { answeredFor } from './answered-for.ts'
import { addDiscovered } from './discover-step.ts'
import type { JobContext } from './job-context.ts'
import { mirrorTeams, withMirrored } from './mirror-teams.ts'
import { findAwake, findStale } from './pulse-steps.ts'
import { recalculateAll } from './recalculate-steps.ts'
import { refreshInput, refreshOf, refreshOutput } from './refresh-steps.ts'
import { type Outcomes, type Summary, summarize, summaryOutput } from './summary.ts'
import { syncAll } from './sync-steps.ts'
import {
  checkAccess,
  isRead,
  loadTargets,
  type Outcome,
  organizationInput,
  outcomesOf,
  type Target,
} from './targets.ts'
import { retryUnreadOf } from './unread-steps.ts'

export function createJobs(context: JobContext) {
  const fetchAndRecalculate = async (
    step: Step,
    {
      organizationId,
      repositories,
      recalculate,
    }: { organizationId: OrganizationId; repositories: string[] | null; recalculate: boolean },
    pass: SyncPass,
  ): Promise<Summary> => {
    if (pass.kind === 'crawl' && repositories === null) await addDiscovered(step, context, organizationId)
    const all = await loadTargets(step, context, organizationId, repositories)
    const targets = all.filter(isRead)
    const paused = all.filter((target) => !isRead(target))
    const { awake, access } =
      pass.kind === 'crawl' && targets.length > 0
        ? await findAwake(step, context, organizationId, targets)
        : { awake: targets, access: null }
    if (awake.length > 0) await checkAccess(step, context, organizationId, awake)
    // Before what is recalculated by them: a team may have a calendar of its own.
    const mirrored = await mirrorTeams(step, context, organizationId)
    const synced = outcomesOf(awake, await syncAll(step, context, organizationId, awake, pass))
    const summary = await finish(step, { organizationId, targets, paused, recalculate, access, pass }, synced)
    return withMirrored(summary, mirrored)
  }

  /** What every reading of GitHub leads to. */
  const finish = async (
    step: Step,
    {
      organizationId,
      targets,
      paused = [],
      recalculate,
      access = null,
      pass = null,
    }: Pick<Outcomes, 'access' | 'paused'> & {
      readonly organizationId: OrganizationId
      readonly targets: readonly Target[]
      readonly recalculate: boolean
      readonly pass?: SyncPass | null
    },
    synced: readonly Outcome<SyncResult>[],
  ): Promise<Summary> => {
    const unread = await retryUnreadOf(step, context, organizationId, { synced, pass })
    // What was read of those that are paused counts, so that it follows the rules like the rest.
    const all = [...targets, ...paused]
    const recalculated = recalculate
      ? await recalculateRead(step, { organizationId, targets: all, synced, unread })
      : []
    return summarize(organizationId, targets, { synced, unread, recalculated, paused, access })
  }

  /** What was read, and of the others what is not yet recalculated. */
  const recalculateRead = async (
    step: Step,
    {
      organizationId,
      targets,
      synced,
      unread,
    }: Required<Pick<Outcomes, 'synced' | 'unread'>> & {
      readonly organizationId: OrganizationId
      readonly targets: readonly Target[]
    },
  ) => {
    const read = new Set(synced.map(({ target }) => target))
    const others = targets.filter((target) => !read.has(target))
    const stale = others.length > 0 ? await findStale(step, context, organizationId, others) : []
    const retried = new Map(unread.map((one) => [one.target, one.outcome]))
    const due = [
      ...synced.map(({ target, outcome }) => ({
        ...target,
        failedAt: failedAt(outcome) ?? failedAt(retried.get(target)),
      })),
      ...stale,
    ]
    const results = await recalculateAll(step, context, organizationId, due)
    return outcomesOf([...read, ...stale], results)
  }

  return {
    /** Reads all history anew, page by page, or what is missing of it; then recalculates what changed. */
    backfill: defineJob({
      name: 'backfill',
      version: 1,
      input: organizationInput.extend({
        /** The lists of changed files alone. */
        files: z.boolean().default(false),
        /** Only what is not stored, not whole, or in an older version. */
        missing: z.boolean().default(false),
        /** Unix seconds: only what was created since; null for all history. */
        since: z.number().int().nullable().default(null),
        recalculate: z.boolean().default(true),
      }),
      output: summaryOutput,
      run: answeredFor(context, (step, input) => {
        const { files, missing, since } = input
        return fetchAndRecalculate(step, input, { kind: 'backfill', files, missing, since })
      }),
    }),
    /** Reads what was updated since the last crawl; then recalculates what changed. */
    crawl: defineJob({
      name: 'crawl',
      version: 1,
      input: organizationInput.extend({ recalculate: z.boolean().default(true) }),
      output: summaryOutput,
      run: answeredFor(context, (step, input) =>
        fetchAndRecalculate(step, input, { kind: 'crawl', run: step.runId }),
      ),
    }),
    /** Looks again at what may have changed without being updated, as far as that is due; then recalculates what changed. */
    reconcile: defineJob({
      name: 'reconcile',
      version: 1,
      input: organizationInput.extend({ recalculate: z.boolean().default(true) }),
      output: summaryOutput,
      run: answeredFor(context, (step, input) => fetchAndRecalculate(step, input, { kind: 'reconcile' })),
    }),
    /** Reads some pull requests of a repository anew, or what else of it has changed; then recalculates what changed. */
    refresh: defineJob({
      name: 'refresh',
      version: 1,
      input: refreshInput,
      output: refreshOutput,
      run: answeredFor(context, async (step, { organizationId, repository, ...wanted }) => {
        const targets = await loadTargets(step, context, organizationId, [repository])
        const refreshed = await refreshOf(step, context, organizationId, { target: targets[0]!, wanted })
        const synced = outcomesOf(targets, [refreshed])
        const summary = await finish(step, { organizationId, targets, recalculate: true }, synced)
        return { ...summary, pullRequests: refreshed.ok ? [...refreshed.value.pullRequests] : [] }
      }),
    }),
    /** Reads who is in the teams of GitHub that are mirrored; then recalculates what a team's calendar changes. */
    mirror: defineJob({
      name: 'mirror',
      version: 1,
      input: organizationInput.pick({ organizationId: true }),
      output: summaryOutput.extend({ teams: z.number() }),
      run: answeredFor(context, async (step, { organizationId }) => {
        const all = await loadTargets(step, context, organizationId, null)
        const mirrored = await mirrorTeams(step, context, organizationId)
        const targets = mirrored.ok && mirrored.value.changed > 0 ? all : []
        const results = await recalculateAll(step, context, organizationId, targets)
        const recalculated = outcomesOf(targets, results)
        const summary = withMirrored(summarize(organizationId, targets, { recalculated }), mirrored)
        return { ...summary, teams: mirrored.ok ? mirrored.value.read : 0 }
      }),
    }),
    /** Recalculates from what is stored; needs no GitHub. */
    recalculate: defineJob({
      name: 'recalculate',
      version: 1,
      input: organizationInput.extend({ everything: z.boolean().default(false) }),
      output: summaryOutput,
      run: answeredFor(context, async (step, { organizationId, repositories, everything }) => {
        const targets = await loadTargets(step, context, organizationId, repositories)
        const recalculated = await recalculateAll(step, context, organizationId, targets, { everything })
        return summarize(organizationId, targets, { recalculated: outcomesOf(targets, recalculated) })
      }),
    }),
    /** Tells the organization's channels what is due. */
    notify: defineJob({
      name: 'notify',
      version: 1,
      input: organizationInput.pick({ organizationId: true }),
      output: z.object({
        organizationId: z.string(),
        sent: z.number(),
        undelivered: z.array(z.object({ channel: z.string(), topic: z.string(), message: z.string() })),
      }),
      run: answeredFor(context, async (step, { organizationId }) =>
        (await import('./run-notify.ts')).runNotify(context, step, organizationId),
      ),
    }),
  }
}

export type Jobs = ReturnType<typeof createJobs>

const failedAt = (result: Settled<unknown> | undefined) => (result && !result.ok ? result.failedAt : null)
