/** Runs as they are read: also by who is no engine. */
import type { StepRecord } from '@upflow/jobs'
import type { RunStore } from '@upflow/jobs/backend'
import type { Database } from './database.ts'
import { listRuns } from './list-runs.ts'
import type { Client } from './load-dbos.ts'
import { recordedSteps } from './retry.ts'
import {
  type EventRow,
  type OwnerRow,
  type RunRow,
  type ScheduleRow,
  toEvent,
  toOwner,
  toRun,
  toSchedule,
} from './rows.ts'

type Reading = Pick<RunStore, 'owners' | 'get' | 'list' | 'steps' | 'events' | 'listSchedules'>

interface ReadingOptions {
  /** Asked for with the first steps that are read. */
  clientOf(): Promise<Client>
  /** Who has said nothing for so long is not there any more. */
  readonly leaseMs: number
}

export const createReading = (database: Database, { clientOf, leaseMs }: ReadingOptions): Reading => ({
  owners: async () =>
    (
      await database.read<OwnerRow>(
        `SELECT id, started_at, queues FROM upflow_jobs.owners
         WHERE seen_at > now() - make_interval(secs => $1) ORDER BY id`,
        [leaseMs / 1_000],
      )
    ).map(toOwner),
  async get(runId) {
    const [row] = await database.read<RunRow>('SELECT * FROM upflow_jobs.runs WHERE id = $1', [runId])
    return row ? toRun(row) : null
  },
  list: (filter) => listRuns(database, filter),
  listSchedules: async () =>
    (await database.read<ScheduleRow>('SELECT * FROM upflow_jobs.schedules ORDER BY name')).map(toSchedule),
  async steps(runId) {
    const recorded = (await recordedSteps(await clientOf(), runId)).map(({ record }) => record)
    const kept = await database.read<{ key: string; record: string }>(
      'SELECT key, record FROM upflow_jobs.kept WHERE run_id = $1',
      [runId],
    )
    const others = kept.filter(({ key }) => !recorded.some((record) => record.key === key))
    return [...recorded, ...others.map(({ record }) => JSON.parse(record) as StepRecord)].sort(
      (a, b) => a.startedAt - b.startedAt || a.finishedAt - b.finishedAt || (a.key < b.key ? -1 : 1),
    )
  },
  events: async (runId, after, limit) =>
    (
      await database.read<EventRow>(
        'SELECT * FROM upflow_jobs.events WHERE run_id = $1 AND seq > $2 ORDER BY seq LIMIT $3',
        [runId, after, limit],
      )
    ).map(toEvent),
})
