/** Prints where the time of merged pull requests went. Reads what is stored; starts nothing. */
import { clocks, type Grouping, groupings, readFacts, startOfDay } from '@upflow/insights'
import { chooseRepositories, fullName } from '@upflow/pipeline/data'
import { chooseOrganization } from '../choose-organization.ts'
import { type ExitCode, exitCodes, UsageError } from '../exit-codes.ts'
import { checkPeriod, toLogins, toPaths, toSizes, toTeams } from '../filter-options.ts'
import { openCommandData } from '../open-data.ts'
import { parseDay } from '../parse-day.ts'
import { formats, showReport } from '../show-report.ts'
import type { CommandContext } from './context.ts'

export interface ReportRequest {
  readonly organization: string | undefined
  readonly since: string | undefined
  readonly until: string | undefined
  readonly by: string | undefined
  readonly repositories: readonly string[] | null
  readonly kinds: readonly string[] | null
  readonly authors: readonly string[] | null
  readonly teams: readonly string[] | null
  readonly teamAs: string | undefined
  readonly sizes: readonly string[] | null
  readonly bases: readonly string[] | null
  readonly paths: readonly string[] | null
  readonly clock: string | undefined
  readonly format: string | undefined
}

export async function report(
  { config, terminal, signal }: CommandContext,
  request: ReportRequest,
): Promise<ExitCode> {
  parseDay(request.since, '--since')
  parseDay(request.until, '--until')
  checkPeriod({ option: '--since', day: request.since }, { option: '--until', day: request.until })
  const sizes = toSizes(request.sizes)
  const paths = toPaths(request.paths)
  const ofTeams = toTeams(request.teams, request.teamAs)
  const by = oneOf(groupings, request.by, '--by') ?? null
  const clock = oneOf(clocks, request.clock, '--clock') ?? 'wall'
  const format = oneOf(formats, request.format, '--format')
  if (terminal.json && format !== undefined && format !== 'json')
    throw new UsageError(`--json and --format ${format} are two formats: give one`)
  const data = await openCommandData({ config, signal, terminal })
  try {
    const { id } = await chooseOrganization(data, request.organization)
    const tenant = await data.tenants.openToRead(id)
    const { timeZone } = readFacts(tenant)
    const at = (day: string | undefined) => (day === undefined ? null : startOfDay(day, timeZone))
    await showReport(tenant, terminal, {
      filter: {
        since: at(request.since),
        until: at(request.until),
        ...(request.repositories === null
          ? {}
          : { repositories: (await chooseRepositories(tenant, request.repositories)).map(fullName) }),
        ...(request.kinds === null ? {} : { kinds: request.kinds }),
        authors: toLogins(request.authors),
        ...ofTeams,
        sizes,
        bases: request.bases,
        paths,
      },
      clock,
      by: by as Grouping | null,
      ...(format === undefined ? {} : { format }),
    })
    return exitCodes.success
  } finally {
    await data.close()
  }
}

export function oneOf<T extends string>(
  known: readonly T[],
  text: string | undefined,
  option: string,
): T | undefined {
  if (text === undefined || (known as readonly string[]).includes(text)) return text as T | undefined
  throw new UsageError(`${option} takes ${known.slice(0, -1).join(', ')} or ${known.at(-1)}, not '${text}'`)
}
