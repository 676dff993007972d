/** `health show`, `health pulls`, `health ignored`: whether the numbers can be trusted, and what is missing in them. */
import {
  ignoredKinds,
  ignoredNoun,
  ignoredReasons,
  listIgnored,
  listStanding,
  readHealth,
  readIgnored,
  readRetries,
} from '@upflow/insights'
import { standings } from '@upflow/insights/filter'
import { pullRequestParts } from '@upflow/model'
import { accessProblem, lastAccess } from '@upflow/pipeline'
import type { Words } from '../command-line.ts'
import { type ExitCode, UsageError } from '../exit-codes.ts'
import { type Health, healthText } from '../health-text.ts'
import { localTime } from '../local-time.ts'
import { oneOf } from '../one-of.ts'
import { readRuns } from '../open-runs.ts'
import { pageIn, pageText } from '../pages.ts'
import { nameOf } from '../printable.ts'
import { showAnswer } from '../show-answer.ts'
import type { CommandContext } from './context.ts'

/** The page of health shows as many. */
const mostRetries = 100

type Read = (context: CommandContext, organization: string | undefined, words: Words) => Promise<ExitCode>

export const health = async (
  context: CommandContext,
  action: string,
  organization: string | undefined,
  words: Words,
): Promise<ExitCode> =>
  (action === 'show' ? show : action === 'pulls' ? pulls : ignored)(context, organization, words)

const show: Read = (context, organization) =>
  showAnswer(context, organization, async (tenant, timeZone) => {
    const { organizationId } = tenant
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
    return { json: found, lines: healthText(found, timeZone) }
  })

const pulls: Read = (context, organization, words) => {
  const page = pageIn(words)
  const standing = oneOf(standings, words.valueOf('standing'), '--standing') ?? 'stored'
  const lacks = oneOf(pullRequestParts, words.valueOf('lacks'), '--lacks') ?? null
  if (lacks !== null && standing !== 'incomplete')
    throw new UsageError('--lacks is of what is not whole: it needs --standing incomplete')
  const repositories = words.valuesOf('repository')
  return showAnswer(context, organization, async (tenant, timeZone) => {
    const found = await listStanding(tenant, { standing, lacks, repositories, ...page })
    const timeOf = localTime(timeZone)
    return {
      json: { count: found.count, pullRequests: found.rows, next: found.next },
      ...pageText(found, ({ incomplete, number, removedAt, repository, retry, title, updatedAt }) => [
        (updatedAt === null ? 'not stored' : timeOf(updatedAt)).padEnd(16),
        number === null ? `${repository}#?` : nameOf({ repository, number, title }),
        [
          ...(incomplete.length > 0 ? [`lacks ${incomplete.join(', ')}`] : []),
          ...(retry === null ? [] : [`read again from ${timeOf(retry.nextAt)} on`]),
          ...(removedAt === null ? [] : [`gone since ${timeOf(removedAt)}`]),
        ].join('; '),
      ]),
    }
  })
}

const ignored: Read = (context, organization, words) => {
  const page = pageIn(words)
  const item = oneOf(ignoredKinds, words.valueOf('item'), '--item') ?? null
  const why = oneOf(ignoredReasons, words.valueOf('why'), '--why') ?? null
  const repositories = words.valuesOf('repository')
  return showAnswer(context, organization, async (tenant, timeZone) => {
    const found = await listIgnored(tenant, { item, why, repositories, ...page })
    const timeOf = localTime(timeZone)
    return {
      json: { count: found.count, items: found.rows, next: found.next },
      ...pageText(found, (one) => [
        (one.at === null ? 'no time' : timeOf(one.at)).padEnd(16),
        nameOf(one),
        ignoredNoun(one),
      ]),
    }
  })
}
