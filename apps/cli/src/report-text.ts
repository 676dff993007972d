/** A report as text of at most 80 columns: where the time went, how sure that is, and what it does not speak of. */
import {
  dayOf,
  type Figures,
  isFirm,
  type Metric,
  metrics,
  type Report,
  stages,
  type Waiting,
} from '@upflow/insights'
import { toIso } from '@upflow/model'
import { formatDuration } from './duration.ts'
import { bar } from './follow/bar.ts'

const barWidth = 30
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

export interface Slow {
  readonly name: string
  readonly totalSeconds: number
}

export function reportText(report: Report, slowest: readonly Slow[], waiting: readonly Waiting[]): string[] {
  const { all, by, groups } = report
  const heading = headingOf(report)
  if (all.merged === 0 && all.incomplete === 0) return [...heading, '', ...notes(report)]
  return [
    ...heading,
    '',
    'Where the time went, of all that was spent',
    ...sharesText(report),
    '',
    'How long it took                    median       p75       p90       n',
    ...metrics.flatMap((metric) => metricText(metric, report)),
    ...(by === null ? [] : ['', ...groupsText(by, groups)]),
    ...(report.weeks.length > 1 ? ['', ...trendText(report)] : []),
    ...(slowest.length === 0 ? [] : ['', 'Longest, from first commit to merge']),
    ...slowest.map(({ name, totalSeconds }) => `  ${formatDuration(totalSeconds).padStart(9)}  ${name}`),
    ...(waiting.length === 0 ? [] : ['', 'Waiting now, the longest first']),
    ...waiting.map((one) => waitingText(one, report.timeZone)),
    '',
    ...notes(report),
  ]
}

function headingOf({ all, clock, filter, firstMergedAt, lastMergedAt, organizationId, timeZone }: Report) {
  const day = (at: number) => dayOf(at, timeZone)
  const asked =
    filter.since === null && filter.until === null
      ? 'at any time'
      : [
          ...(filter.since === null ? [] : [`from ${day(filter.since)}`]),
          ...(filter.until === null ? [] : [`before ${day(filter.until)}`]),
        ].join(' and ')
  const range =
    firstMergedAt === null || lastMergedAt === null
      ? 'no analyzed pull request was'
      : `the data: ${day(firstMergedAt)} to ${day(lastMergedAt)}`
  return [
    `Pull requests of ${organizationId} merged ${asked} (${range})`,
    `${all.merged} merged, ${all.unreviewed} without a response · days of ${timeZone}${clock === 'working' ? ' · working time' : ''}`,
  ]
}

/** Whole percents that add up to 100: what rounding leaves goes to the largest rests. */
export function percents(shares: Figures['shares']): Record<(typeof stages)[number], number> | null {
  if (stages.some((stage) => shares[stage] === null)) return null
  const exact = stages.map((stage) => ({ stage, value: shares[stage]! * 100 }))
  let left = 100 - exact.reduce((sum, { value }) => sum + Math.floor(value), 0)
  const rounded = { coding: 0, pickup: 0, review: 0, deploy: 0 }
  for (const { stage, value } of exact.sort((a, b) => (b.value % 1) - (a.value % 1)))
    rounded[stage] = Math.floor(value) + (left-- > 0 ? 1 : 0)
  return rounded
}

function sharesText({ all, change }: Report): string[] {
  const whole = percents(all.shares)
  if (whole === null) return ['  no time is known']
  return stages.map((stage) => {
    const points = change?.shares[stage]
    const changed =
      points === undefined || points === null ? '' : `${signed(Math.round(points * 100))} points`
    return `  ${stage.padEnd(10)} ${String(whole[stage]).padStart(3)} %  ${bar(all.shares[stage]!, barWidth).padEnd(barWidth)}  ${changed}`.trimEnd()
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
const median = ({ medianSeconds, n }: { readonly medianSeconds: number | null; readonly n: number }) =>
  medianSeconds !== null && !isFirm({ n })
    ? `~${formatDuration(medianSeconds)}`
    : formatDuration(medianSeconds)

function metricText(metric: Metric, { all, previous }: Report): string[] {
  const row = (name: string, { medianSeconds, n, p75Seconds, p90Seconds }: Figures['metrics'][Metric]) => {
    const times = [median({ medianSeconds, n }), formatDuration(p75Seconds), formatDuration(p90Seconds)]
    return `  ${name.padEnd(30)} ${times.map((time) => time.padStart(9)).join(' ')} ${String(n).padStart(7)}`
  }
  const before = previous?.metrics[metric]
  return [
    row(`${labels[metric].padEnd(10)} ${about[metric] ?? ''}`, all.metrics[metric]),
    ...(before === undefined || before.n === 0 ? [] : [row('  before', before)]),
  ]
}

const shortened = (text: string, length: number) =>
  text.length > length ? `${text.slice(0, length - 1)}…` : text.padEnd(length)

function groupsText(by: string, groups: Report['groups']): string[] {
  const cells = ({ metrics: of }: Figures) => [of.coding, of.pickup, of.review, of.total]
  const isHint = groups.some((group) => cells(group).some(({ n }) => n > 0 && !isFirm({ n })))
  return [
    ...(by === 'author' ? ['By author, by name: for each to see their own; not a ranking of people'] : []),
    `${shortened(`Medians by ${by}${isHint ? ' (~ of fewer than 5)' : ''}`, 31)}      n   coding   pickup   review    total`,
    ...groups.map(
      ({ name, ...figures }) =>
        `  ${shortened(name, 29)}${String(figures.merged).padStart(7)}${cells(figures)
          .map((cell) => median(cell).padStart(9))
          .join('')}`,
    ),
  ]
}

const blocks = '▁▂▃▄▅▆▇█'

function trendText({ weeks }: Report): string[] {
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
  return [
    `Median total by week, the last ${shown.length} from ${shown[0]!.day}; the highest is ${formatDuration(longest)}`,
    `  ${marks.join('')}${marks.includes('◦') ? '   ◦ of fewer than 5' : ''}`,
  ]
}

const waits: Readonly<Record<string, string>> = {
  draft: 'draft',
  'awaiting-request': 'nobody is asked',
  'awaiting-review': 'awaits a review',
  'in-review': 'in review',
  approved: 'approved, not merged',
}

function waitingText(
  { on, number, repository, since, state, title, turn }: Waiting,
  timeZone: string,
): string {
  const whose =
    state === 'in-review' && turn !== null
      ? `${turn}' turn`.replace("author'", "author's")
      : (waits[state] ?? state)
  const whom = on.length > 0 ? `: ${on.join(', ')}` : ''
  return `  since ${dayOf(since, timeZone)}  ${title || `${repository}#${number}`}  ${whose}${whom}`.slice(
    0,
    80,
  )
}

/** What the figures do not speak of, and as of when they are. */
function notes({ all, notAnalyzed, organizationId, otherKinds, repositories, timeZone }: Report): string[] {
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
          `${notAnalyzed} stored pull requests are not analyzed by this version yet:`,
          `  these figures lack them until 'recalculate ${organizationId}'`,
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
