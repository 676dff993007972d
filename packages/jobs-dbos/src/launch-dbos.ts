/** Makes this process one of DBOS's executors, for the queues of what it has and of nothing else. */
import { setTimeout as sleep } from 'node:timers/promises'
import { isStoreTrouble } from '@upflow/jobs'
import type { CommonSettings, TellTrouble } from '@upflow/jobs/backend'
import type { Bodies } from './body.ts'
import type { Database } from './database.ts'
import { toDatabaseError } from './database-error.ts'
import {
  applicationName,
  applicationVersion,
  type Client,
  type Dbos,
  dbosSchema,
  poolUrl,
  silent,
} from './load-dbos.ts'
import { queueName, workflowName } from './trigger.ts'

/** How often a queue is looked at, and how many looks there are a second however many jobs there are. */
const shortestPollMs = 50
const mostPollsPerSecond = 100
/** How often a run may be lost is counted here, by `maxRecoveries`. */
const manyRecoveries = 2 ** 30
const pauseMs = 250

export async function launchDbos({
  dbos,
  client,
  database,
  bodies,
  settings,
  tell,
  isStopped,
}: {
  readonly dbos: Dbos
  readonly client: Client
  readonly database: Database
  readonly bodies: Bodies
  readonly settings: CommonSettings
  readonly tell: TellTrouble
  readonly isStopped: () => boolean
}): Promise<void> {
  const { jobs, queues, owner, concurrency } = settings
  const { DBOS } = dbos
  const served = queues.flatMap((queue) =>
    jobs.flatMap(({ name: job, version }) =>
      [false, true].map((isKeyed) => ({ name: queueName({ queue, job, version }, isKeyed), isKeyed })),
    ),
  )
  /** A database that is away now is asked again: one that serves nothing would be taken for one that does. */
  const untilDone = async (work: () => Promise<unknown>): Promise<void> => {
    for (;;) {
      try {
        await work()
        return tell(served, null)
      } catch (thrown) {
        const error = toDatabaseError(database.place, thrown)
        if (isStopped() || !isStoreTrouble(error) || !error.retryable) throw error
        tell(served, error)
      }
      await sleep(pauseMs)
    }
  }
  const minPollingIntervalMs = Math.max(shortestPollMs, (1_000 / mostPollsPerSecond) * served.length)
  try {
    for (const { name, isKeyed } of served)
      await untilDone(() =>
        client.registerQueue(name, {
          workerConcurrency: concurrency,
          minPollingIntervalMs,
          ...(isKeyed ? { partitionConcurrency: 1 } : {}),
        }),
      )
    for (const job of jobs)
      DBOS.registerWorkflow(bodies.workflowOf(job), {
        name: workflowName(job.name, job.version),
        maxRecoveryAttempts: manyRecoveries,
      })
    DBOS.setConfig({
      name: applicationName,
      applicationVersion,
      executorID: owner,
      systemDatabaseUrl: poolUrl,
      systemDatabasePool: database.pool,
      systemDatabaseSchemaName: dbosSchema,
      listenQueues: served.map(({ name }) => name),
      runMigrations: false,
      useListenNotify: false,
      logger: silent,
    })
    await DBOS.launch()
  } catch (error) {
    throw toDatabaseError(database.place, error)
  }
}
