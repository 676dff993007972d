/** Rows of the jobs file as objects. */
import type { ErrorRecord } from '../jobs-error.ts'
import type { EventBody, Run, RunEvent, StepRecord } from '../run.ts'
import type { Owner, StoredSchedule } from '../store.ts'

export interface RunRow {
  id: string
  job: string
  version: number
  queue: string
  status: Run['status']
  input: string
  output: string | null
  error: string | null
  labels: string
  priority: number
  concurrency_key: string | null
  idempotency_key: string | null
  rerun_of: string | null
  owner: string | null
  generation: number
  cancel_requested: number
  recoveries: number
  progress: string | null
  created_at: number
  available_at: number
  started_at: number | null
  finished_at: number | null
  deadline_at: number | null
}

/** A running run, with what tells whether its owner still has it. */
export type RunningRow = RunRow & { lease_until: number; known: 0 | 1 }

const parse = <T>(text: string | null): T | null => (text === null ? null : (JSON.parse(text) as T))

export const toRun = (row: RunRow): Run => ({
  id: row.id,
  job: row.job,
  version: row.version,
  queue: row.queue,
  status: row.status,
  input: JSON.parse(row.input),
  output: parse(row.output),
  error: parse<ErrorRecord>(row.error),
  labels: JSON.parse(row.labels),
  priority: row.priority,
  concurrencyKey: row.concurrency_key,
  idempotencyKey: row.idempotency_key,
  cancelRequested: row.cancel_requested === 1,
  generation: row.generation,
  recoveries: row.recoveries,
  rerunOf: row.rerun_of,
  progress: parse(row.progress),
  owner: row.owner,
  createdAt: row.created_at,
  availableAt: row.available_at,
  startedAt: row.started_at,
  finishedAt: row.finished_at,
  deadlineAt: row.deadline_at,
})

export interface StepRow {
  key: string
  kind: StepRecord['kind']
  status: StepRecord['status']
  attempts: number
  value: string | null
  error: string | null
  wake_at: number | null
  started_at: number
  finished_at: number
}

export const toStep = (row: StepRow): StepRecord => ({
  key: row.key,
  kind: row.kind,
  status: row.status,
  attempts: row.attempts,
  value: row.value,
  error: parse<ErrorRecord>(row.error),
  wakeAt: row.wake_at,
  startedAt: row.started_at,
  finishedAt: row.finished_at,
})

export interface EventRow {
  run_id: string
  seq: number
  at: number
  step: string | null
  body: string
}

export const toEvent = (row: EventRow): RunEvent => ({
  runId: row.run_id,
  seq: row.seq,
  at: row.at,
  step: row.step,
  ...(JSON.parse(row.body) as EventBody),
})

export interface OwnerRow {
  id: string
  machine: string
  started_at: number
  queues: string | null
}

export const toOwner = (row: OwnerRow): Owner => ({
  id: row.id,
  startedAt: row.started_at,
  queues: row.queues === null ? null : (JSON.parse(row.queues) as string[]),
})

export interface ScheduleRow {
  name: string
  cron: string
  time_zone: string
  job: string
  version: number
  input: string
  options: string
  next_at: number
}

export const toSchedule = (row: ScheduleRow): StoredSchedule => ({
  name: row.name,
  cron: row.cron,
  timeZone: row.time_zone,
  job: row.job,
  version: row.version,
  input: row.input,
  options: row.options,
  nextAt: row.next_at,
})
