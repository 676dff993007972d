/** Prints how long merged work waits for its release. Reads what is stored; starts nothing. */
import { readReleases } from '@upflow/insights'
import type { Words } from '../command-line.ts'
import type { ExitCode } from '../exit-codes.ts'
import { clockIn, filterIn, periodIn } from '../filter-options.ts'
import { parseLimit } from '../parse-number.ts'
import { releasesText } from '../releases-text.ts'
import { showAnswer } from '../show-answer.ts'
import type { CommandContext } from './context.ts'

export async function releases(
  context: CommandContext,
  organization: string | undefined,
  words: Words,
): Promise<ExitCode> {
  const periodOf = periodIn(words)
  const filter = filterIn(words)
  const clock = clockIn(words)
  const limit = parseLimit(words.valueOf('limit'), 20)
  return showAnswer(context, organization, async (tenant, timeZone) => {
    const period = periodOf(timeZone)
    const found = await readReleases(tenant, { filter: { ...filter, ...period }, clock, limit })
    const { organizationId } = tenant
    return { json: found, lines: releasesText(found, { organizationId, period, clock, timeZone }) }
  })
}
