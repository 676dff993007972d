/** That the credential of an organization kept the last run from reading: known without asking again. */
import type { Run, Runs } from '@upflow/jobs'
import type { Instant } from '@upflow/model'

export interface AccessProblem {
  /** When the run ended. */
  readonly at: Instant
  readonly code: string
  readonly message: string
}

const reading = ['crawl', 'backfill', 'refresh'] as const
const ended = ['succeeded', 'partial', 'failed', 'dead'] as const

/** What no repository can be read with. */
const codes: readonly string[] = [
  'github/authentication-failed',
  'github/access-denied',
  'github/insufficient-scopes',
  'github/installation-suspended',
  'github/installation-removed',
  'github/invalid-private-key',
  'pipeline/no-token',
  'db/wrong-secret',
]

/** Null when the last run that was to read GitHub could, or there was none. */
export async function accessProblem(
  runs: Pick<Runs, 'list'>,
  organizationId: string,
): Promise<AccessProblem | null> {
  const lists = await Promise.all(
    reading.map((job) =>
      runs.list({ job, labels: { organization: organizationId }, status: [...ended], limit: 1 }),
    ),
  )
  const [last] = lists.flat().sort((one, other) => endOf(other) - endOf(one))
  return last === undefined ? null : problemOf(last)
}

const endOf = ({ createdAt, finishedAt }: Run): number => finishedAt ?? createdAt

/** Where every repository failed, the first says why. */
function problemOf(run: Run): AccessProblem | null {
  const { error } = run
  if (error === null) return null
  const code = error.code === 'pipeline/everything-failed' ? String(error.facts.cause) : error.code
  return codes.includes(code) ? { at: Math.floor(endOf(run) / 1_000), code, message: error.message } : null
}
