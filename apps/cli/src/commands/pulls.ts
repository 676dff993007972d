/** `pulls list` and `pulls show`: which pull requests are behind a figure, and why one's numbers are what they are. */
import {
  countOtherKinds,
  type ListRequest,
  listPullRequests,
  nowStates,
  readStory,
  sortColumns,
} from '@upflow/insights'
import type { Words } from '../command-line.ts'
import { formatDuration } from '../duration.ts'
import { type ExitCode, UsageError } from '../exit-codes.ts'
import { dayIn, filterIn, periodIn } from '../filter-options.ts'
import { oneOf } from '../one-of.ts'
import { nextText } from '../pages.ts'
import { parseLimit } from '../parse-number.ts'
import { lineLength, nameOf, shorten } from '../printable.ts'
import { showAnswer } from '../show-answer.ts'
import { storyText } from '../story-text.ts'
import type { CommandContext } from './context.ts'

export async function pulls(
  context: CommandContext,
  action: string,
  names: readonly string[],
  words: Words,
): Promise<ExitCode> {
  const organization = (action === 'show' ? names.slice(0, -1)[0] : names[0]) ?? ofDemo(words)
  return action === 'show'
    ? show(context, organization, parseReference(names))
    : list(context, organization, names, words)
}

const ofDemo = (words: Words) => (words.isSet('demo') ? 'demo' : undefined)

async function show(
  context: CommandContext,
  organization: string | undefined,
  reference: ReturnType<typeof parseReference>,
): Promise<ExitCode> {
  return showAnswer(context, organization, async (tenant) => {
    const story = await readStory(tenant, reference)
    if (story === null)
      throw new UsageError(
        `organization '${tenant.organizationId}' has no analyzed pull request ${reference.repository}#${reference.number}`,
      )
    return { json: { story }, lines: storyText(story) }
  })
}

async function list(
  context: CommandContext,
  organization: string | undefined,
  names: readonly string[],
  words: Words,
): Promise<ExitCode> {
  if (names.length > 1) throw new UsageError(`pulls list takes no '${names[1]}'`)
  const limit = parseLimit(words.valueOf('limit'), 20)
  const typed = words.valueOf('sort')
  const sort = oneOf(sortColumns.map(toOption), typed?.replace(/^\+/, ''), '--sort') ?? 'created-at'
  const state = oneOf(['open', 'merged', 'closed'], words.valueOf('state'), '--state') ?? null
  const merged = periodIn(words)
  const opened = periodIn(words, ['opened-since', 'opened-until'])
  const closed = periodIn(words, ['closed-since', 'closed-until'])
  const released = periodIn(words, ['released-since', 'released-until'])
  const openAt = dayIn(words, 'open-at')
  const [onlyWhole, onlyPart] = [words.isSet('whole'), words.isSet('incomplete')]
  if (onlyWhole && onlyPart) throw new UsageError('--whole contradicts --incomplete: give one')
  const isWhole = onlyWhole ? true : onlyPart ? false : null
  const nowState = oneOf(nowStates, words.valueOf('now'), '--now') ?? null
  const filter = filterIn(words)
  return showAnswer(context, organization, async (tenant, timeZone) => {
    const { since: openedSince, until: openedUntil } = opened(timeZone)
    const request: ListRequest = {
      filter: { ...filter, ...merged(timeZone) },
      openedSince,
      openedUntil,
      closedSince: closed(timeZone).since,
      closedUntil: closed(timeZone).until,
      releasedSince: released(timeZone).since,
      releasedUntil: released(timeZone).until,
      openAt: openAt(timeZone),
      nowState,
      isReleased: words.isSet('unreleased') ? false : null,
      isWhole,
      after: words.valueOf('after') ?? null,
      state,
      sort: sortColumns.find((column) => toOption(column) === sort)!,
      descending: !typed?.startsWith('+'),
      limit,
      isCounted: true,
    }
    const page = await listPullRequests(tenant, request)
    const otherKinds = await countOtherKinds(tenant, request)
    const left = Object.entries(otherKinds).map(([kind, count]) => `${count} of kind ${kind}`)
    return {
      json: { ...page, otherKinds },
      lines: page.pullRequests.map((one) =>
        shorten(
          `${one.state.padEnd(6)} ${formatDuration(one.total_seconds).padStart(9)}  ${nameOf({ ...one, title: one.title || one.author_login })}`,
          lineLength,
        ),
      ),
      notes: [
        ...(page.pullRequests.length === 0 ? ['There is no such pull request.'] : []),
        ...(left.length > 0 ? [`Left out: ${left.join(', ')}`] : []),
        ...nextText(page.next),
      ],
    }
  })
}

const toOption = (column: string) => column.replace(/_seconds$/, '').replaceAll('_', '-')

function parseReference(names: readonly string[]) {
  const match = /^([^#]+)#([1-9]\d{0,8})$/.exec(names.at(-1) ?? '')
  if (!match || names.length > 2)
    throw new UsageError('pulls show takes one pull request, such as OWNER/NAME#123')
  return { repository: match[1]!, number: Number(match[2]) }
}
