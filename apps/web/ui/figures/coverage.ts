/** Under each figure: how many pull requests count, how many do not, and why. */
import type { Figures, Metric } from '../api/types.ts'
import type { View } from '../app/view.ts'
import { formatCount } from '../format/number.ts'
import { countPart, type TextPart } from '../parts/text-parts.ts'

/** A sample below this is shown hollow, with its size. */
export const fewest = 5

/** `8 of 10 merged`, or `all 10 merged`: those that have it, by the list of them. */
export const ofMerged = (n: number, merged: number, list: View): TextPart[] => {
  const all = countPart(merged, `${formatCount(merged)} merged`, { whole: 'true' })
  return n === merged
    ? [{ text: 'all ' }, all]
    : [countPart(n, formatCount(n), { ...list, whole: 'true' }), { text: ' of ' }, all]
}

/** `87 of 91 merged; 4 without a response`, with the list behind each number. */
export function coverageParts(metric: Metric, { metrics, merged, notReleased }: Figures): TextPart[] {
  const { n } = metrics[metric]
  const missing = merged - n
  const counted = ofMerged(n, merged, { metric })
  if (missing === 0) return counted
  const why = reasons[metric]
  if (metric !== 'deploy' && metric !== 'lead_time')
    return [
      ...counted,
      { text: '; ' },
      countPart(missing, `${formatCount(missing)} ${why}`, { without: metric, whole: 'true' }),
    ]
  const other = missing - notReleased
  return [
    ...counted,
    { text: '; ' },
    countPart(notReleased, `${formatCount(notReleased)} not released`, { released: 'false', whole: 'true' }),
    ...(other > 0
      ? [
          { text: ', ' },
          countPart(other, `${formatCount(other)} otherwise unknown`, {
            without: metric,
            awaiting: 'false',
            whole: 'true',
          }),
        ]
      : []),
  ]
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
