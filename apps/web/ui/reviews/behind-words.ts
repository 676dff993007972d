/** What the lists behind the figures of reviews are of, in words. */
import { periodWords, scopeWords } from '../app/filter-words.ts'
import type { View } from '../app/view.ts'
import { formatPlural } from '../format/number.ts'
import { weekdays } from '../format/weekdays.ts'

const loadWords: Readonly<Record<string, string>> = {
  busiest: 'by the busiest fifth of those who responded',
  others: 'by all but the busiest fifth of those who responded',
}

/** `on Mondays from 9:00 to 10:00`; empty for any time. */
export function hourWords({ weekday, hour }: Pick<View, 'weekday' | 'hour'>): string {
  const day = weekday === undefined ? null : weekdays[Number(weekday) - 1]
  return [
    ...(day ? [`on ${day}s`] : []),
    ...(hour === undefined ? [] : [`from ${hour}:00 to ${Number(hour) + 1}:00`]),
  ].join(' ')
}

const filterWords = (view: View) =>
  [periodWords(view), ...[scopeWords(view) ?? []].flat(), ...(view.kind ? [] : ['of kind work'])].join(', ')

/** `12 responses on Mondays from 9:00 to 10:00, in the last 90 days, of kind work.` */
export function responsesWords(count: number, view: View): string {
  const parts = [hourWords(view), loadWords[view.load ?? ''] ?? ''].filter((part) => part !== '')
  return `${[`${formatPlural(count, 'response')} ${parts.join(' ')}`.trim(), filterWords(view)].join(', ')}.`
}

/**
 * Why responses are not listed, and who may see them.
 * @param maySeeFew whether whoever looks may see what is said of fewer than three people among more
 */
export const withheldWords = ({ load }: View, maySeeFew: boolean): string =>
  load === undefined || maySeeFew
    ? 'Fewer than three people responded: what is said of them would be said of somebody, and is shown to nobody.'
    : 'Fewer than three people gave these responses, or all the others: what is said of them would be said of somebody, and is for administrators of the organization.'

export const outcomeWords: Readonly<Record<string, string>> = {
  answered: 'answered',
  removed: 'taken back',
  open: 'open',
  unanswered: 'without an answer at the end',
}

/** `3 requests taken back, made in the last 90 days, of kind work.` */
export function requestsWords(count: number, view: View): string {
  const became = view.became === undefined ? '' : ` ${outcomeWords[view.became] ?? view.became}`
  const made = view.periodOf === 'answered' ? 'answered' : 'made'
  return `${formatPlural(count, 'request')}${became}, ${made} ${filterWords(view)}.`
}
