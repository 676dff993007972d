/** A report as rows for other programs: CSV and Markdown. */
import { type Figures, metrics, type Report, stages } from '@upflow/insights'

type Cell = string | number | null

const columns = [
  'group',
  'merged',
  'unreviewed',
  'incomplete',
  'not_released',
  ...stages.map((stage) => `${stage}_share`),
  ...metrics.flatMap((metric) =>
    ['n', 'median_seconds', 'p75_seconds', 'p90_seconds'].map((of) => `${metric}_${of}`),
  ),
]

const rowOf = (name: string, figures: Figures): Cell[] => [
  name,
  figures.merged,
  figures.unreviewed,
  figures.incomplete,
  figures.notReleased,
  ...stages.map((stage) => figures.shares[stage]),
  ...metrics.flatMap((metric): Cell[] => {
    const { medianSeconds, n, p75Seconds, p90Seconds } = figures.metrics[metric]
    return [n, medianSeconds, p75Seconds, p90Seconds]
  }),
]

const rowsOf = ({ all, groups }: Report): Cell[][] => [
  ...groups.map(({ name, ...figures }) => rowOf(name, figures)),
  rowOf('all', all),
]

/** A text that a spreadsheet would take for a formula is made one that it does not. */
export function csvCell(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

export const reportCsv = (report: Report): string[] =>
  [columns, ...rowsOf(report)].map((row) => row.map(csvCell).join(','))

export function reportMarkdown(report: Report): string[] {
  const line = (cells: readonly Cell[]) =>
    `| ${cells.map((cell) => String(cell ?? '–').replaceAll('|', '\\|')).join(' | ')} |`
  return [
    line(columns),
    `|${columns.map((_, index) => (index === 0 ? ' --- ' : ' ---: ')).join('|')}|`,
    ...rowsOf(report).map(line),
  ]
}
