/**
 * Triggers a run unless one waits to do just that: what has not begun reads what is there when it does, and so stands
 * for all that is asked for until then. One that has begun may have read already what has changed since.
 */
import { isDeepStrictEqual } from 'node:util'
import type { Engine, TriggerOptions } from '@upflow/jobs'
import type { Jobs } from '../jobs/jobs.ts'

export interface Triggered {
  readonly runId: string
  readonly outcome: 'created' | 'joined' | 'existing'
}

type Inputs = { readonly [Name in keyof Jobs]: Parameters<Engine<Jobs>['jobs'][Name]['trigger']>[0] }

/** Jobs that read what is there when they begin. */
export type WaitingJob = 'crawl' | 'mirror' | 'refresh'

export async function triggerUnlessWaiting<Name extends WaitingJob>(
  engine: Pick<Engine<Jobs>, 'jobs' | 'runs'>,
  job: Name,
  {
    input,
    onCreate = () => {},
    ...options
  }: TriggerOptions & {
    readonly input: Inputs[Name]
    readonly concurrencyKey: string
    /** Asked before a run is made: throws when none may be. */
    readonly onCreate?: () => void
  },
): Promise<Triggered> {
  const { concurrencyKey } = options
  const waiting = await engine.runs.list({ job, concurrencyKey, status: ['pending'] })
  const same = waiting.find(
    (run) => run.startedAt === null && !run.cancelRequested && isDeepStrictEqual(run.input, input),
  )
  if (same) return { runId: same.id, outcome: 'joined' }
  onCreate()
  const trigger = engine.jobs[job].trigger as (
    input: Inputs[Name],
    options: TriggerOptions,
  ) => Promise<Triggered>
  const { runId, outcome } = await trigger(input, options)
  return { runId, outcome }
}
