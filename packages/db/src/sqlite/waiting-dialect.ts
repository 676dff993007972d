/** A dialect whose every query waits for a locked file as `withBusyRetry` does: while the event loop turns. */
import type { DatabaseConnection, Dialect } from 'kysely'
import { type BusyRetryOptions, withBusyRetry } from './busy.ts'

export const waitingDialect = (dialect: Dialect, retry: BusyRetryOptions): Dialect => ({
  createAdapter: () => dialect.createAdapter(),
  createIntrospector: (db) => dialect.createIntrospector(db),
  createQueryCompiler: () => dialect.createQueryCompiler(),
  createDriver() {
    const driver = dialect.createDriver()
    const waiting = (connection: DatabaseConnection): DatabaseConnection => ({
      executeQuery: (query) => withBusyRetry(() => connection.executeQuery(query), retry),
      streamQuery: (query, chunkSize) => connection.streamQuery(query, chunkSize),
    })
    return {
      init: () => driver.init(),
      acquireConnection: async () => waiting(await driver.acquireConnection()),
      beginTransaction: (connection, settings) => driver.beginTransaction(connection, settings),
      commitTransaction: (connection) => driver.commitTransaction(connection),
      rollbackTransaction: (connection) => driver.rollbackTransaction(connection),
      releaseConnection: (connection) => driver.releaseConnection(connection),
      destroy: () => driver.destroy(),
    }
  },
})
