/** What ails the database of the jobs, as one error each with what to do: no code of PostgreSQL's leaves the engine. */
import { JobsError, type JobsErrorCode } from '@upflow/jobs'

interface Trouble {
  readonly found: RegExp
  readonly code: JobsErrorCode
  readonly what: string
  readonly todo: string
  readonly retryable: boolean
}

const troubles: readonly Trouble[] = [
  {
    // The server is not there, is starting or stopping, or the way to it is cut.
    found:
      /^(08...|57P0[1-5]|53300|E(CONN|HOST|NET|TIMEDOUT|PIPE|AI_AGAIN|ADDRNOTAVAIL)\w*|ENOTFOUND)$|terminated|timeout (exceeded|expired)|not queryable|closed the connection/,
    code: 'jobs/store-unreachable',
    what: 'cannot be reached',
    todo: 'Check that it runs and the way to it; what was not recorded is done again.',
    retryable: true,
  },
  {
    found: /^(40001|40P01|55P03)$/,
    code: 'jobs/store-busy',
    what: 'is kept busy by another transaction',
    todo: 'It is tried again.',
    retryable: true,
  },
  {
    found: /^(53100|53200|53400)$/,
    code: 'jobs/disk-full',
    what: 'has no room',
    todo: 'Make room on its disk; what was not recorded is done again.',
    retryable: true,
  },
  {
    found: /^(25006|42501)$/,
    code: 'jobs/store-read-only',
    what: 'may not be written to',
    todo: 'Give this user the right to write and to create schemas, and name the primary, no replica.',
    retryable: false,
  },
  {
    found: /^(28...|3D000)$/,
    code: 'jobs/store-unusable',
    what: 'does not let this user in',
    todo: 'Check the user, the password and the name of the database in its URL.',
    retryable: false,
  },
  {
    found: /^(58...|XX...)$/,
    code: 'jobs/store-io-failed',
    what: 'cannot be read or written',
    todo: "Look into the server's log; what was not recorded is done again.",
    retryable: true,
  },
]

/** The error of the jobs for one of PostgreSQL or of the way to it; any other as it is. */
export function toDatabaseError(place: string, error: unknown): unknown {
  if (error instanceof JobsError || !(error instanceof Error)) return error
  const code = String((error as { code?: unknown }).code)
  if (/^(22021|22P05)$/.test(code))
    return new JobsError(
      'jobs/not-json',
      `A key or a label holds a character that PostgreSQL keeps none of: ${error.message}. Leave NUL out of it.`,
      { place },
      { cause: error },
    )
  const trouble = troubles.find(({ found }) => found.test(code) || found.test(error.message))
  if (!trouble) return error
  const { what, todo, retryable } = trouble
  return new JobsError(
    trouble.code,
    `The database of the jobs, ${place}, ${what}: ${error.message || code}. ${todo}`,
    { place },
    { cause: error, retryable },
  )
}

/** Whoever still asks does so after the end of the engine. */
export const databaseClosed = (place: string) =>
  new JobsError(
    'jobs/engine-stopped',
    `The database of the jobs, ${place}, is closed: its engine was stopped.`,
    {
      place,
    },
  )

/** Where a database is, without who asks for it: its URL may hold a password. */
export function placeOf(url: string): string {
  try {
    const { hostname, port, pathname } = new URL(url)
    return `${hostname}${port === '' ? '' : `:${port}`}${pathname}`
  } catch {
    throw new JobsError(
      'jobs/store-unusable',
      'The URL of the database of the jobs is none. Write postgresql://user@host:5432/database.',
    )
  }
}
