/** What a list may ask beside the filter, so that it is exactly what a number is made of; and that in words. */
import { pick, traits, type View } from '../app/view.ts'
import { tickLabel } from '../charts/duration-axis.ts'

export const traitNames = [...traits, 'metric', 'least', 'below'] as const

/** Bounds without a time that they are of would be refused. */
export const traitsOf = ({ metric, clock, least, below, ...view }: View) => ({
  ...pick(view, traits),
  ...(metric === undefined ? {} : { metric, least, below }),
  ...(metric === undefined && view.without === undefined ? {} : { clock }),
})

/** As the API counts them together. */
const mostRounds = '5'

const daysWords = (what: string, from: string | undefined, to: string | undefined) =>
  from === undefined && to === undefined
    ? null
    : [what, ...(from ? [`from ${from}`] : []), ...(to ? [`to ${to}`] : [])].join(' ')

const metricWords: Readonly<Record<string, string>> = { lead_time: 'lead time' }

/** `not released, review from 1 h to 2 h`; null when nothing is asked. */
export function traitWords(view: View): string | null {
  const { now, released, awaiting, openAt, unreviewed, reviewed, batched, whole, rounds, releasedBy } = view
  const { without, metric, least, below } = view
  const seconds = (text: string | undefined) =>
    text === undefined ? null : tickLabel(Number(text), view.clock === 'working' ? 'working' : 'wall')
  const [from, to] = [seconds(least), seconds(below)]
  const name = metric && (metricWords[metric] ?? metric)
  const parts = [
    now?.replaceAll('-', ' '),
    released === 'false' ? 'not released' : released && 'released',
    awaiting && 'not to be released, or released',
    unreviewed === 'true' ? 'without a word from a reviewer' : unreviewed && 'with a response',
    reviewed === 'false' ? 'without a review' : reviewed && 'with a review',
    daysWords('opened', view.openedFrom, view.openedTo),
    daysWords('under way', view.underWayFrom, view.underWayTo),
    openAt && `open at ${openAt}`,
    daysWords('closed', view.closedFrom, view.closedTo),
    daysWords('released', view.releasedFrom, view.releasedTo),
    batched === 'false'
      ? 'released by their own merge'
      : batched && 'released with others or by something else',
    rounds &&
      `${rounds === mostRounds ? `${rounds} or more` : rounds} ${rounds === '1' ? 'round' : 'rounds'} of review`,
    releasedBy && `released by ${releasedBy.replace(':', ' ').replace('pull-request ', '#')}`,
    whole === 'false' ? 'not read whole' : whole && 'read whole',
    without && `without a known time of ${metricWords[without] ?? without}`,
    name &&
      (from === null && to === null
        ? `with a known time of ${name}`
        : `${name}${from === null ? '' : ` from ${from}`}${to === null ? '' : ` to ${to}`}`),
  ].filter((part) => part)
  return parts.length === 0 ? null : parts.join(', ')
}
