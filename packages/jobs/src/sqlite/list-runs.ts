/** Lists runs, newest first: ids begin with their time, so their order is the order of creation. */
import type Database from 'better-sqlite3'
import type { Run } from '../run.ts'
import type { RunFilter } from '../store.ts'
import { type RunRow, toRun } from './rows.ts'

export function listRuns(database: Database.Database, filter: RunFilter): Run[] {
  const conditions: string[] = ['1 = 1']
  const values: Record<string, string | number> = { limit: filter.limit ?? 50 }
  const add = (condition: string, name: string, value: string) => {
    conditions.push(condition)
    values[name] = value
  }
  if (filter.job !== undefined) add('job = @job', 'job', filter.job)
  if (filter.status)
    add('status IN (SELECT value FROM json_each(@status))', 'status', JSON.stringify(filter.status))
  if (filter.concurrencyKey !== undefined) add('concurrency_key = @key', 'key', filter.concurrencyKey)
  if (filter.before !== undefined) add('id < @before', 'before', filter.before)
  if (filter.labels)
    add(
      `NOT EXISTS (SELECT 1 FROM json_each(@labels) AS l
         WHERE l.value IS NOT (SELECT value FROM json_each(runs.labels) AS r WHERE r.key = l.key))`,
      'labels',
      JSON.stringify(filter.labels),
    )
  return database
    .prepare<[typeof values], RunRow>(
      `SELECT * FROM runs WHERE ${conditions.join(' AND ')} ORDER BY id DESC LIMIT @limit`,
    )
    .all(values)
    .map(toRun)
}
