/** Reviews: what the figures are of, turns that add up, a heat map that counts each response once, and nobody named. */
import { describe, expect, it } from 'vitest'
import { heatOf, hourSums, toHeat } from '../../ui/reviews/heat.ts'
import {
  loadWords,
  ofMerged,
  requestWords,
  roundLabel,
  toLoadShare,
  turnShares,
} from '../../ui/reviews/review-words.ts'

const spread = (n: number) => ({ n, medianSeconds: 1, p90Seconds: null })

describe('reviews', () => {
  it('say of how many they are', () => {
    expect(ofMerged(spread(125), 125, 'without a review')).toBe('all 125 merged')
    expect(ofMerged(spread(123), 125, 'without a review')).toBe('123 of 125 merged; 2 without a review')
    expect(requestWords(spread(14), { answered: 12, removed: 2, open: 4, unanswered: 3 })).toBe(
      '14 answers; of 21 requests made in the period 12 answered, 2 taken back, 4 open, 3 without an answer at the end',
    )
    expect(requestWords(spread(1), { answered: 0, removed: 0, open: 0, unanswered: 0 })).toBe(
      '1 answer; no request was made in the period',
    )
  })

  it('share the time in review by turn, and say nothing of no time', () => {
    expect(turnShares({ author: 50, reviewers: 30, approved: 20 })).toEqual({
      author: 0.5,
      reviewers: 0.3,
      approved: 0.2,
    })
    expect(turnShares({ author: 0, reviewers: 0, approved: 0 }).author).toBeNull()
  })

  it('say how the load is shared, of people without names', () => {
    expect(loadWords(toLoadShare(1_093, { people: 56, busiestFifth: 908 }))).toBe(
      'Of 56 people who responded, the busiest 12 gave 83 % of the responses.',
    )
    expect(loadWords(toLoadShare(4, { people: 3, busiestFifth: 2 }))).toBe(
      'Of 3 people who responded, the busiest one gave 50 % of the responses.',
    )
  })

  it('name the rounds, the last of which is open', () =>
    expect([0, 1, 2, 3, 4, 5].map((rounds) => roundLabel(rounds, 5))).toEqual([
      'none',
      '1',
      '2',
      '3',
      '4',
      '5 or more',
    ]))
})

describe('the heat map', () => {
  const byHour = Array.from({ length: 7 }, (_, day) =>
    Array.from({ length: 24 }, (_, hour) => (day === 0 && hour === 9 ? 8 : day === 6 && hour === 23 ? 2 : 0)),
  )
  const rows = toHeat(byHour)

  it('begins on Monday and counts each once, by day and by hour', () => {
    expect(rows.map(({ day, sum }) => [day, sum]).filter(([, sum]) => sum !== 0)).toEqual([
      ['Monday', 8],
      ['Sunday', 2],
    ])
    expect(hourSums(rows)[9]).toBe(8)
    expect(hourSums(rows).reduce((sum, one) => sum + one, 0)).toBe(10)
  })

  it('is as strong as its count, of the strongest cell', () => {
    expect(heatOf(8, rows)).toBe(1)
    expect(heatOf(2, rows)).toBe(0.25)
    expect(heatOf(0, toHeat([]))).toBe(0)
  })
})
