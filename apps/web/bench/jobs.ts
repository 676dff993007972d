/** Keeps the jobs of a scenario going in the process that serves, and counts what they did. */
import { openPipeline, type Pipeline, parseConfig } from '@upflow/pipeline'
import { changeSettings } from '@upflow/settings'

export interface Work {
  readonly recalculates: boolean
  readonly backfills: boolean
}

/** Pull requests. */
export interface WorkDone {
  readonly recalculated: number
  readonly read: number
}

export interface RunningJobs {
  /** Counts, then asks all of them to end. @throws Error when one had failed */
  stop(): Promise<WorkDone>
}

export interface JobsOptions {
  readonly organizationId: string
  /** The repositories that a backfill reads; all others are recalculated. */
  readonly unread: ReadonlySet<string>
  readonly work: Work
}

/** Triggers from a process that executes nothing, as the command line does. What ends is triggered again. */
export async function startJobs(dataDir: string, options: JobsOptions): Promise<RunningJobs> {
  const pipeline = await openPipeline({ config: parseConfig({ UPFLOW_DATA_DIR: dataDir }), concurrency: 0 })
  const { jobs, runs } = pipeline.engine
  const organizationId = options.organizationId as never
  const names = (await pipeline.organizations.repositories(organizationId)).map(
    ({ owner, name }) => `${owner}/${name}`,
  )
  const read = names.filter((name) => !options.unread.has(name))
  const unread = names.filter((name) => options.unread.has(name))
  const recalculate = async (round: number) => {
    await changeRules(pipeline, organizationId, round)
    return jobs.recalculate.trigger({ organizationId, everything: true, repositories: read } as never)
  }
  const backfill = () =>
    jobs.backfill.trigger({ organizationId, repositories: unread, recalculate: false } as never)

  let stopped = false
  const current = new Set<string>()
  /** Runs a job again and again. Returns a count of the latest progress of all steps so far. */
  const keepGoing = (trigger: (round: number) => Promise<{ readonly runId: string }>) => {
    const latest = new Map<string, number>()
    const runAll = async () => {
      for (let round = 1; !stopped; round++) {
        const { runId } = await trigger(round)
        current.add(runId)
        const { status, error } = await runs.wait(runId, {
          onProgress: (progress) => latest.set(`${runId} ${progress.step}`, progress.current),
        })
        current.delete(runId)
        if (status !== 'succeeded' && !stopped)
          throw new Error(`a job ended as ${status}: ${error?.message ?? 'see its steps'}`)
      }
    }
    const ended = runAll()
    // Thrown by `stop`.
    ended.catch(() => {})
    return { ended, count: () => [...latest.values()].reduce((sum, count) => sum + count, 0) }
  }
  const { recalculates, backfills } = options.work
  const recalculating = recalculates ? keepGoing(recalculate) : null
  const backfilling = backfills ? keepGoing(backfill) : null
  return {
    async stop() {
      stopped = true
      const done = { recalculated: recalculating?.count() ?? 0, read: backfilling?.count() ?? 0 }
      try {
        for (const runId of current) await runs.cancel(runId)
        await Promise.all([recalculating?.ended, backfilling?.ended])
      } finally {
        await pipeline.close()
      }
      return done
    },
  }
}

/** So that each round comes to other analyses, and all of them are written. */
async function changeRules({ tenants }: Pipeline, organizationId: never, round: number): Promise<void> {
  const value = [`nobody-${round}`]
  await changeSettings(await tenants.open(organizationId), [{ key: 'excludedLogins', value }], {
    by: 'bench',
  })
}
