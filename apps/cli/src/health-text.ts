/** Whether the numbers can be trusted, as text of at most 80 columns. */
import { dayOf, type IgnoredCount, ignoredText, type RepositoryHealth, type Retry } from '@upflow/insights'
import type { Instant } from '@upflow/model'
import type { AccessProblem, lastAccess } from '@upflow/pipeline'
import { localTime } from './local-time.ts'
import { wrapText } from './printable.ts'

export interface Health {
  /** What GitHub said of the credential when it was last read; null before that. */
  readonly access: Awaited<ReturnType<typeof lastAccess>>
  readonly accessProblem: AccessProblem | null
  readonly repositories: readonly RepositoryHealth[]
  /** Those that are tried first. */
  readonly retries: readonly Retry[]
  readonly ignored: readonly IgnoredCount[]
}

export function healthText(health: Health, timeZone: string): string[] {
  const { access, accessProblem, ignored, repositories, retries } = health
  const timeOf = localTime(timeZone)
  const counts = countByReason(ignored)
  return [
    ...(accessProblem === null
      ? []
      : [`The last run could not read GitHub (${timeOf(accessProblem.at)}): ${accessProblem.message}`]),
    ...(access === null ? [] : accessText(access, timeOf)),
    ...repositories.flatMap((one) => ['', ...repositoryText(one, timeZone)]),
    ...(repositories.length === 0 ? ['There is no repository yet'] : []),
    ...(retries.length === 0 ? [] : ['', 'To be read again']),
    ...retries.map(
      ({ attempts, nextAt, number, reason, repository }) =>
        `  ${repository}#${number ?? '?'} from ${timeOf(nextAt)} on, after ${attempts} attempt${attempts === 1 ? '' : 's'}: ${reason}`,
    ),
    ...(counts.length === 0 ? [] : ['', 'What did not count']),
    ...counts.map((one) => `  ${ignoredText(one, one.count)}`),
  ].flatMap(wrapText)
}

function accessText(
  { at, points, tokenExpiresAt }: NonNullable<Health['access']>,
  timeOf: (at: Instant) => string,
): string[] {
  return [
    `GitHub was read at ${timeOf(at)}; ${tokenExpiresAt === null ? 'no end of the token is known' : `the token ends at ${timeOf(tokenExpiresAt)}`}`,
    ...(points === null
      ? []
      : [`${points.remaining} of ${points.limit} points were left until ${timeOf(points.resetAt)}`]),
  ]
}

function repositoryText(one: RepositoryHealth, timeZone: string): string[] {
  const day = (at: Instant) => dayOf(at, timeZone)
  const timeOf = localTime(timeZone)
  const created =
    one.firstCreatedAt === null || one.lastCreatedAt === null
      ? ''
      : `, opened ${day(one.firstCreatedAt)} to ${day(one.lastCreatedAt)}`
  const lacks = Object.entries(one.incompleteIn).map(
    ([part, count]) => `${count} ${count === 1 ? 'lacks' : 'lack'} ${part}`,
  )
  const lines = [
    ...(one.pause === null
      ? []
      : [`paused since ${day(one.pause.since)} by ${one.pause.by}: nothing is read of it`]),
    `${one.stored} stored${created}`,
    ...(one.incomplete > 0 ? [`${one.incomplete} not whole, in no figure: ${lacks.join(', ')}`] : []),
    ...(one.unread > 0
      ? [`${one.unread} ${one.unread === 1 ? 'is' : 'are'} known and could not be read at all`]
      : []),
    ...(one.retries > 0 && one.nextRetryAt !== null
      ? [`${one.retries} to be read again, the first from ${timeOf(one.nextRetryAt)} on`]
      : []),
    ...(one.unanalyzed > 0
      ? [
          `${one.unanalyzed} new or changed: until the next recalculation figures lack them, or have them as they were`,
        ]
      : []),
    ...(one.outdated === null
      ? []
      : [`its figures are${one.outdated === 'partly' ? ', in part,' : ''} by earlier settings or releases`]),
    ...(one.removed > 0 ? [`${one.removed} that GitHub no longer has`] : []),
  ]
  return [`${one.repository}: ${readText(one, timeZone)}`, ...lines.map((line) => `  ${line}`)]
}

function readText({ asOf, readSince }: RepositoryHealth, timeZone: string): string {
  if (asOf !== null) return `whole as of ${localTime(timeZone)(asOf)}`
  return readSince === null
    ? 'never read whole yet'
    : `only what was opened since ${dayOf(readSince, timeZone)} is read whole`
}

/** Of all repositories, the most first. */
function countByReason(ignored: readonly IgnoredCount[]): Omit<IgnoredCount, 'repository'>[] {
  const counts = new Map<string, Omit<IgnoredCount, 'repository'>>()
  for (const { count, kind, why } of ignored) {
    const reason = `${kind} ${why}`
    counts.set(reason, { kind, why, count: count + (counts.get(reason)?.count ?? 0) })
  }
  return [...counts.values()].sort((a, b) => b.count - a.count)
}
