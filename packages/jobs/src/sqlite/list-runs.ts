/**
 * Lists runs, newest first: ids begin with their time, so their order is the order of creation. However many runs
 * there are, a page is read from index ranges that hold nothing else, one for each status and job that the filter
 * allows; a further label is looked up for each run of the rarest.
 */
import type Database from 'better-sqlite3'
import type { Run, RunStatus } from '../run.ts'
import type { RunFilter } from '../store.ts'
import { type RunRow, toRun } from './rows.ts'

/** Rows of an index that begins with what `where` compares and goes on with status, job and id. */
interface Range {
  readonly table: 'runs' | 'run_labels'
  readonly id: 'id' | 'run_id'
  readonly where: string
}
interface Group {
  readonly status: RunStatus
  readonly job: string
}
type Values = Record<string, string | number>

const everyRun: Range = { table: 'runs', id: 'id', where: 'TRUE' }
/** Counting further does not help to choose the rarest range. */
const countedAtMost = 1_000
const afterEveryId = '\u{10ffff}'

export function listRuns(database: Database.Database, filter: RunFilter): Run[] {
  const { job, status, limit = 50, before = afterEveryId } = filter
  const values: Values = { before, limit }
  const ranges = rangesOf(filter, values)
  if (ranges.length === 0 && job === undefined && status === undefined)
    return database
      .prepare<[Values], RunRow>('SELECT * FROM runs WHERE id < @before ORDER BY id DESC LIMIT @limit')
      .all(values)
      .map(toRun)

  const [range = everyRun, ...others] = rarestFirst(database, ranges, values)
  const ids = database
    .prepare<[Values], string>(
      `SELECT ${range.id} FROM ${range.table} AS r WHERE ${range.where} AND status = @status AND job = @job
         AND ${range.id} < @before ${others.map((other) => `AND ${isAlsoIn(other, range)}`).join(' ')}
       ORDER BY ${range.id} DESC LIMIT @limit`,
    )
    .pluck()
  const row = database.prepare<[string], RunRow>('SELECT * FROM runs WHERE id = ?')
  return groupsOf(database, range, values)
    .filter((group) => (job === undefined || group.job === job) && (status?.includes(group.status) ?? true))
    .flatMap((group) => ids.all({ ...values, ...group }))
    .sort((a, b) => (a < b ? 1 : -1))
    .slice(0, limit)
    .map((id) => toRun(row.get(id)!))
}

function rangesOf({ concurrencyKey, labels = {} }: RunFilter, values: Values): Range[] {
  const ranges: Range[] = Object.entries(labels).map(([label, value], index) => {
    values[`label${index}`] = label
    values[`value${index}`] = value
    return {
      table: 'run_labels',
      id: 'run_id',
      where: `label = @label${index} AND value = @value${index}`,
    }
  })
  if (concurrencyKey === undefined) return ranges
  values.key = concurrencyKey
  return [...ranges, { table: 'runs', id: 'id', where: 'concurrency_key = @key' }]
}

function rarestFirst(database: Database.Database, ranges: readonly Range[], values: Values): Range[] {
  if (ranges.length < 2) return [...ranges]
  const counted = ranges.map((range) => ({
    range,
    count: database
      .prepare<[Values], number>(
        `SELECT count(*) FROM (SELECT 1 FROM ${range.table} WHERE ${range.where} LIMIT ${countedAtMost})`,
      )
      .pluck()
      .get(values)!,
  }))
  return counted.sort((a, b) => a.count - b.count).map(({ range }) => range)
}

const isAlsoIn = ({ table, id, where }: Range, range: Range) =>
  `EXISTS (SELECT 1 FROM ${table} AS o WHERE ${where} AND o.status = r.status AND o.job = r.job AND o.${id} = r.${range.id})`

/** Each status and job that the range has runs of, found by one seek each. */
function groupsOf(database: Database.Database, range: Range, values: Values): Group[] {
  // One comparison of both columns would walk over all rows of the group before.
  const next = (condition: string) =>
    database.prepare<[Values], Group>(
      `SELECT status, job FROM ${range.table} WHERE ${range.where} AND ${condition} ORDER BY status, job LIMIT 1`,
    )
  const sameStatus = next('status = @status AND job > @job')
  const nextStatus = next('status > @status')
  const groups: Group[] = []
  for (let group = nextStatus.get({ ...values, status: '' }); group; ) {
    groups.push(group)
    const after = { ...values, ...group }
    group = sameStatus.get(after) ?? nextStatus.get(after)
  }
  return groups
}
