/**
 * The tables of the jobs file as the reference store would fill them. What a step of the model leaves in the file is
 * compared with them, hidden columns included; and a file is brought back to an earlier state by writing them.
 */
import type Database from 'better-sqlite3'
import type { Kept } from '../reference-transaction.ts'

type Value = string | number | null
export type Tables = Readonly<Record<'runs' | 'steps' | 'events' | 'owners', Value[][]>>

/** What the file says of the machine that it is on. */
export interface Machine {
  readonly name: string
  readonly boot: string | null
}

const columns = {
  runs: `id, job, version, queue, status, input, output, error, labels, priority, concurrency_key, idempotency_key,
    rerun_of, owner, generation, lease_until, holding, cancel_requested, recoveries, progress, created_at, available_at,
    started_at, finished_at, deadline_at, steady_at, boot`,
  steps: 'run_id, key, kind, status, attempts, value, error, wake_at, started_at, finished_at',
  events: 'run_id, seq, at, step, body',
  owners: 'id, machine, started_at, queues',
} as const
const names = ['runs', 'steps', 'events', 'owners'] as const

const text = (value: unknown) => (value === null ? null : JSON.stringify(value))

export const toTables = ({ runs, steps, events, owners }: Kept, { name, boot }: Machine): Tables => ({
  runs: byFirst(
    Object.values(runs).map((run) => [
      run.id,
      run.job,
      run.version,
      run.queue,
      run.status,
      run.input,
      run.output,
      text(run.error),
      JSON.stringify(run.labels),
      run.priority,
      run.concurrencyKey,
      run.idempotencyKey,
      run.rerunOf,
      run.owner,
      run.generation,
      run.leaseUntil,
      Number(run.holding),
      Number(run.cancelRequested),
      run.recoveries,
      text(run.progress),
      run.createdAt,
      run.availableAt,
      run.startedAt,
      run.finishedAt,
      run.deadlineAt,
      run.steadyAt,
      boot,
    ]),
  ),
  steps: byFirst(
    Object.entries(steps).flatMap(([runId, ofRun]) =>
      ofRun.map((step) => [
        runId,
        step.key,
        step.kind,
        step.status,
        step.attempts,
        step.value,
        text(step.error),
        step.wakeAt,
        step.startedAt,
        step.finishedAt,
      ]),
    ),
  ),
  events: byFirst(
    Object.values(events).flatMap((ofRun) =>
      ofRun.map(({ runId, seq, at, step, ...body }) => [runId, seq, at, step, JSON.stringify(body)]),
    ),
  ),
  owners: byFirst(
    Object.entries(owners).map(([id, { startedAt, queues }]) => [
      id,
      name,
      startedAt,
      JSON.stringify(queues),
    ]),
  ),
})

/** Ordered as the file gives them: by the first two columns. */
const byFirst = (rows: Value[][]) =>
  rows.sort((a, b) => (a[0]! < b[0]! ? -1 : a[0]! > b[0]! ? 1 : a[1]! < b[1]! ? -1 : 1))

export interface TableFile {
  read(): Tables
  write(tables: Tables): void
}

export function createTableFile(database: Database.Database): TableFile {
  const statements = names.map((name) => ({
    name,
    all: database.prepare<[], Value[]>(`SELECT ${columns[name]} FROM ${name} ORDER BY 1, 2`).raw(),
    clear: database.prepare(`DELETE FROM ${name}`),
    insert: database.prepare(
      `INSERT INTO ${name} (${columns[name]}) VALUES (${columns[name].split(',').map(() => '?')})`,
    ),
  }))
  const write = database.transaction((tables: Tables) => {
    for (const { clear } of [...statements].reverse()) clear.run()
    for (const { name, insert } of statements) for (const row of tables[name]) insert.run(...row)
  })
  const read = database.transaction(
    () => Object.fromEntries(statements.map(({ name, all }) => [name, all.all()])) as unknown as Tables,
  )
  return { read: () => read(), write: (tables) => write.immediate(tables) }
}
