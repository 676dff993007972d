/** Reviews: what the figures are of, turns that add up, a heat map that counts each response once, and nobody named. */
import { describe, expect, it } from 'vitest'
import { textOf } from '../../ui/parts/text-parts.ts'
import { requestsWords, responsesWords, withheldWords } from '../../ui/reviews/behind-words.ts'
import { heatCellWords, heatOf, heatTable, hourSums, toHeat, toHeatList } from '../../ui/reviews/heat.ts'
import {
  loadParts,
  loadWords,
  mergedParts,
  requestParts,
  roundLabel,
  toLoadShare,
  turnShares,
} from '../../ui/reviews/review-words.ts'

const spread = (n: number) => ({ n, medianSeconds: 1, p90Seconds: null })

describe('reviews', () => {
  it('say of how many they are', () => {
    const review = { list: { reviewed: 'true' }, missing: 'without a review', without: { reviewed: 'false' } }
    expect(textOf(mergedParts(spread(125), 125, review))).toBe('all 125 merged')
    expect(textOf(mergedParts(spread(123), 125, review))).toBe('123 of 125 merged; 2 without a review')
    const requests = { answered: 12, removed: 2, open: 4, unanswered: 3 }
    expect(textOf(requestParts(spread(14), requests))).toBe(
      '14 answers; of 21 requests made in the period 12 answered, 2 taken back, 4 open, 3 without an answer at the end',
    )
    expect(textOf(requestParts(spread(1), { answered: 0, removed: 0, open: 0, unanswered: 0 }))).toBe(
      '1 answer; no request was made in the period',
    )
  })

  it('have a list behind each number, and none behind none', () => {
    const parts = requestParts(spread(14), { answered: 12, removed: 0, open: 4, unanswered: 0 })
    expect(parts.flatMap(({ text, list }) => (/\d/.test(text) ? [[text, list]] : []))).toEqual([
      ['14 answers', { periodOf: 'answered' }],
      ['16 requests', {}],
      ['12 answered', { became: 'answered' }],
      ['0 taken back', undefined],
      ['4 open', { became: 'open' }],
    ])
  })

  it('say what their lists are of', () => {
    expect(responsesWords(12, { weekday: '1', hour: '9', period: '90d' })).toBe(
      '12 responses on Mondays from 9:00 to 10:00, in the last 90 days, of kind work.',
    )
    expect(responsesWords(1, { load: 'busiest', period: 'all', repo: ['app'], kind: ['bot'] })).toBe(
      '1 response by the busiest fifth of those who responded, in all of the past, in app, of kind bot.',
    )
    expect(requestsWords(3, { became: 'removed', from: '2026-01-01' })).toBe(
      '3 requests taken back, made from 2026-01-01, of kind work.',
    )
    expect(requestsWords(1, { periodOf: 'answered', period: 'all' })).toBe(
      '1 request, answered in all of the past, of kind work.',
    )
  })

  it('say for whom what is not listed is: a part of them for administrators, all of them for nobody', () => {
    expect(withheldWords({ load: 'others' }, false)).toMatch(/is for administrators of the organization\.$/)
    expect(withheldWords({ load: 'others' }, true)).toMatch(/is shown to nobody\.$/)
    expect(withheldWords({ weekday: '1' }, false)).toMatch(/is shown to nobody\.$/)
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

  it('say of how many people each part of the load is', () => {
    const parts = loadParts(1_093, { people: 12, busiestFifth: 900 })
    expect(parts.map(({ key, people, responses }) => [key, people, responses])).toEqual([
      ['busiest', 3, 900],
      ['others', 9, 193],
    ])
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

  it('has a list behind each number of the table', () => {
    const table = heatTable(rows)
    const numbers = table.flat().filter(({ count }) => count > 0)
    expect(table).toHaveLength(8)
    expect(numbers.map((cell) => [heatCellWords(cell), toHeatList(cell)])).toEqual([
      ['8 responses on Mondays from 9:00 to 10:00', { weekday: '1', hour: '9' }],
      ['8 responses on Mondays', { weekday: '1' }],
      ['2 responses on Sundays from 23:00 to 24:00', { weekday: '7', hour: '23' }],
      ['2 responses on Sundays', { weekday: '7' }],
      ['8 responses from 9:00 to 10:00', { hour: '9' }],
      ['2 responses from 23:00 to 24:00', { hour: '23' }],
      ['10 responses in all', {}],
    ])
  })

  it('is as strong as its count, of the strongest cell', () => {
    expect(heatOf(8, rows)).toBe(1)
    expect(heatOf(2, rows)).toBe(0.25)
    expect(heatOf(0, toHeat([]))).toBe(0)
  })
})
