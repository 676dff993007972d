/** What PostgreSQL or the way to it says, as a DbError that says what to do. Of an address, the password is never said. */
import { DbError } from '../db-error.ts'

/** Deadlocks, serialization failures, lock time-outs: the same work may succeed the next time. */
const busyCodes = new Set(['40001', '40P01', '55P03'])
/** What else keeps a database from being used, with what to do about it: the first that fits. */
const troubles: readonly {
  readonly fits: (error: Error, code: string) => boolean
  readonly advice: string
  readonly retryable: boolean
}[] = [
  {
    fits: ({ message }, code) =>
      code === '53300' || /too many clients|remaining connection slots/.test(message),
    advice:
      'It has no connection left: raise its max_connections, or run fewer processes and threads over it (docs/postgresql.md counts what each takes).',
    retryable: true,
  },
  {
    fits: (_, code) => /^53/.test(code),
    advice: 'Its server is out of room, disk or memory as it says: make some, then try again.',
    retryable: true,
  },
  {
    fits: ({ message }) => /password must be a (?:non-empty )?string|no password supplied/.test(message),
    advice:
      'It asks for a password, and UPFLOW_DATABASE_URL has none: postgresql://user:password@host/database.',
    retryable: false,
  },
  {
    fits: (_, code) => code === '28P01',
    advice: 'It takes another user or password than UPFLOW_DATABASE_URL has.',
    retryable: false,
  },
  {
    fits: ({ message }) => /does not support SSL/.test(message),
    advice: 'Its server speaks no TLS: leave sslmode out of UPFLOW_DATABASE_URL, or turn TLS on there.',
    retryable: false,
  },
  {
    fits: ({ message }, code) => /no encryption|SSL off/.test(message) && code === '28000',
    advice: 'Its server lets nobody in without TLS: add ?sslmode=verify-full to UPFLOW_DATABASE_URL.',
    retryable: false,
  },
  {
    fits: ({ message }, code) => ofCertificate.test(code) || /certificate/.test(message),
    advice:
      'The certificate of its server is not one that this machine trusts: name its authority in UPFLOW_DATABASE_URL (sslrootcert=/path/to/ca.pem), and its host as in the certificate.',
    retryable: false,
  },
  {
    // Connections that break, a server that stops or starts, wrong names.
    fits: (error, code) => /^(?:08|28|3D|57P|58)/.test(code) || ofNetwork.test(code) || isOfConnection(error),
    advice: 'Check that it runs, and the address in UPFLOW_DATABASE_URL.',
    retryable: true,
  },
]
const ofCertificate = /CERT|SELF_SIGNED|^UNABLE_TO_(?:VERIFY|GET_ISSUER)/
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
  const trouble = troubles.find(({ fits }) => fits(error, code))
  if (trouble)
    return new DbError(
      'db/unreachable',
      `The database ${database} cannot be used (${error.message}). ${trouble.advice}`,
      { database },
      { cause: error, retryable: trouble.retryable },
    )
  return error
}

const isOfConnection = ({ message }: Error): boolean =>
  /Connection terminated|timeout exceeded when trying to connect|Query read timeout|not queryable|connection error/i.test(
    message,
  )

/** Host and database, and nothing that is secret. */
export function shownUrl(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null
  return parsed ? `${parsed.host}${parsed.pathname}` : 'in UPFLOW_DATABASE_URL'
}
