/** Runs by the clock: one run a tick, however many processes look, and one for all the ticks that nobody saw. */
import { type AnyJob, type InputOf, validate } from '../job.ts'
import { isStoreTrouble, JobsError } from '../jobs-error.ts'
import { encodeJson } from '../json-text.ts'
import { steadyMs } from '../steady-clock.ts'
import type { NewRun, OnConflict, RunStore, StoredSchedule } from '../store.ts'
import { newId } from './ids.ts'
import type { SettingsOn } from './options.ts'

export interface ScheduleOptions<Input> {
  /** Five fields, or six with seconds first: `0 6 * * *`. */
  readonly cron: string
  /** An IANA zone such as `Europe/Berlin` (default `UTC`). */
  readonly timeZone?: string
  readonly input: Input
  readonly queue?: string
  readonly concurrencyKey?: string
  readonly onConflict?: OnConflict
  readonly labels?: Readonly<Record<string, string>>
}

export interface Schedule {
  readonly name: string
  readonly cron: string
  readonly timeZone: string
  readonly job: string
  /** Milliseconds since 1970. */
  readonly nextAt: number
}

export interface Schedules<Jobs extends Record<string, AnyJob>> {
  /** Sets or replaces the schedule of a name. @throws JobsError `jobs/invalid-schedule`, `jobs/invalid-input` */
  set<Name extends keyof Jobs & string>(
    name: string,
    options: ScheduleOptions<InputOf<Jobs[Name]>> & { readonly job: Name },
  ): Promise<Schedule>
  list(): Promise<Schedule[]>
  /** False when there is none of the name. */
  delete(name: string): Promise<boolean>
}

/** What a schedule says of its runs. */
type RunOptions = Pick<NewRun, 'queue' | 'concurrencyKey' | 'onConflict' | 'labels'>

export function createSchedules<Jobs extends Record<string, AnyJob>>(
  settings: SettingsOn<RunStore>,
  jobs: Jobs,
): Schedules<Jobs> {
  const { store, now, redact, limits } = settings
  return {
    async set(
      name,
      {
        job: jobName,
        cron,
        timeZone = 'UTC',
        input,
        queue = 'default',
        concurrencyKey = null,
        onConflict = 'queue',
        labels = {},
      },
    ) {
      const job = jobs[jobName]
      if (!job)
        throw new JobsError(
          'jobs/unknown-job',
          `Schedule '${name}' names the job '${jobName}', which this process does not have.`,
          { job: jobName },
        )
      const valid = await validate(job.input, input, 'jobs/invalid-input', job.name)
      const schedule: StoredSchedule = {
        name,
        cron,
        timeZone,
        job: job.name,
        version: job.version,
        input: encodeJson(valid, `the input of schedule '${name}'`, { maxBytes: limits.valueBytes, redact }),
        options: JSON.stringify({ queue, concurrencyKey, onConflict, labels } satisfies RunOptions),
        nextAt: await nextTick(name, cron, timeZone, now()),
      }
      await store.putSchedule(schedule)
      return shownSchedule(schedule)
    },
    list: async () => (await store.listSchedules()).map(shownSchedule),
    delete: async (name) => store.deleteSchedule(name),
  }
}

/** More than a clock is corrected by in a moment: it was set. */
const clockSetMs = 1_000

/**
 * Gives what creates the runs that are due, to be called from time to time. Ticks that passed while no process ran are
 * made up for by one run. A schedule that cannot fire is said once, and left out: it keeps nothing from the others.
 */
export function createFiring({ store, now, onTrouble }: SettingsOn<RunStore>): () => Promise<void> {
  const failing = new Map<string, string>()
  let lastAt = Number.POSITIVE_INFINITY
  let lastSteady = 0

  const fire = async (schedule: StoredSchedule, at: number): Promise<void> => {
    const { name, options, job, version, input } = schedule
    const nextAt = await nextTick(name, schedule.cron, schedule.timeZone, at)
    if (schedule.nextAt > at) {
      // The clock went back: the tick that was waited for is no longer the next.
      if (nextAt < schedule.nextAt) await store.fireSchedule(schedule, nextAt, null)
      return
    }
    const toRun = (): NewRun => ({
      ...(JSON.parse(options) as RunOptions),
      id: newId('run', at),
      job,
      version,
      input,
      priority: 0,
      idempotencyKey: null,
      rerunOf: null,
      createdAt: at,
      availableAt: at,
      deadlineAt: null,
    })
    try {
      await store.fireSchedule(schedule, nextAt, toRun())
    } catch (error) {
      // This tick is lost, not those to come.
      if (!isStoreTrouble(error)) await store.fireSchedule(schedule, nextAt, null)
      throw error
    }
  }

  return async () => {
    const [at, steady] = [now(), steadyMs()]
    const wentBack = at - lastAt < steady - lastSteady - clockSetMs
    lastAt = at
    lastSteady = steady
    for (const schedule of await (wentBack ? store.listSchedules() : store.dueSchedules(at))) {
      const { name } = schedule
      try {
        await fire(schedule, at)
        failing.delete(name)
      } catch (error) {
        if (isStoreTrouble(error)) throw error
        const message = error instanceof Error ? error.message : String(error)
        if (failing.get(name) !== message) onTrouble({ error: notFired(name, message, error), runId: null })
        failing.set(name, message)
      }
    }
  }
}

const notFired = (name: string, why: string, cause: unknown) =>
  new JobsError(
    'jobs/schedule-failed',
    `Schedule '${name}' could not fire: ${why} The others go on; set it anew or delete it.`,
    { schedule: name },
    { cause },
  )

async function nextTick(name: string, cron: string, timeZone: string, after: number): Promise<number> {
  // Who has no schedules need not load it before their first step.
  const { Cron } = await import('croner')
  let next: Date | null
  try {
    next = new Cron(cron, { timezone: timeZone }).nextRun(new Date(after))
  } catch (cause) {
    throw invalid(name, `${cron} in ${timeZone}: ${(cause as Error).message}`, cause)
  }
  if (!next) throw invalid(name, `${cron} never comes again`)
  return next.getTime()
}

const invalid = (name: string, why: string, cause?: unknown) =>
  new JobsError(
    'jobs/invalid-schedule',
    `Schedule '${name}' cannot be used: ${why}. Write five cron fields, such as '0 6 * * *', and an IANA time zone.`,
    { schedule: name },
    { cause },
  )

/** What whoever asks is told of it. */
export const shownSchedule = ({ name, cron, timeZone, job, nextAt }: StoredSchedule): Schedule => ({
  name,
  cron,
  timeZone,
  job,
  nextAt,
})
