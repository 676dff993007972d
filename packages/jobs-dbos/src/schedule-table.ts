/** Schedules as rows: whoever moves one to its next tick makes the run of this one, in the same transaction. */
import type { RunStore, StoredSchedule } from '@upflow/jobs/backend'
import type { Database } from './database.ts'
import { type ScheduleRow, toSchedule } from './rows.ts'
import type { CreateRun } from './trigger.ts'

type ScheduleTable = Pick<RunStore, 'putSchedule' | 'dueSchedules' | 'deleteSchedule' | 'fireSchedule'>

export const createScheduleTable = (
  { read, write, transact }: Database,
  createRun: CreateRun,
): ScheduleTable => ({
  async putSchedule(schedule) {
    await write(
      `INSERT INTO upflow_jobs.schedules (name, cron, time_zone, job, version, input, options, next_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
       ON CONFLICT (name) DO UPDATE SET cron = excluded.cron, time_zone = excluded.time_zone, job = excluded.job,
         version = excluded.version, input = excluded.input, options = excluded.options, next_at = excluded.next_at`,
      toValues(schedule),
    )
  },
  dueSchedules: async (now) =>
    (
      await read<ScheduleRow>('SELECT * FROM upflow_jobs.schedules WHERE next_at <= $1 ORDER BY next_at', [
        now,
      ])
    ).map(toSchedule),
  async deleteSchedule(name) {
    const deleted = await write('DELETE FROM upflow_jobs.schedules WHERE name = $1 RETURNING name', [name])
    return deleted.length > 0
  },
  fireSchedule: (schedule, nextAt, run) =>
    transact(async (transaction) => {
      const { rowCount } = await transaction.query(
        `UPDATE upflow_jobs.schedules SET next_at = $9
         WHERE name = $1 AND cron = $2 AND time_zone = $3 AND job = $4 AND version = $5 AND input = $6
           AND options = $7 AND next_at = $8`,
        [...toValues(schedule), nextAt],
      )
      return rowCount && run ? (await createRun(transaction, run)).run : null
    }),
})

const toValues = ({
  name,
  cron,
  timeZone,
  job,
  version,
  input,
  options,
  nextAt,
}: StoredSchedule): unknown[] => [name, cron, timeZone, job, version, input, options, nextAt]
