/** Runs as they are read: also by who is no engine. */
import type { StepRecord } from '@upflow/jobs'
import type { RunStore } from '@upflow/jobs/backend'
import type { Database } from './database.ts'
import { listRuns } from './list-runs.ts'
import type { Client } from './load-dbos.ts'
import { recordedSteps } from './retry.ts'
import { type EventRow, type RunRow, toEvent, toRun } from './rows.ts'

type Reading = Pick<RunStore, 'get' | 'list' | 'steps' | 'events'>

/** @param clientOf asked for with the first steps that are read */
export const createReading = (database: Database, clientOf: () => Promise<Client>): Reading => ({
  async get(runId) {
    const [row] = await database.read<RunRow>('SELECT * FROM upflow_jobs.runs WHERE id = $1', [runId])
    return row ? toRun(row) : null
  },
  list: (filter) => listRuns(database, filter),
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
