/**
 * DBOS, which is one instance per copy of its modules: each engine gets a copy of its own, so that several may be open
 * in one process. The only module that knows it.
 */
import { createRequire } from 'node:module'
import { dirname, sep } from 'node:path'
import type { DBOS, DBOSClient } from '@dbos-inc/dbos-sdk'
import type { Pool } from 'pg'

export type Client = DBOSClient
export interface Dbos {
  readonly DBOS: typeof DBOS
  readonly DBOSClient: typeof DBOSClient
  /** Brings its schema up to date, through a pool as it is. */
  readonly migrate: (pool: Pool) => Promise<void>
}

/** Also of the rows of other applications in one database: theirs are left alone. */
export const applicationName = 'upflow'
/** The same for ever: which job and version a process has is told by the queues that it listens to. */
export const applicationVersion = 'upflow-jobs'
export const dbosSchema = 'dbos'
/** Before it asks a database again that it lost: not a minute. */
const retryPauses = { initialBackoffSec: 0.1, maxBackoffSec: 1 }

/** Says nothing: what concerns somebody is told by the engine, redacted. */
export const silent = { info: () => {}, debug: () => {}, warn: () => {}, error: () => {} }

export function loadDbos(): Dbos {
  const root = dirname(require.resolve(`${internal}/utils`)) + sep
  for (const path of Object.keys(require.cache)) if (path.startsWith(root)) delete require.cache[path]
  const { DBOS, DBOSClient } = require('@dbos-inc/dbos-sdk') as Dbos
  const { dbRetryConfig } = require(`${internal}/utils`) as Utils
  Object.assign(dbRetryConfig, retryPauses)
  const { ensureSystemDatabase } = require(`${internal}/system_database`) as SystemDatabase
  return {
    DBOS,
    DBOSClient,
    // Its own command would tell its progress to whoever reads this process's output.
    migrate: (pool) => ensureSystemDatabase(poolUrl, silent, pool, dbosSchema),
  }
}

/** For what needs no workflow of this process's. */
export const openClient = (
  pool: Pool,
  { DBOSClient }: Pick<Dbos, 'DBOSClient'> = loadDbos(),
): Promise<Client> =>
  DBOSClient.create({
    systemDatabaseUrl: poolUrl,
    systemDatabasePool: pool,
    systemDatabaseSchemaName: dbosSchema,
    applicationName,
    logger: silent,
  })

/** Of the copy that is installed: what it migrates a database to goes with it. */
export const dbosVersion = (): string => (require(`${internal}/utils`) as Utils).globalParams.dbosVersion

/** What it asks for although it is given a pool; nobody is connected to by it. */
export const poolUrl = 'postgresql://upflow@pool/upflow'

const require = createRequire(import.meta.url)
const internal = '@dbos-inc/dbos-sdk/internal'

interface Utils {
  readonly dbRetryConfig: object
  readonly globalParams: { readonly dbosVersion: string }
}
interface SystemDatabase {
  ensureSystemDatabase(url: string, logger: object, pool: Pool, schema: string): Promise<void>
}

/** What went wrong by DBOS, of whichever copy: its classes are told by their names. */
export const isDbosError = (
  error: unknown,
  name:
    | 'DBOSWorkflowConflictError'
    | 'DBOSWorkflowCancelledError'
    | 'DBOSUnexpectedStepError'
    | 'DBOSStepNondeterminismError',
): boolean => error instanceof Error && error.constructor.name === name
