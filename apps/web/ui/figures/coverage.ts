/** Under each figure: how many pull requests count, how many do not, and why. */
import type { Figures, Metric } from '../api/types.ts'
import { formatCount } from '../format/number.ts'

/** A sample below this is shown hollow, with its size. */
export const fewest = 5

/** `87 count; 4 without a response` */
export function coverageWords(metric: Metric, { metrics, merged, notReleased }: Figures): string {
  const { n } = metrics[metric]
  const missing = merged - n
  const counted =
    n === merged ? `all ${formatCount(merged)} merged` : `${formatCount(n)} of ${formatCount(merged)} merged`
  if (missing === 0) return counted
  const why = reasons[metric]
  if (metric === 'deploy' || metric === 'lead_time') {
    const other = missing - notReleased
    return `${counted}; ${formatCount(notReleased)} not released${other > 0 ? `, ${formatCount(other)} otherwise unknown` : ''}`
  }
  return `${counted}; ${formatCount(missing)} ${why}`
}

const reasons: Readonly<Record<Metric, string>> = {
  coding: 'without a known first commit',
  pickup: 'without a response while ready',
  unanswered: 'were answered',
  review: 'without a response while ready',
  total: 'not known from their first commit on',
  deploy: 'not released',
  lead_time: 'not released',
}

/** The kinds that are left out, most first. */
export const leftOutKinds = (otherKinds: Readonly<Record<string, number>>): [string, number][] =>
  Object.entries(otherKinds).sort((a, b) => b[1] - a[1])
