/** Prints the report of an organization, and for the sample what is not a fact in it. */
import type { Tenant } from '@upflow/db'
import { type Period, readReport } from '@upflow/pipeline/data'
import { demoCaveat } from './demo.ts'
import { reportText } from './report-text.ts'
import type { Terminal } from './terminal.ts'

export async function showReport(
  tenant: Tenant,
  terminal: Terminal,
  period: Period = { since: null, until: null },
): Promise<void> {
  const report = await readReport(tenant, period)
  terminal.printJson({ report })
  for (const line of reportText(report)) terminal.print(line)
  const caveat = demoCaveat(tenant.organizationId)
  if (caveat !== null) terminal.print(`\n${caveat}`)
}
