/** Lists runs, newest first: ids begin with their time, so their order is the order of creation. */
import type { Run } from '@upflow/jobs'
import type { RunFilter } from '@upflow/jobs/backend'
import type { Database } from './database.ts'
import { type RunRow, toRun } from './rows.ts'

export async function listRuns(
  database: Database,
  { job, status, concurrencyKey, labels, limit = 50, before }: RunFilter,
): Promise<Run[]> {
  const values: unknown[] = []
  const conditions = [
    ['job =', job],
    ['status = ANY', status && [...status]],
    ['concurrency_key =', concurrencyKey],
    ['labels @>', labels && JSON.stringify(labels)],
    ['id <', before],
  ].flatMap(([compares, value]) => (value === undefined ? [] : [`${compares} ($${values.push(value)})`]))
  const rows = await database.read<RunRow>(
    `SELECT * FROM upflow_jobs.runs ${conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`}
     ORDER BY id DESC LIMIT $${values.push(limit)}`,
    values,
  )
  return rows.map(toRun)
}
