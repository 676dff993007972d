/** `reviews show`, `reviews responses`, `reviews requests`: how soon reviewers answer, and what that is counted of. */
import {
  eventWords,
  type Filter,
  listRequests,
  listResponses,
  type PageRequest,
  readFacts,
  readReviews,
} from '@upflow/insights'
import { loadParts, requestOutcomes, requestPeriods } from '@upflow/insights/filter'
import type { Words } from '../command-line.ts'
import { formatDuration } from '../duration.ts'
import { type ExitCode, exitCodes, UsageError } from '../exit-codes.ts'
import { clockIn, filterIn, periodIn } from '../filter-options.ts'
import { localTime } from '../local-time.ts'
import { oneOf } from '../one-of.ts'
import { readTenant } from '../open-data.ts'
import { pageIn, printPage } from '../pages.ts'
import { parseWholeNumber } from '../parse-number.ts'
import { nameOf } from '../printable.ts'
import { reviewsText } from '../reviews-text.ts'
import type { CommandContext } from './context.ts'

type Read = (
  context: CommandContext,
  organization: string | undefined,
  asked: { readonly words: Words; readonly filterAt: (timeZone: string) => Partial<Filter> },
) => Promise<ExitCode>

export function reviews(
  context: CommandContext,
  action: string,
  organization: string | undefined,
  words: Words,
): Promise<ExitCode> {
  const period = periodIn(words)
  const filter = filterIn(words)
  const read = action === 'show' ? show : action === 'responses' ? responses : requests
  return read(context, organization, {
    words,
    filterAt: (timeZone) => ({ ...filter, ...period(timeZone) }),
  })
}

const show: Read = async (context, organization, { words, filterAt }) => {
  const { terminal } = context
  const clock = clockIn(words)
  return readTenant(context, organization, async (tenant) => {
    const { timeZone } = readFacts(tenant)
    const filter = filterAt(timeZone)
    const found = await readReviews(tenant, { filter, clock })
    terminal.printJson(found)
    const { since = null, until = null } = filter
    const about = { organizationId: tenant.organizationId, period: { since, until }, timeZone, clock }
    for (const line of reviewsText(found, about)) terminal.print(line)
    return exitCodes.success
  })
}

const responses: Read = async (context, organization, { words, filterAt }) => {
  const { terminal } = context
  const page: PageRequest = pageIn(words)
  const [weekday, hour] = [wholeIn(words, 'weekday', 1, 7), wholeIn(words, 'hour', 0, 23)]
  const load = oneOf(loadParts, words.valueOf('load'), '--load') ?? null
  return readTenant(context, organization, async (tenant) => {
    const { timeZone } = readFacts(tenant)
    const asked = { filter: filterAt(timeZone), weekday, hour, load, ...page }
    // Who has the file can read in it what anybody said.
    const found = await listResponses(tenant, { ...asked, maySeeFew: true })
    if (found === null) {
      terminal.printJson({ count: null, responses: null, next: null })
      terminal.note('Fewer than three people responded: which responses are whose would be plain.')
      return exitCodes.success
    }
    terminal.printJson({ count: found.count, responses: found.rows, next: found.next })
    const timeOf = localTime(timeZone)
    printPage(terminal, found, (one) => {
      const after = one.seconds === null ? '' : `, after ${formatDuration(one.seconds)}`
      return [timeOf(one.at), nameOf(one), eventWords({ kind: one.kind, id: null }, '') + after]
    })
    return exitCodes.success
  })
}

const requests: Read = async (context, organization, { words, filterAt }) => {
  const { terminal } = context
  const page: PageRequest = pageIn(words)
  const became = oneOf(requestOutcomes, words.valueOf('became'), '--became') ?? null
  const periodOf = oneOf(requestPeriods, words.valueOf('period-of'), '--period-of') ?? 'requested'
  if (periodOf === 'answered' && became !== null && became !== 'answered')
    throw new UsageError(`--became ${became} contradicts --period-of, which is of those that were answered`)
  return readTenant(context, organization, async (tenant) => {
    const { timeZone } = readFacts(tenant)
    const found = await listRequests(tenant, { filter: filterAt(timeZone), became, periodOf, ...page })
    terminal.printJson({ count: found.count, requests: found.rows, next: found.next })
    const timeOf = localTime(timeZone)
    printPage(terminal, found, (one) => [
      timeOf(one.requestedAt),
      nameOf(one),
      one.became === 'answered' ? `answered after ${formatDuration(one.seconds)}` : one.became,
    ])
    return exitCodes.success
  })
}

const wholeIn = (words: Words, option: string, least: number, most: number) =>
  parseWholeNumber(words.valueOf(option), { option: `--${option}`, least, most })
