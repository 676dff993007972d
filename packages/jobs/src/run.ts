/** Runs, steps and events as callers see them. Times are milliseconds since 1970 UTC. */
import type { ErrorRecord } from './jobs-error.ts'
import type { LogLevel, Progress } from './step.ts'

/**
 * `pending`: waits for a slot or for the holder of its key · `waiting`: sleeps or backs off, holding its key ·
 * `partial`: completed with settled failures · `dead`: kept killing its process.
 */
export type RunStatus = 'pending' | 'waiting' | 'running' | TerminalStatus
export type TerminalStatus = 'succeeded' | 'partial' | 'failed' | 'cancelled' | 'dead'

const terminal: readonly RunStatus[] = ['succeeded', 'partial', 'failed', 'cancelled', 'dead']
export const isTerminal = (status: RunStatus): status is TerminalStatus => terminal.includes(status)

export interface Run {
  readonly id: string
  readonly job: string
  readonly version: number
  readonly queue: string
  readonly status: RunStatus
  readonly input: unknown
  /** Null until it succeeded, in whole or in part. */
  readonly output: unknown
  readonly error: ErrorRecord | null
  readonly labels: Readonly<Record<string, string>>
  readonly priority: number
  readonly concurrencyKey: string | null
  readonly idempotencyKey: string | null
  readonly cancelRequested: boolean
  /** The fencing number: how often it was claimed. */
  readonly generation: number
  /** How often its owner was lost since it was last triggered or retried. */
  readonly recoveries: number
  /** The run that this one does over. */
  readonly rerunOf: string | null
  /** The latest progress of the run itself; steps have theirs in the events. */
  readonly progress: Progress | null
  readonly owner: string | null
  readonly createdAt: number
  readonly availableAt: number
  readonly startedAt: number | null
  readonly finishedAt: number | null
  readonly deadlineAt: number | null
}

export type StepKind = 'run' | 'settle' | 'sleep'

export interface StepRecord {
  readonly key: string
  readonly kind: StepKind
  /** `waiting`: sleeps until `wakeAt`, or failed and is tried again then. */
  readonly status: 'succeeded' | 'failed' | 'waiting'
  readonly attempts: number
  /** JSON text of the result; null unless it succeeded. */
  readonly value: string | null
  readonly error: ErrorRecord | null
  readonly wakeAt: number | null
  readonly startedAt: number
  readonly finishedAt: number
}

export type RunEvent = {
  readonly runId: string
  readonly seq: number
  readonly at: number
  readonly step: string | null
} & EventBody

export type EventBody =
  | {
      readonly type:
        | 'run.triggered'
        | 'run.retried'
        | 'run.released'
        | 'run.recovered'
        | 'run.cancel-requested'
    }
  | { readonly type: 'run.claimed'; readonly owner: string; readonly generation: number }
  | { readonly type: 'run.waiting'; readonly until: number }
  | { readonly type: 'run.given-up'; readonly error: ErrorRecord }
  | { readonly type: 'run.finished'; readonly status: TerminalStatus; readonly error: ErrorRecord | null }
  | { readonly type: 'step.started'; readonly attempt: number }
  | { readonly type: 'step.succeeded'; readonly durationMs: number }
  | { readonly type: 'step.failed'; readonly durationMs: number; readonly error: ErrorRecord }
  | {
      readonly type: 'step.retrying'
      readonly attempt: number
      readonly until: number
      readonly error: ErrorRecord
    }
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'log'; readonly level: LogLevel; readonly message: string; readonly data: unknown }

/** An event before its run numbers it. */
export type NewEvent = { readonly at: number; readonly step: string | null } & EventBody
