/** Rows of our schema as objects. */
import type { EventBody, Owner, Run, RunEvent } from '@upflow/jobs'
import type { StoredSchedule } from '@upflow/jobs/backend'

export interface RunRow {
  id: string
  job: string
  version: number
  queue: string
  status: Run['status']
  input: string
  output: string | null
  error: string | null
  labels: Record<string, string>
  priority: number
  concurrency_key: string | null
  idempotency_key: string | null
  rerun_of: string | null
  owner: string | null
  generation: number
  holding: boolean
  cancel_requested: boolean
  recoveries: number
  seq: number
  deferred: boolean
  rewind_to: number | null
  progress: string | null
  created_at: number
  available_at: number
  started_at: number | null
  finished_at: number | null
  deadline_at: number | null
}

const parse = (text: string | null) => (text === null ? null : JSON.parse(text))

export const toRun = (row: RunRow): Run => ({
  id: row.id,
  job: row.job,
  version: row.version,
  queue: row.queue,
  status: row.status,
  input: JSON.parse(row.input),
  output: parse(row.output),
  error: parse(row.error),
  labels: row.labels,
  priority: row.priority,
  concurrencyKey: row.concurrency_key,
  idempotencyKey: row.idempotency_key,
  cancelRequested: row.cancel_requested,
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
  started_at: number
  queues: string
}

export const toOwner = (row: OwnerRow): Owner => ({
  id: row.id,
  startedAt: row.started_at,
  queues: JSON.parse(row.queues),
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
