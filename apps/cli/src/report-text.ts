/** A report as text: for each repository the share of each stage in the time of all pull requests, and what one spends. */
import { toIso } from '@upflow/model'
import { type Distribution, type Report, type ReportRow, stages } from '@upflow/pipeline/data'
import { formatDuration } from './duration.ts'
import { bar } from './follow/bar.ts'

const barWidth = 26

export function reportText(report: Report): string[] {
  const { firstMergedAt, lastMergedAt, organizationId, rows } = report
  if (firstMergedAt === null || lastMergedAt === null)
    return [`Organization ${organizationId} has no analyzed pull request that was merged in this period.`]
  return [
    `Pull requests of ${organizationId} merged from ${toIso(firstMergedAt).slice(0, 10)} to ${toIso(lastMergedAt).slice(0, 10)}`,
    ...rows.flatMap((row) => ['', ...rowText(row)]),
  ]
}

function rowText(row: ReportRow): string[] {
  const title = `${row.repository ?? 'all repositories'} · ${row.merged} merged, ${row.unreviewed} without a response`
  const heading = [title, ...asOf(row), ...leftOut(row)]
  if (row.merged === 0) return heading
  return [
    ...heading,
    '',
    `  ${'stage'.padEnd(12)}${'share of time'.padEnd(barWidth + 6)}${'median'.padStart(9)}${'p90'.padStart(10)}${'n'.padStart(7)}`,
    ...stages.map((stage) => {
      const share = `${Math.round(row.share[stage] * 100)} %`.padStart(5)
      return `  ${stage.padEnd(12)}${bar(row.share[stage], barWidth).padEnd(barWidth)} ${share}${figures(row[stage])}`
    }),
    `  ${'total'.padEnd(12)}${'first commit to merge'.padEnd(barWidth + 6)}${figures(row.total)}`,
    `  ${'lead time'.padEnd(12)}${'first commit to release'.padEnd(barWidth + 6)}${figures(row.leadTime)}`,
    ...(row.releaseProblem === null ? [] : [`  not released: ${row.releaseProblem}`]),
  ].map((line) => line.trimEnd())
}

const figures = ({ count, medianSeconds, p90Seconds }: Distribution) =>
  `${formatDuration(medianSeconds).padStart(9)}${formatDuration(p90Seconds).padStart(10)}${String(count).padStart(7)}`

const asOf = ({ asOf: at }: ReportRow): string[] =>
  at === null ? [] : [`  read from GitHub at ${toIso(at)}`]

/** What the figures do not speak of, and why. */
function leftOut({ incomplete, unread, ofOtherKinds }: ReportRow): string[] {
  const parts = [
    ...Object.entries(ofOtherKinds).map(([kind, count]) => `${count} of kind ${kind}`),
    ...(incomplete > 0 ? [`${incomplete} merged could not be read whole`] : []),
    ...(unread > 0 ? [`${unread} could not be read at all`] : []),
  ]
  return parts.length > 0 ? [`  left out: ${parts.join(', ')}`] : []
}
