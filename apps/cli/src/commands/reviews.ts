/** `reviews show`, `reviews responses`, `reviews requests`: how soon reviewers answer, and what that is counted of. */
import type { Tenant } from '@upflow/db'
import { eventWords, type Filter, listRequests, listResponses, readReviews } from '@upflow/insights'
import { loadParts, requestOutcomes, requestPeriods } from '@upflow/insights/filter'
import type { Words } from '../command-line.ts'
import { formatDuration } from '../duration.ts'
import { type ExitCode, UsageError } from '../exit-codes.ts'
import { clockIn, filterIn, periodIn, type TypedPeriod } from '../filter-options.ts'
import { localTime } from '../local-time.ts'
import { oneOf } from '../one-of.ts'
import { pageIn, pageText } from '../pages.ts'
import { parseWholeNumber } from '../parse-number.ts'
import { nameOf } from '../printable.ts'
import { reviewsText } from '../reviews-text.ts'
import { type Answer, showAnswer } from '../show-answer.ts'
import type { CommandContext } from './context.ts'

/** Checks what is typed before anything is opened. */
type Asking = (words: Words) => (tenant: Tenant, timeZone: string, filter: Filtered) => Promise<Answer>
type Filtered = Partial<Filter> & ReturnType<TypedPeriod>

export async function reviews(
  context: CommandContext,
  action: string,
  organization: string | undefined,
  words: Words,
): Promise<ExitCode> {
  const periodOf = periodIn(words)
  const filter = filterIn(words)
  const read = (action === 'show' ? show : action === 'responses' ? responses : requests)(words)
  return showAnswer(context, organization, (tenant, timeZone) =>
    read(tenant, timeZone, { ...filter, ...periodOf(timeZone) }),
  )
}

const show: Asking = (words) => {
  const clock = clockIn(words)
  return async (tenant, timeZone, filter) => {
    const found = await readReviews(tenant, { filter, clock })
    const { organizationId } = tenant
    return { json: found, lines: reviewsText(found, { organizationId, period: filter, timeZone, clock }) }
  }
}

const responses: Asking = (words) => {
  const page = pageIn(words)
  const [weekday, hour] = [wholeIn(words, 'weekday', 1, 7), wholeIn(words, 'hour', 0, 23)]
  const load = oneOf(loadParts, words.valueOf('load'), '--load') ?? null
  return async (tenant, timeZone, filter) => {
    // Who has the file can read in it what anybody said.
    const found = await listResponses(tenant, { filter, weekday, hour, load, ...page, maySeeFew: true })
    if (found === null)
      return {
        json: { count: null, responses: null, next: null },
        lines: [],
        notes: ['Fewer than three people responded: which responses are whose would be plain.'],
      }
    const timeOf = localTime(timeZone)
    return {
      json: { count: found.count, responses: found.rows, next: found.next },
      ...pageText(found, (one) => {
        const after = one.seconds === null ? '' : `, after ${formatDuration(one.seconds)}`
        return [timeOf(one.at), nameOf(one), eventWords({ kind: one.kind, id: null }, '') + after]
      }),
    }
  }
}

const requests: Asking = (words) => {
  const page = pageIn(words)
  const became = oneOf(requestOutcomes, words.valueOf('became'), '--became') ?? null
  const periodOf = oneOf(requestPeriods, words.valueOf('period-of'), '--period-of') ?? 'requested'
  if (periodOf === 'answered' && became !== null && became !== 'answered')
    throw new UsageError(`--became ${became} contradicts --period-of, which is of those that were answered`)
  return async (tenant, timeZone, filter) => {
    const found = await listRequests(tenant, { filter, became, periodOf, ...page })
    const timeOf = localTime(timeZone)
    return {
      json: { count: found.count, requests: found.rows, next: found.next },
      ...pageText(found, (one) => [
        timeOf(one.requestedAt),
        nameOf(one),
        one.became === 'answered' ? `answered after ${formatDuration(one.seconds)}` : one.became,
      ]),
    }
  }
}

const wholeIn = (words: Words, option: string, least: number, most: number) =>
  parseWholeNumber(words.valueOf(option), { option: `--${option}`, least, most })
