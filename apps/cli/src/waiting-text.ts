/** What waits now, since when and on whom, as lines of at most 80 columns. */
import { dayOf, type Waiting } from '@upflow/insights'
import { lineLength, nameOf, shorten, shortenList } from './printable.ts'

/** What of a line is kept for the state and the people, however long a title or a name is. */
const [usualForState, leastForState] = [34, 20]

const states: Readonly<Record<string, string>> = {
  draft: 'draft',
  'awaiting-request': 'nobody is asked',
  'awaiting-review': 'awaits a review',
  'in-review': 'in review',
  approved: 'approved',
  'awaiting-release': 'awaits its release',
}

export const stateWords = (state: string): string => states[state] ?? state

/** Nobody is asked for what these await. */
const waitsOnNobody: ReadonlySet<string> = new Set(['awaiting-request', 'awaiting-release'])

/** @param unread open too, and not read whole */
export function waitingText(waiting: readonly Waiting[], unread: number, timeZone: string): string[] {
  const left = unread === 0 ? '' : `; ${unread} open could not be read whole`
  if (waiting.length === 0) return left === '' ? [] : [`Waiting now: nothing that is known${left}`]
  return [`Waiting now, the longest first${left}`, ...waiting.map((one) => waitText(one, timeZone))]
}

export function waitText(one: Waiting, timeZone: string): string {
  const begin = `  since ${dayOf(one.since, timeZone)}  `
  const room = lineLength - begin.length - 2
  const [name, reference] = [nameOf(one), nameOf({ ...one, title: '' })]
  const beside = (text: string) => room - [...text].length
  const state = stateText(
    one,
    Math.max(leastForState, Math.min(usualForState, beside(reference)), beside(name)),
  )
  return `${begin}${shorten(name, room - [...state].length)}  ${state}`
}

function stateText({ on, state, turn }: Waiting, length: number): string {
  const whose =
    state === 'in-review' && turn !== null
      ? turn === 'author'
        ? "author's turn"
        : "reviewers' turn"
      : stateWords(state)
  if (on.length > 0) return `${whose}: ${shortenList(on, length - whose.length - 2)}`
  const whole = `${whose}, nobody is asked`
  // Said by there being no name, where there is no room for it.
  return waitsOnNobody.has(state) || [...whole].length > length ? whose : whole
}
