/** A report as text of at most 80 columns: where the time went, how sure that is, and what it does not speak of. */
import {
  dayOf,
  type Figures,
  isFirm,
  type Metric,
  metrics,
  type Report,
  type Stage,
  stages,
  type Waiting,
} from '@upflow/insights'
import { toIso } from '@upflow/model'
import { formatDeploy, formatDuration } from './duration.ts'
import { bar } from './follow/bar.ts'
import { periodText } from './heading-text.ts'
import { lineLength, type Named, nameOf, padTo, shorten } from './printable.ts'
import { waitingText } from './waiting-text.ts'

const barWidth = 26
const weeksShown = 26

export const labels: Readonly<Record<Metric, string>> = {
  coding: 'coding',
  pickup: 'pickup',
  unanswered: 'unanswered',
  review: 'review',
  deploy: 'deploy',
  total: 'total',
  lead_time: 'lead time',
}

export interface Slow extends Named {
  readonly totalSeconds: number
}

export interface Beside {
  readonly slowest: readonly Slow[]
  readonly waiting: readonly Waiting[]
  /** Open, and not read whole. */
  readonly unreadOpen: number
}

export function reportText(report: Report, { slowest, waiting, unreadOpen }: Beside): string[] {
  const { all, clock, timeZone } = report
  const waits = waitingText(waiting, unreadOpen, timeZone)
  return [
    ...headingOf(report),
    ...(all.merged === 0 && all.incomplete === 0 ? [] : ['', ...figuresText(report)]),
    ...(slowest.length === 0 ? [] : ['', 'Longest, from first commit to merge']),
    ...slowest.map((one) =>
      shorten(`  ${formatDuration(one.totalSeconds, clock).padStart(9)}  ${nameOf(one)}`, lineLength),
    ),
    ...(waits.length === 0 ? [] : ['', ...waits]),
    '',
    ...notes(report),
  ]
}

function figuresText(report: Report): string[] {
  const { by, groups, weeks } = report
  return [
    'Where the time went, of all that was spent',
    ...sharesText(report),
    '',
    'How long it took                    median       p75       p90       n',
    ...metrics.flatMap((metric) => metricText(metric, report)),
    ...(by === null ? [] : ['', ...groupsText(report, by, groups)]),
    ...(weeks.length > 1 ? ['', ...trendText(report)] : []),
  ]
}

export function headingOf(report: Report): string[] {
  const { all, clock, filter, firstMergedAt, lastMergedAt, organizationId, previous, timeZone } = report
  const day = (at: number) => dayOf(at, timeZone)
  const range =
    firstMergedAt === null || lastMergedAt === null
      ? 'no analyzed pull request was'
      : `the data: ${day(firstMergedAt)} to ${day(lastMergedAt)}`
  const title = `Pull requests of ${organizationId} merged ${periodText(filter, timeZone)}`
  return [
    ...(`${title} (${range})`.length > lineLength ? [title, `(${range})`] : [`${title} (${range})`]),
    `${all.merged} merged, ${all.unreviewed} without a response · days of ${timeZone}${clock === 'working' ? ' · working time' : ''}`,
    ...(previous === null
      ? []
      : [
          `before: ${previous.merged} merged, ${previous.unreviewed} without a response (from ${day(previous.since)})`,
        ]),
  ]
}

/** Whole percents that add up to 100: what rounding leaves goes to the largest rests. Null where there is no share. */
export function percents(shares: Figures['shares']): Readonly<Record<Stage, number | null>> {
  const rounded: Record<Stage, number | null> = { coding: null, pickup: null, review: null, deploy: null }
  const exact = stages.flatMap((stage) => {
    const share = shares[stage]
    return share === null ? [] : [{ stage, value: share * 100 }]
  })
  let left = 100 - exact.reduce((sum, { value }) => sum + Math.floor(value), 0)
  for (const { stage, value } of exact.sort((a, b) => (b.value % 1) - (a.value % 1)))
    rounded[stage] = Math.floor(value) + (left-- > 0 ? 1 : 0)
  return rounded
}

export const isKnown = (shares: Figures['shares']): boolean => stages.some((stage) => shares[stage] !== null)

function sharesText({ all, change }: Report): string[] {
  if (!isKnown(all.shares)) return ['  no time is known']
  const whole = percents(all.shares)
  return stages.map((stage) => {
    const share = all.shares[stage]
    const points = share === null ? null : (change?.shares[stage] ?? null)
    const changed = points === null ? '' : `${signed(Math.round(points * 100))} points`
    const of = stage === 'deploy' ? `of ${all.metrics.deploy.n} released` : ''
    const percent = share === null ? '  –  ' : `${String(whole[stage]).padStart(3)} %`
    return `  ${stage.padEnd(10)} ${percent}  ${bar(share ?? 0, barWidth)}  ${changed.padEnd(12)}${of}`.trimEnd()
  })
}

const signed = (value: number) => (value > 0 ? `+${value}` : String(value))

const about: Partial<Record<Metric, string>> = {
  pickup: 'of those answered',
  unanswered: 'merged without one',
  total: 'to the merge',
  lead_time: 'to the release',
}

