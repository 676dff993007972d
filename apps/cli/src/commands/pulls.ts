/** `pulls list` and `pulls show`: which pull requests are behind a figure, and why one's numbers are what they are. */
import {
  countOtherKinds,
  everyWork,
  type ListRequest,
  listPullRequests,
  readFacts,
  readStory,
  sortColumns,
  startOfDay,
} from '@upflow/insights'
import { chooseOrganization } from '../choose-organization.ts'
import { formatDuration } from '../duration.ts'
import { type ExitCode, exitCodes, UsageError } from '../exit-codes.ts'
import { checkPeriod, toLogins, toPaths, toSizes, toTeams } from '../filter-options.ts'
import { openCommandData } from '../open-data.ts'
import { parseDay } from '../parse-day.ts'
import { parseLimit } from '../parse-limit.ts'
import { nameOf, shorten } from '../printable.ts'
import { storyText } from '../story-text.ts'
import type { CommandContext } from './context.ts'
import { oneOf } from './report.ts'

export interface PullsOptions {
  readonly demo: boolean
  readonly repositories: readonly string[] | null
  readonly kinds: readonly string[] | null
  readonly authors: readonly string[] | null
  readonly teams: readonly string[] | null
  readonly teamAs: string | undefined
  readonly sizes: readonly string[] | null
  readonly bases: readonly string[] | null
  readonly paths: readonly string[] | null
  readonly state: string | undefined
  readonly since: string | undefined
  readonly until: string | undefined
  readonly openedSince: string | undefined
  readonly openedUntil: string | undefined
  readonly openAt: string | undefined
  readonly sort: string | undefined
  readonly limit: string | undefined
  readonly after: string | undefined
}

/** Which option gives each of the days. */
const days = {
  since: '--since',
  until: '--until',
  openedSince: '--opened-since',
  openedUntil: '--opened-until',
  openAt: '--open-at',
} as const

export async function pulls(
  { config, signal, terminal }: CommandContext,
  action: string,
  names: readonly string[],
  options: PullsOptions,
): Promise<ExitCode> {
  const reference = action === 'show' ? parseReference(names) : null
  const organization = action === 'show' ? names.slice(0, -1)[0] : names[0]
  if (action === 'list' && names.length > 1) throw new UsageError(`pulls list takes no '${names[1]}'`)
  const limit = parseLimit(options.limit, 20)
  const descending = !options.sort?.startsWith('+')
  const sort = oneOf(sortColumns.map(toOption), options.sort?.replace(/^\+/, ''), '--sort') ?? 'created-at'
  const state = oneOf(['open', 'merged', 'closed'], options.state, '--state') ?? null
  for (const [name, option] of Object.entries(days)) parseDay(options[name as keyof typeof days], option)
  const dayOf = (name: keyof typeof days) => ({ option: days[name], day: options[name] })
  checkPeriod(dayOf('since'), dayOf('until'))
  checkPeriod(dayOf('openedSince'), dayOf('openedUntil'))
  const sizes = toSizes(options.sizes)
  const paths = toPaths(options.paths)
  const ofTeams = toTeams(options.teams, options.teamAs)
  const data = await openCommandData({ config, signal, terminal })
  try {
    const { id } = await chooseOrganization(data, organization ?? (options.demo ? 'demo' : undefined))
    const tenant = await data.tenants.openToRead(id)
    if (reference !== null) {
      const story = await readStory(tenant, reference)
      if (story === null)
        throw new UsageError(
          `organization '${id}' has no analyzed pull request ${reference.repository}#${reference.number}`,
        )
      terminal.printJson({ story })
      for (const line of storyText(story)) terminal.print(line)
      return exitCodes.success
    }
    const { timeZone } = readFacts(tenant)
    const at = (name: keyof typeof days) => {
      const day = options[name]
      return day === undefined ? null : startOfDay(day, timeZone)
    }
    const { repositories, bases } = options
    const request: ListRequest = {
      filter: {
        ...ofTeams,
        ...{ repositories, sizes, bases, paths },
        authors: toLogins(options.authors),
        kinds: options.kinds ?? everyWork.kinds,
        since: at('since'),
        until: at('until'),
      },
      openedSince: at('openedSince'),
      openedUntil: at('openedUntil'),
      openAt: at('openAt'),
      after: options.after ?? null,
      state,
      sort: sortColumns.find((column) => toOption(column) === sort)!,
      descending,
      limit,
    }
    const page = await listPullRequests(tenant, request)
    const otherKinds = await countOtherKinds(tenant, request)
    terminal.printJson({ ...page, otherKinds })
    for (const one of page.pullRequests)
      terminal.print(
        shorten(
          `${one.state.padEnd(6)} ${formatDuration(one.total_seconds).padStart(9)}  ${nameOf({ ...one, title: one.title || one.author_login })}`,
          80,
        ),
      )
    if (page.pullRequests.length === 0) terminal.note('There is no such pull request.')
    const left = Object.entries(otherKinds).map(([kind, count]) => `${count} of kind ${kind}`)
    if (left.length > 0) terminal.note(`Left out: ${left.join(', ')}`)
    if (page.next !== null) terminal.note(`There are more: --after '${page.next}'`)
    return exitCodes.success
  } finally {
    await data.close()
  }
}

const toOption = (column: string) => column.replace(/_seconds$/, '').replaceAll('_', '-')

function parseReference(names: readonly string[]) {
  const match = /^([^#]+)#([1-9]\d{0,8})$/.exec(names.at(-1) ?? '')
  if (!match || names.length > 2)
    throw new UsageError('pulls show takes one pull request, such as OWNER/NAME#123')
  return { repository: match[1]!, number: Number(match[2]) }
}
