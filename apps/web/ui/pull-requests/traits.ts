/** What a list may ask beside the filter, so that it is exactly what a number is made of; and that in words. */
import type { View } from '../app/view.ts'
import { tickLabel } from '../charts/duration-axis.ts'

export const traitNames = ['now', 'released', 'unreviewed', 'whole', 'metric', 'least', 'below'] as const

/** Bounds without a time that they are of would be refused. */
export const traitsOf = ({ now, released, unreviewed, whole, metric, clock, least, below }: View) => ({
  now,
  released,
  unreviewed,
  whole,
  ...(metric === undefined ? {} : { metric, clock, least, below }),
})

const metricWords: Readonly<Record<string, string>> = { lead_time: 'lead time' }

/** `not released, review from 1 h to 2 h`; null when nothing is asked. */
export function traitWords({ now, released, unreviewed, whole, metric, least, below }: View): string | null {
  const seconds = (text: string | undefined) => (text === undefined ? null : tickLabel(Number(text)))
  const [from, to] = [seconds(least), seconds(below)]
  const name = metric && (metricWords[metric] ?? metric)
  const parts = [
    now?.replaceAll('-', ' '),
    released === 'false' ? 'not released' : released && 'released',
    unreviewed === 'true' ? 'without a word from a reviewer' : unreviewed && 'with a response',
    whole === 'false' ? 'not read whole' : whole && 'read whole',
    name &&
      (from === null && to === null
        ? `with a known time of ${name}`
        : `${name}${from === null ? '' : ` from ${from}`}${to === null ? '' : ` to ${to}`}`),
  ].filter((part) => part)
  return parts.length === 0 ? null : parts.join(', ')
}
