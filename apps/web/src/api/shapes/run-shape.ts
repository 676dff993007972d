/** Runs, their steps and their events as the API has them. The engine counts in milliseconds, the API in seconds. */
import { z } from '@hono/zod-openapi'
import type { Run, RunEvent, StepRecord } from '@upflow/jobs'
import { instant, toSeconds, toSecondsOrNull } from './values.ts'

export const runStatuses = [
  'pending',
  'waiting',
  'running',
  'succeeded',
  'partial',
  'failed',
  'cancelled',
  'dead',
] as const

const errorRecord = z
  .object({
    code: z.string(),
    message: z.string(),
    facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  })
  .nullable()

const progress = z.object({
  current: z.number(),
  total: z.number().nullable().describe('Null when nobody knows yet.'),
  message: z.string().optional(),
})

export const runShape = z
  .object({
    id: z.string(),
    job: z.string(),
    organization: z.string().nullable(),
    status: z
      .enum(runStatuses)
      .describe(
        '`waiting`: sleeps, or backs off · `partial`: some of it failed · `dead`: killed its process.',
      ),
    queue: z.string(),
    input: z.unknown(),
    output: z.unknown().describe('Null until it succeeded, in whole or in part.'),
    error: errorRecord,
    labels: z.record(z.string(), z.string()),
    isCancelRequested: z.boolean(),
    recoveries: z.number().describe('How often the process that executed it was lost.'),
    rerunOf: z.string().nullable(),
    progress: progress.nullable(),
    owner: z.string().nullable().describe('The process that executes it.'),
    createdAt: instant,
    availableAt: instant,
    startedAt: instant.nullable(),
    finishedAt: instant.nullable(),
    deadlineAt: instant.nullable(),
  })
  .openapi('Run')

export const toRunAnswer = (run: Run): z.output<typeof runShape> => ({
  id: run.id,
  job: run.job,
  organization: run.labels.organization ?? null,
  status: run.status,
  queue: run.queue,
  input: run.input,
  output: run.output,
  error: toError(run.error),
  labels: { ...run.labels },
  isCancelRequested: run.cancelRequested,
  recoveries: run.recoveries,
  rerunOf: run.rerunOf,
  progress: run.progress,
  owner: run.owner,
  createdAt: toSeconds(run.createdAt),
  availableAt: toSeconds(run.availableAt),
  startedAt: toSecondsOrNull(run.startedAt),
  finishedAt: toSecondsOrNull(run.finishedAt),
  deadlineAt: toSecondsOrNull(run.deadlineAt),
})

export const stepShape = z
  .object({
    key: z.string(),
    kind: z.enum(['run', 'settle', 'sleep']),
    status: z.enum(['succeeded', 'failed', 'waiting']),
    attempts: z.number(),
    result: z.unknown().describe('Null unless it succeeded.'),
    error: errorRecord,
    wakeAt: instant.nullable().describe('When it goes on, or is tried again.'),
    startedAt: instant,
    finishedAt: instant,
  })
  .openapi('Step')

export const toStepAnswer = (step: StepRecord): z.output<typeof stepShape> => ({
  key: step.key,
  kind: step.kind,
  status: step.status,
  attempts: step.attempts,
  result: step.value === null ? null : JSON.parse(step.value),
  error: toError(step.error),
  wakeAt: toSecondsOrNull(step.wakeAt),
  startedAt: toSeconds(step.startedAt),
  finishedAt: toSeconds(step.finishedAt),
})

export const eventTypes = [
  'run.triggered',
  'run.retried',
  'run.released',
  'run.recovered',
  'run.cancel-requested',
  'run.claimed',
  'run.waiting',
  'run.given-up',
  'run.finished',
  'step.started',
  'step.succeeded',
  'step.failed',
  'step.retrying',
  'progress',
  'log',
] as const satisfies RunEvent['type'][]

export const logLevels = ['debug', 'info', 'warn', 'error'] as const

export const eventShape = z
  .object({
    seq: z.number().describe('Its number within the run: one more than that of the event before.'),
    at: instant,
    step: z.string().nullable(),
    type: z.enum(eventTypes),
    owner: z.string().optional().describe('Of `run.claimed`.'),
    status: z.enum(runStatuses).optional().describe('Of `run.finished`.'),
    error: errorRecord.optional(),
    until: instant.optional().describe('When it goes on: of `run.waiting` and `step.retrying`.'),
    attempt: z.number().optional(),
    durationSeconds: z.number().optional(),
    progress: progress.optional(),
    level: z.enum(logLevels).optional().describe('Of `log`.'),
    message: z.string().optional(),
    data: z.unknown().optional(),
  })
  .openapi('RunEvent')

export function toEventAnswer({ runId: _, at, ...event }: RunEvent): z.output<typeof eventShape> {
  const common = { seq: event.seq, at: toSeconds(at), step: event.step, type: event.type }
  switch (event.type) {
    case 'run.claimed':
      return { ...common, owner: event.owner }
    case 'run.waiting':
      return { ...common, until: toSeconds(event.until) }
    case 'run.given-up':
      return { ...common, error: toError(event.error) }
    case 'run.finished':
      return { ...common, status: event.status, error: toError(event.error) }
    case 'step.started':
      return { ...common, attempt: event.attempt }
    case 'step.succeeded':
      return { ...common, durationSeconds: toSeconds(event.durationMs) }
    case 'step.failed':
      return { ...common, durationSeconds: toSeconds(event.durationMs), error: toError(event.error) }
    case 'step.retrying':
      return {
        ...common,
        attempt: event.attempt,
        until: toSeconds(event.until),
        error: toError(event.error),
      }
    case 'progress':
      return { ...common, progress: event.progress }
    case 'log':
      return { ...common, level: event.level, message: event.message, data: event.data }
    default:
      return common
  }
}

/** Without the stack: it is the server's business. */
const toError = (error: Run['error']): z.output<typeof errorRecord> =>
  error && { code: error.code, message: error.message, facts: { ...error.facts } }
