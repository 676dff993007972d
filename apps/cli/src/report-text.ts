/** A report as text: for each repository what the median pull request spends where. */
import { toIso } from '@upflow/model'
import { type Report, type ReportRow, reportMetrics } from '@upflow/pipeline/data'
import { formatDuration } from './duration.ts'
import { bar } from './follow/bar.ts'

const barWidth = 28

export function reportText(report: Report): string[] {
  const { firstMergedAt, lastMergedAt, organizationId, rows } = report
  if (firstMergedAt === null || lastMergedAt === null)
    return [`Organization ${organizationId} has no analyzed pull request that was merged in this period.`]
  const longest = Math.max(
    1,
    ...rows.flatMap((row) => reportMetrics.map((metric) => row[metric].medianSeconds ?? 0)),
  )
  return [
    `Pull requests of ${organizationId} merged from ${toIso(firstMergedAt).slice(0, 10)} to ${toIso(lastMergedAt).slice(0, 10)}`,
    ...rows.flatMap((row) => ['', ...rowText(row, longest)]),
  ]
}

function rowText(row: ReportRow, longest: number): string[] {
  const title = `${row.repository ?? 'all repositories'} · ${row.merged} merged, ${row.unreviewed} without a response`
  const heading = [title, ...leftOut(row)]
  if (row.merged === 0) return heading
  return [
    ...heading,
    ...reportMetrics.map((metric) => {
      const { medianSeconds, p90Seconds } = row[metric]
      const line = `  ${metric.padEnd(7)} median ${formatDuration(medianSeconds).padStart(9)}   p90 ${formatDuration(p90Seconds).padStart(9)}   ${bar((medianSeconds ?? 0) / longest, barWidth)}`
      return line.trimEnd()
    }),
  ]
}

/** What the figures do not speak of, because GitHub did not give it. */
function leftOut({ incomplete, unread }: ReportRow): string[] {
  const parts = [
    ...(incomplete > 0 ? [`${incomplete} merged could not be read whole`] : []),
    ...(unread > 0 ? [`${unread} could not be read at all`] : []),
  ]
  return parts.length > 0 ? [`  left out: ${parts.join(', ')}`] : []
}
