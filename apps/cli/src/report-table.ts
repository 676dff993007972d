/** A report as rows: CSV for other programs, in seconds and with what each row is of; Markdown for people. */
import { csvCells } from '@upflow/exports/csv'
import { dayOf, type Figures, metrics, type Report, stages } from '@upflow/insights'
import { toIso } from '@upflow/model'
import { headingOf, isKnown, labels, medianText, notes, percents } from './report-text.ts'

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
  // A group may be called as the total is.
  'row',
  'clock',
  'time_zone',
  'since',
  'until',
  'as_of',
  'other_kinds',
]

const figuresOf = (name: string, figures: Figures): Cell[] => [
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

export function reportCsv(report: Report): string[] {
  const { all, clock, filter, groups, otherKinds, repositories, timeZone } = report
  const day = (at: number | null) => (at === null ? null : dayOf(at, timeZone))
  const read = repositories.map(({ asOf }) => asOf)
  // Older than that is none of them; of one that was never read whole there is no such time.
  const asOf = read.length === 0 || read.includes(null) ? null : toIso(Math.min(...(read as number[])))
  const about = [clock, timeZone, day(filter.since), day(filter.until), asOf]
  const others = Object.values(otherKinds).reduce((sum, count) => sum + count, 0)
  return [
    columns,
    ...groups.map(({ name, ...figures }) => [...figuresOf(name, figures), 'group', ...about, null]),
    [...figuresOf('all', all), 'total', ...about, others],
  ].map(csvCells)
}

const shown = ['coding', 'pickup', 'review', 'deploy', 'total', 'lead_time'] as const

export function reportMarkdown(report: Report): string[] {
  const { all, by, clock, groups } = report
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const row = (name: string, { merged, metrics: of, unreviewed }: Figures) =>
    line([
      name,
      String(merged),
      String(unreviewed),
      ...shown.map((metric) => medianText(metric, of[metric], clock)),
    ])
  const head = [by ?? '', 'merged', 'no response', ...shown.map((metric) => labels[metric])]
  const whole = percents(all.shares)
  const shares = stages.map((stage) => `${stage} ${whole[stage] === null ? '–' : `${whole[stage]} %`}`)
  return [
    ...headingOf(report).flatMap((text) => [escaped(text), '']),
    `Of the time that was spent: ${isKnown(all.shares) ? shares.join(', ') : 'none is known'}. Medians (~ of fewer than 5):`,
    '',
    line(head),
    `|${head.map((_, index) => (index === 0 ? ' --- ' : ' ---: ')).join('|')}|`,
    ...groups.map(({ name, ...figures }) => row(escaped(name), figures)),
    row('**all**', all),
    '',
    ...notes(report).map((note) => `- ${escaped(note.trim())}`),
  ]
}

/** What Markdown would take for its own. */
const escaped = (text: string): string => text.replace(/[\\|*_`<>[\]]/g, '\\$&')
