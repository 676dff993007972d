/** Prints the report of an organization, and for the sample what is not a fact in it. */
import type { Tenant } from '@upflow/db'
import { countUnreadOpen, listWaiting, type ReportRequest, readReport } from '@upflow/insights'
import { demoCaveat } from './demo.ts'
import { printableJson } from './printable.ts'
import { reportCsv, reportMarkdown } from './report-table.ts'
import { reportText } from './report-text.ts'
import type { Terminal } from './terminal.ts'

export const formats = ['table', 'json', 'csv', 'markdown'] as const
export type Format = (typeof formats)[number]

const shown = 5

export async function showReport(
  tenant: Tenant,
  terminal: Terminal,
  {
    format = terminal.json ? 'json' : 'table',
    ...request
  }: Omit<ReportRequest, 'now'> & { readonly format?: Format } = {},
): Promise<void> {
  const { filter = {} } = request
  const report = await readReport(tenant, { ...request, now: Math.floor(Date.now() / 1_000) })
  if (format === 'csv' || format === 'markdown') {
    for (const line of format === 'csv' ? reportCsv(report) : reportMarkdown(report)) terminal.print(line)
    return
  }
  const slowest = report.slowest.map((one) => ({
    name: one.title || `${one.repository}#${one.number}`,
    ...one,
  }))
  const waiting = await listWaiting(tenant, filter, shown)
  const unreadOpen = await countUnreadOpen(tenant, filter)
  if (format === 'json') {
    const json = { report: { ...report, slowest, waiting, unreadOpen } }
    if (terminal.json) terminal.printJson(json)
    else terminal.print(printableJson(json))
    return
  }
  for (const line of reportText(report, { slowest, waiting, unreadOpen })) terminal.print(line)
  const caveat = demoCaveat(tenant.organizationId)
  if (caveat !== null) terminal.print(`\n${caveat}`)
}
