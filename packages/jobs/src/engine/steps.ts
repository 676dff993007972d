/** The steps of one execution: replays what is recorded, executes what is not, and waits without holding a slot. */
import { JobsError, StepFailed } from '../jobs-error.ts'
import { decodeJson } from '../json-text.ts'
import { nextDelayMs } from '../retry.ts'
import type { NewEvent, StepKind, StepRecord } from '../run.ts'
import type { Settled, Step, StepBody, StepOptions } from '../step.ts'
import type { Journal } from './journal.ts'
import { inLanes } from './lanes.ts'
import type { EngineSettings } from './options.ts'
import { createWaits } from './waits.ts'

export interface StepRunner {
  readonly step: Step
  /** Resolves with the time to go on at, when nothing but waiting steps is left. */
  readonly suspended: Promise<number>
  /** Settled failures among the steps of this execution. */
  failures(): number
}

export function createStepRunner(
  settings: EngineSettings,
  context: {
    readonly runId: string
    readonly signal: AbortSignal
    readonly recorded: readonly StepRecord[]
    readonly journal: Journal
  },
): StepRunner {
  const { now, random, limits, onPoint } = settings
  const { runId, signal, journal } = context
  const recorded = new Map(context.recorded.map((record) => [record.key, record]))
  const used = new Set<string>()
  const waits = createWaits({ now, signal, journal })
  let failures = 0

  const enter = (key: string, kind: StepKind): StepRecord | undefined => {
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
    const record = recorded.get(key)
    if (record && record.kind !== kind)
      throw new JobsError(
        'jobs/step-changed',
        `Step '${key}' was recorded as '${record.kind}' and is now '${kind}'. Raise the job's version when its steps change.`,
        { runId, step: key },
      )
    return record
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
        token: `${runId}:${key}`,
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
    recorded.set(key, record)
    return record
  }

  const perform = async <T>(
    key: string,
    kind: 'run' | 'settle',
    fn: StepBody<T>,
    options: StepOptions,
  ): Promise<StepRecord> => {
    let record = enter(key, kind)
    if (record?.status === 'waiting') record = await waits.byThisClock(record)
    if (!record || record.status === 'waiting') {
      if (record?.wakeAt && record.wakeAt > now()) return waits.until(record.wakeAt)
      const number = (record?.attempts ?? 0) + 1
      record = await waits.during(() => execute(key, kind, number, fn, options))
    }
    if (record.status === 'waiting') return waits.until(record.wakeAt!)
    return record
  }

  const run = async <T>(key: string, fn: StepBody<T>, options: StepOptions = {}): Promise<T> => {
    const record = await perform(key, 'run', fn, options)
    if (record.status === 'failed') throw new StepFailed(key, record.error!)
    return decodeJson(record.value!) as T
  }
  const settle = async <T>(key: string, fn: StepBody<T>, options: StepOptions = {}): Promise<Settled<T>> => {
    const record = await perform(key, 'settle', fn, options)
    if (record.status === 'succeeded') return { ok: true, value: decodeJson(record.value!) as T }
    failures++
    return { ok: false, error: record.error!, failedAt: record.finishedAt }
  }
  const fallAsleep = async (key: string, ms: number): Promise<StepRecord> => {
    const at = now()
    const times = { wakeAt: at + ms, startedAt: at, finishedAt: at }
    const record = { key, kind: 'sleep', attempts: 1, value: null, error: null, ...times } as const
    const waiting = { ...record, status: 'waiting' } as const
    await waits.during(() => journal.recordStep(waiting, { type: 'step.started', at, step: key, attempt: 1 }))
    return waiting
  }
  /** Recorded, so that no clock that is set back afterwards makes it sleep again. */
  const wake = (record: StepRecord): Promise<void> => {
    const at = now()
    const durationMs = Math.max(0, at - record.startedAt)
    return waits.during(() =>
      journal.recordStep(
        { ...record, status: 'succeeded', value: 'null', wakeAt: null, finishedAt: at },
        { type: 'step.succeeded', at, step: record.key, durationMs },
      ),
    )
  }
  return {
    suspended: waits.suspended,
    failures: () => failures,
    step: {
      runId,
      signal,
      run,
      settle,
      map: (items, key, fn, { concurrency, ...options } = {}) =>
        inLanes(items, concurrency, (item) =>
          run(key(item), (stepContext) => fn(item, stepContext), options),
        ),
      mapSettled: (items, key, fn, { concurrency, ...options } = {}) =>
        inLanes(items, concurrency, (item) =>
          settle(key(item), (stepContext) => fn(item, stepContext), options),
        ),
      async sleep(key, ms) {
        const recorded = enter(key, 'sleep')
        if (recorded?.status === 'succeeded') return
        const record = recorded ? await waits.byThisClock(recorded) : await fallAsleep(key, ms)
        return recorded && record.wakeAt! <= now() ? wake(record) : waits.until(record.wakeAt!)
      },
      progress: journal.progress(null),
      log: journal.log(null),
    },
  }
}

/** Errors of the engine itself end the run: no attempt is at fault. */
const isOurs = (error: unknown): boolean => error instanceof JobsError && error.code === 'jobs/lease-lost'
