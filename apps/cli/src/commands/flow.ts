/** Prints whether work piles up. Reads what is stored; starts nothing. */
import { readFlow } from '@upflow/insights'
import { toFilter } from '@upflow/insights/filter'
import type { Words } from '../command-line.ts'
import { type ExitCode, UsageError } from '../exit-codes.ts'
import { filterIn, periodIn } from '../filter-options.ts'
import { flowText } from '../flow-text.ts'
import { showAnswer } from '../show-answer.ts'
import type { CommandContext } from './context.ts'

/** Without a beginning: 26 weeks, a line each. */
const usually = '182d'

export async function flow(
  context: CommandContext,
  organization: string | undefined,
  words: Words,
): Promise<ExitCode> {
  const periodOf = periodIn(words)
  const filter = filterIn(words)
  return showAnswer(context, organization, async (tenant, timeZone) => {
    const now = Math.floor(Date.now() / 1_000)
    const { since, until } = periodOf(timeZone)
    const lately = toFilter(
      { period: usually },
      { timeZone, now: until === null ? now : Math.min(until - 1, now) },
    )
    const period = { since: since ?? lately.since!, until: until ?? lately.until! }
    if (period.since >= period.until)
      throw new UsageError(`--since ${words.valueOf('since')} lies in the future: no day of it is known`)
    const found = await readFlow(tenant, { filter: { ...filter, ...period }, now })
    const { organizationId } = tenant
    return { json: found, lines: flowText(found, { organizationId, period, timeZone }) }
  })
}
