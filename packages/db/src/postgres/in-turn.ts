/**
 * What is done to a machine's own file by who has the turn of all machines. It is tried for a moment only: where another
 * process here holds the file for longer, nobody elsewhere waits for that, since the turn is given back, and taken again
 * with the whole transaction.
 */
import { DbError } from '../db-error.ts'
import { type BusyRetryOptions, withBusyRetry } from '../sqlite/busy.ts'

const delaysMs = [10, 20, 40]

/** @throws DbError `db/busy`, by which the transaction is tried again; what the work throws */
export async function inTurn<T>(work: () => T, retry: BusyRetryOptions): Promise<T> {
  try {
    return await withBusyRetry(work, { ...retry, delaysMs })
  } catch (error) {
    const { code, message } = error as Partial<DbError>
    if (code !== 'db/busy') throw error
    throw new DbError('db/busy', message!, {}, { cause: error, retryable: true })
  }
}
