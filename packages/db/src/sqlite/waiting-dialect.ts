/** A dialect whose every query waits for a lock as `withBusyRetry` does: while the event loop turns. */
import type { CompiledQuery, DatabaseConnection, Dialect, Driver, QueryResult } from 'kysely'
import { type BusyRetryOptions, withBusyRetry } from './busy.ts'

/** @param explain an error of the driver as one of ours, where it is not known by itself */
export const waitingDialect = (
  dialect: Dialect,
  retry: BusyRetryOptions,
  explain: (error: unknown) => unknown = (error) => error,
): Dialect => ({
  createAdapter: () => dialect.createAdapter(),
  createIntrospector: (db) => dialect.createIntrospector(db),
  createQueryCompiler: () => dialect.createQueryCompiler(),
  createDriver() {
    const driver = dialect.createDriver()
    // Held for one try alone: what waits for a lock holds up nobody else.
    const execute = async <R>(query: CompiledQuery): Promise<QueryResult<R>> => {
      const connection = await driver.acquireConnection()
      try {
        return await connection.executeQuery<R>(query)
      } finally {
        await driver.releaseConnection(connection)
      }
    }
    const once = <R>(query: CompiledQuery): Promise<QueryResult<R>> =>
      execute<R>(query).catch((error: unknown) => {
        throw explain(error)
      })
    return {
      ...singleStatements(<R>(query: CompiledQuery) => withBusyRetry(() => once<R>(query), retry)),
      init: () => driver.init(),
      destroy: () => driver.destroy(),
    }
  },
})

/** A driver that knows nothing else. */
export function singleStatements(executeQuery: <R>(query: CompiledQuery) => Promise<QueryResult<R>>): Driver {
  const connection: DatabaseConnection = { executeQuery, streamQuery: () => refuse('a stream') }
  return {
    init: async () => {},
    acquireConnection: async () => connection,
    beginTransaction: async () => refuse('a transaction'),
    commitTransaction: async () => refuse('a transaction'),
    rollbackTransaction: async () => refuse('a transaction'),
    releaseConnection: async () => {},
    destroy: async () => {},
  }
}

const refuse = (what: string): never => {
  throw new Error(`Queries are single statements: ${what} is the store's to begin.`)
}
