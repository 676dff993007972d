/** `health show`, `health pulls`, `health ignored`: whether the numbers can be trusted, and what is missing in them. */
import {
  ignoredText,
  ignoredWords,
  listIgnored,
  listStanding,
  readFacts,
  readHealth,
  readIgnored,
  readRetries,
} from '@upflow/insights'
import { standings } from '@upflow/insights/filter'
import { accessProblem, lastAccess } from '@upflow/pipeline'
import type { Words } from '../command-line.ts'
import { type ExitCode, exitCodes, UsageError } from '../exit-codes.ts'
import { type Health, healthText } from '../health-text.ts'
import { localTime } from '../local-time.ts'
import { oneOf } from '../one-of.ts'
import { readTenant } from '../open-data.ts'
import { readRuns } from '../open-runs.ts'
import { pageIn, printPage } from '../pages.ts'
import { nameOf } from '../printable.ts'
import type { CommandContext } from './context.ts'

/** The page of health shows as many. */
const mostRetries = 100

export function health(
  context: CommandContext,
  action: string,
  organization: string | undefined,
  words: Words,
): Promise<ExitCode> {
  if (action === 'show') return show(context, organization)
  return (action === 'pulls' ? pulls : ignored)(context, organization, words)
}

const show = (context: CommandContext, organization: string | undefined): Promise<ExitCode> =>
  readTenant(context, organization, async (tenant) => {
    const { terminal } = context
    const { organizationId } = tenant
    const { timeZone } = readFacts(tenant)
    const access = await readRuns(context, async (runs) => ({
      access: runs && (await lastAccess(runs, organizationId)),
      accessProblem: runs && (await accessProblem(runs, organizationId)),
    }))
    const found: Health = {
      ...access,
      repositories: await readHealth(tenant),
      retries: await readRetries(tenant, { limit: mostRetries }),
      ignored: await readIgnored(tenant),
    }
    terminal.printJson(found)
    for (const line of healthText(found, timeZone)) terminal.print(line)
    return exitCodes.success
  })

async function pulls(
  context: CommandContext,
  organization: string | undefined,
  words: Words,
): Promise<ExitCode> {
  const { terminal } = context
  const page = pageIn(words)
  const standing = oneOf(standings, words.valueOf('standing'), '--standing') ?? 'stored'
  const lacks = words.valueOf('lacks') ?? null
  if (lacks !== null && standing !== 'incomplete')
    throw new UsageError('--lacks is of what is not whole: it needs --standing incomplete')
  return readTenant(context, organization, async (tenant) => {
    const timeOf = localTime(readFacts(tenant).timeZone)
    const repositories = words.valuesOf('repository')
    const found = await listStanding(tenant, { standing, lacks, repositories, ...page })
    terminal.printJson({ count: found.count, pullRequests: found.rows, next: found.next })
    printPage(terminal, found, ({ incomplete, number, removedAt, repository, retry, title, updatedAt }) => [
      (updatedAt === null ? 'not stored' : timeOf(updatedAt)).padEnd(16),
      number === null ? `${repository}#?` : nameOf({ repository, number, title }),
      [
        ...(incomplete.length > 0 ? [`lacks ${incomplete.join(', ')}`] : []),
        ...(retry === null ? [] : [`read again from ${timeOf(retry.nextAt)} on`]),
        ...(removedAt === null ? [] : [`gone since ${timeOf(removedAt)}`]),
      ].join('; '),
    ])
    return exitCodes.success
  })
}

async function ignored(
  context: CommandContext,
  organization: string | undefined,
  words: Words,
): Promise<ExitCode> {
  const { terminal } = context
  const page = pageIn(words)
  const item =
    oneOf(['review', 'comment', 'request', 'commit'] as const, words.valueOf('item'), '--item') ?? null
  const why = oneOf(Object.keys(ignoredWords), words.valueOf('why'), '--why') ?? null
  return readTenant(context, organization, async (tenant) => {
    const timeOf = localTime(readFacts(tenant).timeZone)
    const repositories = words.valuesOf('repository')
    const found = await listIgnored(tenant, { item, why, repositories, ...page })
    terminal.printJson({ count: found.count, items: found.rows, next: found.next })
    printPage(terminal, found, (one) => [
      (one.at === null ? 'no time' : timeOf(one.at)).padEnd(16),
      nameOf(one),
      ignoredText(one, 1).replace('1 ', ''),
    ])
    return exitCodes.success
  })
}
