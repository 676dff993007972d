/** What PostgreSQL or the way to it says, as a DbError that says what to do. Of an address, the password is never said. */
import { DbError } from '../db-error.ts'

/** Deadlocks, serialization failures, lock time-outs: the same work may succeed the next time. */
const busyCodes = new Set(['40001', '40P01', '55P03'])
/** Connections that break, a server that stops or starts, wrong names and passwords. */
const unreachable = /^(?:08|28|3D|53|57P|58)/
const ofNetwork = /^E(?:CONN|HOST|NET|PIPE|TIMEDOUT|AI_)|ENOTFOUND/

/** An error of PostgreSQL as a DbError; anything else as it is. */
export function toPostgresError(error: unknown, url: string): unknown {
  if (error instanceof DbError || !(error instanceof Error)) return error
  const { code = '' } = error as { code?: string }
  const database = shownUrl(url)
  if (busyCodes.has(code))
    return new DbError(
      'db/busy',
      `The database ${database} was busy with another who writes the same (${error.message}). Try again.`,
      { database },
      { cause: error, retryable: true },
    )
  if (unreachable.test(code) || ofNetwork.test(code) || isOfConnection(error))
    return new DbError(
      'db/unreachable',
      `The database ${database} cannot be used (${error.message}). Check that it runs, and the address in UPFLOW_DATABASE_URL.`,
      { database },
      { cause: error, retryable: true },
    )
  return error
}

const isOfConnection = ({ message }: Error): boolean =>
  /Connection terminated|timeout exceeded when trying to connect|not queryable|connection error/i.test(
    message,
  )

/** Host and database, and nothing that is secret. */
export function shownUrl(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null
  return parsed ? `${parsed.host}${parsed.pathname}` : 'in UPFLOW_DATABASE_URL'
}