/** A median of few is a hint: it does not stand there as if it were firm. */
export const medianText = (
  metric: Metric,
  { medianSeconds, n }: { readonly medianSeconds: number | null; readonly n: number },
  clock: Report['clock'],
): string =>
  `${medianSeconds !== null && !isFirm({ n }) ? '~' : ''}${durationText(metric, medianSeconds, clock)}`

const durationText = (metric: Metric, seconds: number | null, clock: Report['clock']): string =>
  metric === 'deploy' ? formatDeploy(seconds, clock) : formatDuration(seconds, clock)

function metricText(metric: Metric, { all, clock, previous }: Report): string[] {
  const row = (name: string, { medianSeconds, n, p75Seconds, p90Seconds }: Figures['metrics'][Metric]) => {
    const slow = [p75Seconds, p90Seconds].map((seconds) => durationText(metric, seconds, clock))
    const times = [medianText(metric, { medianSeconds, n }, clock), ...slow]
    return `  ${name.padEnd(30)} ${times.map((time) => time.padStart(9)).join(' ')} ${String(n).padStart(7)}`
  }
  const before = previous?.metrics[metric]
  return [
    row(`${labels[metric].padEnd(10)} ${about[metric] ?? ''}`, all.metrics[metric]),
    ...(before === undefined || before.n === 0 ? [] : [row('  before', before)]),
  ]
}

const grouped = ['coding', 'pickup', 'review', 'total'] as const

function groupsText({ clock }: Report, by: string, groups: Report['groups']): string[] {
  const hasHint = groups.some(({ metrics: of }) =>
    grouped.some((metric) => of[metric].n > 0 && !isFirm(of[metric])),
  )
  return [
    ...(by === 'author' ? ['By author, by name: for each to see their own; not a ranking of people'] : []),
    `${`Medians by ${by}`.padEnd(31)}${'n'.padStart(7)}${grouped.map((metric) => metric.padStart(10)).join('')}`,
    ...groups.map(({ name, merged, metrics: of }) => {
      const cells = grouped.map((metric) => medianText(metric, of[metric], clock).padStart(10))
      return `  ${padTo(shorten(name, 29), 29)}${String(merged).padStart(7)}${cells.join('')}`
    }),
    ...(hasHint ? ['  ~ of fewer than 5'] : []),
  ]
}

const blocks = '▁▂▃▄▅▆▇█'

function trendText({ clock, weeks }: Report): string[] {
  const shown = weeks.slice(-weeksShown)
  const firm = shown.map((week) => (week.isFirm ? week.medianTotalSeconds : null))
  const longest = Math.max(1, ...firm.map((seconds) => seconds ?? 0))
  const marks = firm.map((seconds, index) =>
    seconds === null
      ? shown[index]!.n === 0
        ? '·'
        : '◦'
      : blocks[Math.min(blocks.length - 1, Math.floor((seconds / longest) * blocks.length))],
  )
  const highest = firm.some((seconds) => seconds !== null)
    ? `the highest is ${formatDuration(longest, clock)}`
    : 'no week has five'
  return [
    `Median total by week, the last ${shown.length} from ${shown[0]!.day}; ${highest}`,
    `  ${marks.join('')}${marks.includes('◦') ? '   ◦ of fewer than 5' : ''}`,
  ]
}

/** What the figures do not speak of, and as of when they are. */
export function notes({
  all,
  notAnalyzed,
  organizationId,
  otherKinds,
  repositories,
  timeZone,
}: Report): string[] {
  const others = Object.entries(otherKinds).sort(([a], [b]) => (a < b ? -1 : 1))
  const unread = repositories.reduce((sum, one) => sum + one.unread, 0)
  const left = [
    ...others.map(([kind, count]) => `${count} of kind ${kind}`),
    ...(all.incomplete > 0 ? [`${all.incomplete} merged could not be read whole`] : []),
    ...(unread > 0 ? [`${unread} could not be read at all`] : []),
  ]
  return [
    ...(notAnalyzed > 0
      ? [
          `${notAnalyzed} stored pull requests are new, or have changed, since the last recalculation:`,
          `  these figures lack them, or have them as they were, until 'recalculate ${organizationId}'`,
        ]
      : []),
    ...outdatedText(organizationId, repositories),
    `Left out: ${left.length > 0 ? left.join(', ') : 'nothing'}`,
    ...(all.notReleased > 0 ? [`Merged and not released: ${all.notReleased}`] : []),
    ...repositories.flatMap(({ name, releaseProblem }) =>
      releaseProblem === null ? [] : [`  ${name}: ${releaseProblem}`],
    ),
    ...repositories.map((one) => `As of ${asOfText(one, timeZone)}: ${one.name}`),
  ]
}

const asOfText = ({ asOf, readSince }: Report['repositories'][number], timeZone: string) => {
  if (asOf !== null) return toIso(asOf)
  const part = readSince === null ? '' : `, read only since ${dayOf(readSince, timeZone)}`
  return `no complete crawl yet${part}`
}

/** Figures that look right and are not. */
function outdatedText(organizationId: string, repositories: Report['repositories']): string[] {
  const some = repositories.filter(({ outdated }) => outdated !== null)
  if (some.length === 0) return []
  return [
    `Made by earlier settings, or before the latest merges and tags, until`,
    `  'recalculate ${organizationId}':`,
    ...some.map(({ name, outdated }) => `  ${name}${outdated === 'partly' ? ', in part' : ''}`),
  ]
}
