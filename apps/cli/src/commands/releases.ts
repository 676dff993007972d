/** Prints how long merged work waits for its release. Reads what is stored; starts nothing. */
import { readFacts, readReleases } from '@upflow/insights'
import type { Words } from '../command-line.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { clockIn, filterIn, periodIn } from '../filter-options.ts'
import { readTenant } from '../open-data.ts'
import { parseLimit } from '../parse-number.ts'
import { releasesText } from '../releases-text.ts'
import type { CommandContext } from './context.ts'

export async function releases(
  context: CommandContext,
  organization: string | undefined,
  words: Words,
): Promise<ExitCode> {
  const { terminal } = context
  const periodOf = periodIn(words)
  const filter = filterIn(words)
  const clock = clockIn(words)
  const limit = parseLimit(words.valueOf('limit'), 20)
  return readTenant(context, organization, async (tenant) => {
    const { timeZone } = readFacts(tenant)
    const period = periodOf(timeZone)
    const found = await readReleases(tenant, { filter: { ...filter, ...period }, clock, limit })
    terminal.printJson(found)
    const about = { organizationId: tenant.organizationId, period, clock, timeZone }
    for (const line of releasesText(found, about)) terminal.print(line)
    return exitCodes.success
  })
}
