/** Prints whether work piles up. Reads what is stored; starts nothing. */
import { readFacts, readFlow } from '@upflow/insights'
import { toFilter } from '@upflow/insights/filter'
import type { Words } from '../command-line.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { filterIn, periodIn } from '../filter-options.ts'
import { flowText } from '../flow-text.ts'
import { readTenant } from '../open-data.ts'
import type { CommandContext } from './context.ts'

/** Without a beginning: 26 weeks, a line each. */
const usually = '182d'

export async function flow(
  context: CommandContext,
  organization: string | undefined,
  words: Words,
): Promise<ExitCode> {
  const { terminal } = context
  const periodOf = periodIn(words)
  const filter = filterIn(words)
  return readTenant(context, organization, async (tenant) => {
    const { timeZone } = readFacts(tenant)
    const now = Math.floor(Date.now() / 1_000)
    const { since, until } = periodOf(timeZone)
    const lately = toFilter(
      { period: usually },
      { timeZone, now: until === null ? now : Math.min(until - 1, now) },
    )
    const period = { since: since ?? lately.since!, until: until ?? lately.until! }
    const found = await readFlow(tenant, { filter: { ...filter, ...period }, now })
    terminal.printJson(found)
    const about = { organizationId: tenant.organizationId, period, timeZone }
    for (const line of flowText(found, about)) terminal.print(line)
    return exitCodes.success
  })
}
