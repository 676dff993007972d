/** Reads the runs of a jobs file without being one of its engines: nothing is registered, taken back or written. */
import type Database from 'better-sqlite3'
import type { Runs } from '../engine/runs.ts'
import { type Schedules, shownSchedule } from '../engine/schedules.ts'
import { unknownRun } from '../engine/watch.ts'
import type { Maybe } from '../store.ts'
import { SqliteDatabase } from './driver.ts'
import { listRuns } from './list-runs.ts'
import { createPatience, type Patience, readWhenFree } from './lock.ts'
import { longestBlockMs, openJobsFile, toStoreUnusable } from './open-jobs-file.ts'
import { createOwnerLocks, livingOwners } from './owner-lock.ts'
import { toEvent, toRun, toSchedule, toStep } from './rows.ts'
import { isCurrent } from './schema.ts'
import type { SqliteStoreOptions } from './sqlite-store.ts'
import { prepareStatements } from './statements.ts'

export interface RunsReader extends Pick<Runs, 'owners' | 'get' | 'list' | 'steps' | 'events'> {
  readonly schedules: Pick<Schedules<never>, 'list'>
  close(): Maybe<void>
}

/**
 * The file must be there; one of an older format is brought up to date first.
 * @throws JobsError `jobs/store-unusable`, `jobs/newer-store` or `jobs/foreign-store`
 */
export async function openRuns({
  path,
  lockPatienceMs = 30_000,
  onWait = () => {},
}: Pick<SqliteStoreOptions, 'path' | 'lockPatienceMs' | 'onWait'>): Promise<RunsReader> {
  const patience = createPatience(path, lockPatienceMs, onWait)
  const database = await openWhenFree(patience)
  const sql = prepareStatements(database)
  const read = async <T>(work: () => Maybe<T>): Promise<T> => readWhenFree(work, patience)
  const locks = createOwnerLocks(`${path}.owners`)
  const mustExist = async (runId: string) => {
    if (!(await read(() => sql.get.get(runId)))) throw unknownRun(runId)
  }
  return {
    owners: () => read(() => livingOwners(sql, locks)),
    get: (runId) =>
      read(() => {
        const row = sql.get.get(runId)
        return row ? toRun(row) : null
      }),
    list: (filter = {}) => read(() => listRuns(database, filter)),
    async steps(runId) {
      await mustExist(runId)
      return read(() => sql.steps.all(runId).map(toStep))
    },
    async events(runId, { after = 0, limit = 10_000 } = {}) {
      await mustExist(runId)
      return read(() => sql.events.all(runId, after, limit).map(toEvent))
    },
    schedules: { list: () => read(() => sql.schedules.all().map(toSchedule).map(shownSchedule)) },
    close: () => void database.close(),
  }
}

async function openWhenFree(patience: Patience): Promise<Database.Database> {
  try {
    return await readWhenFree(() => openToRead(patience.path), patience)
  } catch (error) {
    throw toStoreUnusable(error, patience.path)
  }
}

function openToRead(path: string): Database.Database {
  let database: Database.Database | undefined
  try {
    database = new SqliteDatabase(path, { readonly: true, fileMustExist: true, timeout: longestBlockMs })
    if (isCurrent(database, path)) return database
    database.close()
    openJobsFile(path, 'normal').close()
    database = new SqliteDatabase(path, { readonly: true, fileMustExist: true, timeout: longestBlockMs })
    return database
  } catch (error) {
    database?.close()
    throw error
  }
}
