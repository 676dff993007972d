/** Starting runs, cancelling, retrying and running again: each says what it will do, or why it cannot. */
import { z } from '@hono/zod-openapi'
import { decide } from '@upflow/accounts'
import type { Run } from '@upflow/jobs'
import {
  cancelRun,
  possibleActions,
  queueOf,
  rerunRun,
  retryRun,
  servesQueue,
  startRun,
} from '@upflow/pipeline'
import type { ApiContext } from '../api-context.ts'
import { organizationOf, organizationParams } from '../organization-scope.ts'
import { defineRead } from '../read.ts'
import { runShape, toRunAnswer } from '../shapes/run-shape.ts'
import { defineWrite } from '../write.ts'
import { runParams } from './runs.ts'
import { unknownRun } from './unknown-run.ts'

const tag = 'Runs'

const possible = z.object({
  isPossible: z.boolean(),
  text: z.string().describe('What it will do, or why it cannot be done.'),
})

export const runActions = defineRead({
  path: '/runs/{run}/actions',
  id: 'runActions',
  tag,
  summary: 'What can be done to a run now, by whoever asks',
  params: runParams,
  query: z.object({}),
  answer: z.object({
    cancel: possible,
    retry: possible,
    rerun: possible,
    nobody: z.string().nullable().describe('What to do that it is executed; null when a process does.'),
  }),
  async read({ params, caller }, context) {
    const run = await mustGet(params.run, context)
    const { nobody, ...possible } = await possibleActions(context.pipeline, run)
    if (decide(caller, 'runs.act', run.labels.organization ?? null) === 'allowed')
      return { ...possible, nobody }
    const refused = {
      isPossible: false,
      text:
        caller.scopes === null
          ? 'It takes an admin of the organization.'
          : "It takes a token with the scope 'run', of an admin of the organization.",
    }
    return { cancel: refused, retry: refused, rerun: refused, nobody }
  },
})

const mustGet = async (id: string, { runs }: ApiContext): Promise<Run> => {
  const found = await runs.get(id)
  if (found === null) throw unknownRun(id)
  return found
}

export const start = defineWrite({
  method: 'post',
  path: '/organizations/{organization}/runs',
  id: 'startRun',
  tag,
  summary: 'Starts a backfill, a crawl or a recalculation, or joins one that is doing just that',
  params: organizationParams,
  body: z.object({
    job: z.enum(['backfill', 'crawl', 'recalculate'], { error: 'takes one of backfill, crawl, recalculate' }),
    repositories: z.array(z.string().max(200)).min(1).max(500).optional().describe('Default: all.'),
    missing: z.boolean().optional().describe('backfill: only what is not stored or not whole.'),
    since: z
      .number()
      .int()
      .optional()
      .describe('backfill: only what was created since, in seconds since 1970.'),
    everything: z.boolean().optional().describe('recalculate: also what has not changed.'),
  }),
  answer: z.object({
    run: runShape,
    outcome: z.enum(['created', 'joined', 'existing']),
    says: z.string().describe('What it will do.'),
  }),
  async write({ params, body, caller }, context) {
    const { pipeline } = context
    const id = await organizationOf({ params }, context)
    const { job, repositories = null, ...input } = body
    const isDemo = (await pipeline.organizations.integration(id)).kind === 'demo'
    const queue = job === 'recalculate' ? pipeline.queue : queueOf(isDemo)
    const { runId, outcome, waitsFor } = await startRun(pipeline, {
      job,
      organizationId: id,
      repositories,
      queue,
      input: {
        ...(input.missing === undefined ? {} : { missing: input.missing }),
        ...(input.since === undefined ? {} : { since: input.since }),
        ...(input.everything === undefined ? {} : { everything: input.everything }),
      },
      by: caller.name,
    })
    const says =
      outcome === 'joined'
        ? 'A run is doing just that already: this is it.'
        : !(await servesQueue(pipeline.engine.runs, queue))
          ? `No process serves the queue '${queue}' now: it begins when one does.`
          : waitsFor
            ? `It begins when run ${waitsFor.id} of the same organization has ended.`
            : 'It begins as soon as a process is free.'
    return { run: toRunAnswer(await mustGet(runId, context)), outcome, says }
  },
})

const done = z.object({ run: runShape, says: z.string() })
const nothing = z.object({})

export const cancel = defineWrite({
  method: 'post',
  path: '/runs/{run}/cancel',
  id: 'cancelRun',
  tag,
  summary: 'Ends a run at its next step; what it has read is kept',
  params: runParams,
  body: nothing,
  answer: done,
  async write({ params, caller }, context) {
    const isCancelled = await cancelRun(context.pipeline, params.run, caller.name)
    const run = await mustGet(params.run, context)
    const says = isCancelled
      ? run.status === 'cancelled'
        ? 'It is cancelled.'
        : 'It ends at its next step.'
      : `It had ended already: ${run.status}.`
    return { run: toRunAnswer(run), says }
  },
})

export const retry = defineWrite({
  method: 'post',
  path: '/runs/{run}/retry',
  id: 'retryRun',
  tag,
  summary: 'Goes on with the same run: only what failed or never ran is done',
  params: runParams,
  body: nothing,
  answer: done,
  async write({ params, caller }, context) {
    const run = await retryRun(context.pipeline, params.run, caller.name)
    return { run: toRunAnswer(run), says: 'It goes on: only what failed or never ran is done.' }
  },
})

export const rerun = defineWrite({
  method: 'post',
  path: '/runs/{run}/rerun',
  id: 'rerunRun',
  tag,
  summary: 'Begins a new run with the same input',
  params: runParams,
  body: nothing,
  answer: done,
  async write({ params, caller }, context) {
    const run = await rerunRun(context.pipeline, params.run, caller.name)
    return { run: toRunAnswer(run), says: 'A new run with the same input has begun.' }
  },
})
