/** What a body is given, made of how one step is performed and how a run sleeps. */
import { StepFailed } from '../jobs-error.ts'
import { decodeJson } from '../json-text.ts'
import type { StepRecord } from '../run.ts'
import type { Settled, Step, StepBody, StepOptions } from '../step.ts'
import type { StepContextOfRun } from './attempts.ts'
import { inLanes } from './lanes.ts'

export interface StepRunner {
  readonly step: Step
  /** Resolves with the time to go on at, when nothing but waiting steps is left. */
  readonly suspended: Promise<number>
  /** Settled failures among the steps of this execution. */
  failures(): number
}

/** To a record that is no longer waiting, in whatever execution. */
export type Perform = <T>(
  key: string,
  kind: 'run' | 'settle',
  fn: StepBody<T>,
  options: StepOptions,
) => Promise<StepRecord>

export function toStepRunner(
  { runId, signal, journal }: StepContextOfRun,
  {
    perform,
    sleep,
    suspended,
  }: { readonly perform: Perform; readonly sleep: Step['sleep'] } & Pick<StepRunner, 'suspended'>,
): StepRunner {
  let failures = 0
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
  return {
    suspended,
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
      sleep,
      progress: journal.progress(null),
      log: journal.log(null),
    },
  }
}
