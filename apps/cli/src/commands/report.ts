/** Prints where the time of merged pull requests went. Reads what is stored; starts nothing. */
import { openData } from '@upflow/pipeline/data'
import { chooseOrganization } from '../choose-organization.ts'
import { type ExitCode, exitCodes, UsageError } from '../exit-codes.ts'
import { parseDay } from '../parse-day.ts'
import { showReport } from '../show-report.ts'
import type { CommandContext } from './context.ts'

export interface ReportRequest {
  readonly organization: string | undefined
  readonly since: string | undefined
  readonly until: string | undefined
}

export async function report(
  { config, terminal, signal }: CommandContext,
  request: ReportRequest,
): Promise<ExitCode> {
  const since = parseDay(request.since, '--since')
  const until = parseDay(request.until, '--until')
  if (since !== null && until !== null && since >= until)
    throw new UsageError(
      `--since ${request.since} is not before --until ${request.until}: no day lies between them`,
    )
  const data = await openData({ config, signal, onLongWait: terminal.noteWait })
  try {
    const { id } = await chooseOrganization(data, request.organization)
    await showReport(await data.tenants.open(id), terminal, { since, until })
    return exitCodes.success
  } finally {
    await data.close()
  }
}
