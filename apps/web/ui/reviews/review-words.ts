/** What the figures of reviews are of, and how the load lies, in words that name nobody. */
import type { Reviews, Spread } from '../api/types.ts'
import type { View } from '../app/view.ts'
import { ofMerged } from '../figures/coverage.ts'
import { formatCount, formatPlural, formatShare } from '../format/number.ts'
import { countPart, type TextPart } from '../parts/text-parts.ts'
import { outcomeWords } from './behind-words.ts'

/** `123 of 125 merged; 2 without a review`, with the list behind each number. */
export function mergedParts(
  { n }: Pick<Spread, 'n'>,
  merged: number,
  { list, missing, without }: { readonly list: View; readonly missing: string; readonly without: View },
): TextPart[] {
  const counted = ofMerged(n, merged, list)
  if (n === merged) return counted
  const lack = countPart(merged - n, `${formatCount(merged - n)} ${missing}`, { ...without, whole: 'true' })
  return [...counted, { text: '; ' }, lack]
}

/** `14 answers; of 9 requests made in the period 2 answered, 0 taken back, 7 open`, with the list behind each number. */
export function requestParts(
  { n }: Spread,
  { answered, removed, open, unanswered }: Reviews['requests'],
): TextPart[] {
  const made = answered + removed + open + unanswered
  const outcome = (count: number, became: string) =>
    countPart(count, `${formatCount(count)} ${outcomeWords[became]}`, { became })
  const answers = countPart(n, formatPlural(n, 'answer'), { periodOf: 'answered' })
  if (made === 0) return [answers, { text: '; no request was made in the period' }]
  return [
    answers,
    { text: '; of ' },
    countPart(made, formatPlural(made, 'request'), {}),
    { text: ' made in the period ' },
    outcome(answered, 'answered'),
    { text: ', ' },
    outcome(removed, 'removed'),
    { text: ', ' },
    outcome(open, 'open'),
    ...(unanswered > 0 ? [{ text: ', ' }, outcome(unanswered, 'unanswered')] : []),
  ]
}

export interface LoadShare {
  readonly people: number
  /** The busiest fifth of them, at least one. */
  readonly busiest: number
  /** Of the responses, from 0 to 1. */
  readonly share: number
}

export const toLoadShare = (
  responses: number,
  { people, busiestFifth }: NonNullable<Reviews['load']>,
): LoadShare => ({
  people,
  busiest: Math.ceil(people / 5),
  share: responses === 0 ? 0 : busiestFifth / responses,
})

export const loadWords = ({ people, busiest, share }: LoadShare): string =>
  `Of ${formatCount(people)} people who responded, the busiest ${busiest === 1 ? 'one' : formatCount(busiest)} gave ${formatShare(share)} of the responses.`

/** Of fewer, what is said of them is for administrators, and for themselves. */
export const leastPeople = 3

export interface LoadPart {
  readonly key: 'busiest' | 'others'
  readonly label: string
  readonly people: number
  readonly responses: number
  /** Of the responses, from 0 to 1. */
  readonly share: number
}

/** The busiest fifth and the others, which are all that there is. */
export function loadParts(responses: number, load: NonNullable<Reviews['load']>): LoadPart[] {
  const { busiest, people, share } = toLoadShare(responses, load)
  return [
    { key: 'busiest', label: 'the busiest fifth', people: busiest, responses: load.busiestFifth, share },
    {
      key: 'others',
      label: 'the others',
      people: people - busiest,
      responses: responses - load.busiestFifth,
      share: 1 - share,
    },
  ]
}

/** Whose turn the time in review was; null where none was spent. */
export function turnShares({ author, reviewers, approved }: Reviews['turns']) {
  const sum = author + reviewers + approved
  const of = (seconds: number) => (sum === 0 ? null : seconds / sum)
  return { author: of(author), reviewers: of(reviewers), approved: of(approved) }
}

/** `no rounds`, `1`, … `5 or more` of a list that counts from 0. */
export const roundLabel = (rounds: number, last: number): string =>
  rounds === 0 ? 'none' : rounds === last ? `${rounds} or more` : String(rounds)
