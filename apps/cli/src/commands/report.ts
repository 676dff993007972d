/** Prints where the time of merged pull requests went. Reads what is stored; starts nothing. */
import { groupings, readFacts } from '@upflow/insights'
import type { Words } from '../command-line.ts'
import { type ExitCode, exitCodes, UsageError } from '../exit-codes.ts'
import { clockIn, filterIn, periodIn } from '../filter-options.ts'
import { oneOf } from '../one-of.ts'
import { readTenant } from '../open-data.ts'
import { formats, showReport } from '../show-report.ts'
import type { CommandContext } from './context.ts'

export async function report(
  context: CommandContext,
  organization: string | undefined,
  words: Words,
): Promise<ExitCode> {
  const { terminal } = context
  const period = periodIn(words)
  const filter = filterIn(words)
  const by = oneOf(groupings, words.valueOf('by'), '--by') ?? null
  const clock = clockIn(words)
  const format = oneOf(formats, words.valueOf('format'), '--format')
  if (terminal.json && format !== undefined && format !== 'json')
    throw new UsageError(`--json and --format ${format} are two formats: give one`)
  return readTenant(context, organization, async (tenant) => {
    const { timeZone } = readFacts(tenant)
    await showReport(tenant, terminal, {
      filter: { ...filter, ...period(timeZone) },
      clock,
      by,
      ...(format === undefined ? {} : { format }),
    })
    return exitCodes.success
  })
}
