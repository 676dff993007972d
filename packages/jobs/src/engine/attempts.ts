/** The attempts of one execution's steps, whoever keeps their records: keys that are used once, time limits, what is said. */
import { JobsError } from '../jobs-error.ts'
import { nextDelayMs } from '../retry.ts'
import type { NewEvent, StepKind, StepRecord } from '../run.ts'
import type { StepBody, StepOptions } from '../step.ts'
import { tokenOf } from '../step-token.ts'
import type { Journal } from './journal.ts'
import type { CommonSettings } from './options.ts'

export interface StepContextOfRun {
  readonly runId: string
  readonly signal: AbortSignal
  readonly journal: Journal
}

export interface Attempts {
  /** To be called as a step begins. @throws JobsError for a key that is used twice, or a step too many */
  enter(key: string): void
  /** One attempt, recorded; the record tells what came of it. */
  execute<T>(
    key: string,
    kind: StepKind,
    number: number,
    fn: StepBody<T>,
    options: StepOptions,
  ): Promise<StepRecord>
}

export function createAttempts(
  { now, random, limits, onPoint }: CommonSettings,
  { runId, signal, journal }: StepContextOfRun,
): Attempts {
  const used = new Set<string>()

  const enter = (key: string): void => {
    signal.throwIfAborted()
    if (used.has(key))
      throw new JobsError(
        'jobs/duplicate-step',
        `Step '${key}' is used twice in one run. Give each step its own key, for example with the id of what it works on.`,
        { runId, step: key },
      )
    used.add(key)
    if (used.size > limits.steps)
      throw new JobsError(
        'jobs/too-many-steps',
        `Run ${runId} has over ${limits.steps} steps. Do more in each step, or trigger further runs.`,
        { runId, limit: limits.steps },
      )
  }

  const attempt = async <T>(
    key: string,
    number: number,
    fn: StepBody<T>,
    timeoutMs: number | undefined,
  ): Promise<T> => {
    const own = timeoutMs === undefined ? null : new AbortController()
    const body = Promise.resolve().then(() =>
      fn({
        signal: own ? AbortSignal.any([signal, own.signal]) : signal,
        attempt: number,
        token: tokenOf(runId, key),
        progress: journal.progress(key),
        log: journal.log(key),
      }),
    )
    if (own === null || timeoutMs === undefined) return body
    const late = new JobsError(
      'jobs/step-timed-out',
      `Step '${key}' took over ${timeoutMs} ms.`,
      { runId, step: key, timeoutMs },
      { retryable: true },
    )
    let timer: NodeJS.Timeout | undefined
    const timeout = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(late)
        own.abort(late)
      }, timeoutMs)
    })
    try {
      return await Promise.race([body, timeout])
    } finally {
      clearTimeout(timer)
    }
  }

  /** One attempt, recorded; the record tells what came of it. */
  const execute = async <T>(
    key: string,
    kind: StepKind,
    number: number,
    fn: StepBody<T>,
    options: StepOptions,
  ): Promise<StepRecord> => {
    const startedAt = now()
    const clock = performance.now()
    const ended = () => ({
      finishedAt: now(),
      durationMs: Math.round((performance.now() - clock) * 1000) / 1000,
    })
    const base = { key, kind, attempts: number, startedAt }
    journal.add({ type: 'step.started', at: startedAt, step: key, attempt: number })
    onPoint('before-step')
    let record: StepRecord
    let event: NewEvent
    try {
      const value = journal.encode(
        await attempt(key, number, fn, options.timeoutMs),
        `the result of step '${key}'`,
      )
      const { finishedAt, durationMs } = ended()
      record = { ...base, status: 'succeeded', value, error: null, wakeAt: null, finishedAt }
      event = { type: 'step.succeeded', at: finishedAt, step: key, durationMs }
    } catch (thrown) {
      if (signal.aborted) throw signal.reason
      if (isOurs(thrown)) throw thrown
      const { finishedAt, durationMs } = ended()
      const error = journal.toRecord(thrown)
      const delayMs = nextDelayMs(thrown, number, options.retry ?? {}, random())
      const until = delayMs === null ? null : finishedAt + delayMs
      const status = until === null ? 'failed' : 'waiting'
      record = { ...base, status, value: null, error, wakeAt: until, finishedAt }
      event =
        until === null
          ? { type: 'step.failed', at: finishedAt, step: key, durationMs, error }
          : { type: 'step.retrying', at: finishedAt, step: key, attempt: number, until, error }
    }
    signal.throwIfAborted()
    if (record.status === 'succeeded') onPoint('before-record')
    // Outside of the attempt: a record that cannot be written is no failure of the body.
    await journal.recordStep(record, event)
    onPoint('after-record')
    return record
  }

  return { enter, execute }
}

export const stepChanged = (runId: string, key: string, was: string, is: string) =>
  new JobsError(
    'jobs/step-changed',
    `Step '${key}' was recorded as '${was}' and is now '${is}'. Raise the job's version when its steps change.`,
    { runId, step: key },
  )

/** Errors of the engine itself end the run: no attempt is at fault. */
const isOurs = (error: unknown): boolean => error instanceof JobsError && error.code === 'jobs/lease-lost'
