/** What the figures of reviews are of, and how the load lies, in words that name nobody. */
import type { Reviews, Spread } from '../api/types.ts'
import { formatCount, formatPlural, formatShare } from '../format/number.ts'

/** `123 of 125 merged; 2 without a review` */
export function ofMerged({ n }: Spread, merged: number, missing: string): string {
  if (n === merged) return `all ${formatCount(merged)} merged`
  return `${formatCount(n)} of ${formatCount(merged)} merged; ${formatCount(merged - n)} ${missing}`
}

/** `14 answers; of the requests made in the period 7 are open` */
export function requestWords(
  { n }: Spread,
  { answered, removed, open, unanswered }: Reviews['requests'],
): string {
  const made = answered + removed + open + unanswered
  if (made === 0) return `${formatPlural(n, 'answer')}; no request was made in the period`
  return `${formatPlural(n, 'answer')}; of ${formatPlural(made, 'request')} made in the period ${formatCount(answered)} answered, ${formatCount(removed)} taken back, ${formatCount(open)} open${unanswered > 0 ? `, ${formatCount(unanswered)} without an answer at the end` : ''}`
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

/** Whose turn the time in review was; null where none was spent. */
export function turnShares({ author, reviewers, approved }: Reviews['turns']) {
  const sum = author + reviewers + approved
  const of = (seconds: number) => (sum === 0 ? null : seconds / sum)
  return { author: of(author), reviewers: of(reviewers), approved: of(approved) }
}

/** `no rounds`, `1`, … `5 or more` of a list that counts from 0. */
export const roundLabel = (rounds: number, last: number): string =>
  rounds === 0 ? 'none' : rounds === last ? `${rounds} or more` : String(rounds)
