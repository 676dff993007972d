/** Figures with what they leave out, and the marks of charts. */
import { describe, expect, it } from 'vitest'
import type { Figures, Group } from '../../ui/api/types.ts'
import type { View } from '../../ui/app/view.ts'
import { countTicks } from '../../ui/charts/count-axis.ts'
import { durationTicks, logTicks, tickLabel } from '../../ui/charts/duration-axis.ts'
import { histogram } from '../../ui/charts/histogram.ts'
import { linePath, lonelyPoints, spread } from '../../ui/charts/line-path.ts'
import { cellAfter, markAfter, type PressedKey } from '../../ui/charts/pressed-key.ts'
import { stack } from '../../ui/charts/shares.ts'
import { weekLabel } from '../../ui/charts/week-labels.ts'
import { countChange, durationChange } from '../../ui/figures/change-words.ts'
import { coverageParts, leftOutKinds } from '../../ui/figures/coverage.ts'
import { everyWeek } from '../../ui/figures/every-week.ts'
import { healthListOf } from '../../ui/figures/health-list.ts'
import { largestShareWords } from '../../ui/figures/largest-share.ts'
import { spentOf } from '../../ui/figures/spent.ts'
import { trustParts } from '../../ui/health/trust-words.ts'
import { textOf } from '../../ui/parts/text-parts.ts'

const distribution = (n: number) => ({ n, medianSeconds: 1, p75Seconds: 1, p90Seconds: null })
const figures: Figures = {
  merged: 10,
  unreviewed: 1,
  notReleased: 3,
  incomplete: 0,
  spentSeconds: { coding: 1, pickup: 2, review: 6, deploy: 1 },
  shares: { coding: 0.1, pickup: 0.2, review: 0.6, deploy: 0.1 },
  metrics: {
    coding: distribution(9),
    pickup: distribution(8),
    unanswered: distribution(2),
    review: distribution(8),
    deploy: distribution(7),
    total: distribution(10),
    lead_time: distribution(6),
  },
}

describe('coverage', () => {
  it.each([
    ['total', 'all 10 merged'],
    ['coding', '9 of 10 merged; 1 without a known first commit'],
    ['pickup', '8 of 10 merged; 2 without a response while ready'],
    ['deploy', '7 of 10 merged; 3 not released'],
    ['lead_time', '6 of 10 merged; 3 not released, 1 otherwise unknown'],
  ] as const)('of %s is said: %s', (metric, words) =>
    expect(textOf(coverageParts(metric, figures))).toBe(words),
  )

  it('names the kinds that are left out, most first', () =>
    expect(leftOutKinds({ release: 1, bot: 4 })).toEqual([
      ['bot', 4],
      ['release', 1],
    ]))
})

describe('the list of health behind a count', () => {
  const names = Array.from({ length: 101 }, (_, index) => `acme/app-${index}`)
  it.each<[string, View, readonly string[], View | null]>([
    ['names no repository where the filter does not, however many there are', {}, names, {}],
    ['has those of the filter', { repo: ['app-1'], team: ['core'] }, ['acme/app-1'], { repo: ['app-1'] }],
    [
      'has those of the team where it is meant by them',
      { team: ['core'], teamAs: 'repository' },
      names.slice(0, 100),
      { repo: names.slice(0, 100) },
    ],
    ['is none where these are too many', { team: ['core'], teamAs: 'repository' }, names, null],
  ])('%s', (_, view, of, list) => expect(healthListOf(view, of)).toEqual(list))
})

describe('sentences', () => {
  it('say where most of the time goes', () => {
    expect(largestShareWords(figures)).toBe(
      '60 % of the time of 10 merged pull requests went into review (first response to merge), then pickup with 20 %.',
    )
    expect(
      largestShareWords({ merged: 0, shares: { coding: null, pickup: null, review: null, deploy: null } }),
    ).toBeNull()
  })

  it('say which way a change goes', () => {
    expect(durationChange(3_600, 7_200)).toBe('50 % shorter than the 2.0 h before')
    expect(durationChange(7_200, 3_600)).toBe('100 % longer than the 1.0 h before')
    expect(countChange(12, 10)).toBe('20 % more than the 10 before')
    expect(countChange(12, null)).toBeNull()
  })

  it('say whether figures can be trusted', () => {
    const trustWords = (repositories: Parameters<typeof trustParts>[0]) => textOf(trustParts(repositories))
    const one = { asOf: 1, pause: null, stored: 100, incomplete: 0, unread: 0, unanalyzed: 0, outdated: null }
    expect(trustWords([one])).toBe('Yes: all 100 pull requests of 1 repository were read whole.')
    expect(trustWords([one, { ...one, asOf: null, unread: 1, incomplete: 2 }])).toBe(
      'Mostly: of 200 pull requests, 1 repository was never read whole, 1 pull request is missing and 2 could not be read whole and are in no figure.',
    )
    expect(trustWords([one, { ...one, pause: { since: 1, by: 'ann' } }])).toBe(
      'Mostly: of 200 pull requests, 1 repository is paused: what is new there is not read.',
    )
    expect(trustWords([one, { ...one, outdated: 'partly' }])).toBe(
      'Mostly: of 200 pull requests, the figures of 1 repository are by earlier settings or releases.',
    )
  })
})

describe('charts', () => {
  it('stack shares without a gap', () =>
    expect(
      stack(
        [
          { key: 'a', share: 0.25 },
          { key: 'b', share: null },
          { key: 'c', share: 0.75 },
        ],
        200,
      ),
    ).toEqual([
      { key: 'a', from: 0, to: 50 },
      { key: 'b', from: 50, to: 50 },
      { key: 'c', from: 50, to: 200 },
    ]))

  it('are on bars from the first that has something to the last', () => {
    const bars = [0, 3, 0, 1, 0].map((count, index) => ({ from: index, to: index + 1, count }))
    expect(histogram(bars)).toEqual(bars.slice(1, 4))
    expect(histogram(bars.slice(0, 1))).toEqual([])
  })

  it('interrupt a line where there is nothing, and show what stands alone', () => {
    const points = [
      { x: 0, y: 1 },
      { x: 1, y: null },
      { x: 2, y: 3 },
      { x: 3, y: 4 },
    ]
    expect(linePath(points)).toBe('M0 1M2 3L3 4')
    expect(lonelyPoints(points)).toEqual([{ x: 0, y: 1 }])
  })

  it('have names that do not lie on each other', () =>
    expect(spread([{ y: 12 }, { y: 10 }, { y: 60 }], 13).map(({ y }) => y)).toEqual([10, 23, 60]))

  it('have round durations on their axes', () => {
    expect(durationTicks(300_000).map((tick) => tickLabel(tick))).toEqual(['0', '1 d', '2 d', '3 d', '4 d'])
    expect(logTicks(700, 400_000).map((tick) => tickLabel(tick))).toEqual([
      '10 min',
      '1 h',
      '4 h',
      '1 d',
      '4 d',
      '16 d',
    ])
    expect(logTicks(60, 60)).toHaveLength(2)
    // A median of five years stood on the line of 1024 days.
    expect(tickLabel(logTicks(86_400, 1_817 * 86_400).at(-1)!)).toBe('4,096 d')
  })

  it('have whole counts on their axes, up to the largest', () => {
    expect(countTicks(0)).toEqual([0])
    expect(countTicks(3)).toEqual([0, 1, 2, 3])
    expect(countTicks(11)).toEqual([0, 5, 10, 15])
    expect(countTicks(150)).toEqual([0, 50, 100, 150])
    expect(countTicks(4_000)).toEqual([0, 1_000, 2_000, 3_000, 4_000])
    for (let most = 1; most < 3_000; most++) {
      const ticks = countTicks(most)
      expect(ticks.length).toBeLessThanOrEqual(5)
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(most)
    }
  })

  it('add up the time of a week from its stages', () => {
    expect(spentOf(figures)).toBe(10)
    expect(spentOf(null)).toBe(0)
  })

  it('keep weeks in which nothing was merged', () =>
    expect(
      everyWeek(
        {
          by: 'week',
          groups: [{ name: '2026-01-05' } as Group],
          weeks: ['2026-01-05', '2026-01-12'].map((day) => ({
            day,
            merged: 0,
            medianTotalSeconds: null,
            n: 0,
            isFirm: false,
          })),
        },
        10,
      ).map(({ day, figures: of }) => [day, of !== null]),
    ).toEqual([
      ['2026-01-05', true],
      ['2026-01-12', false],
    ]))

  it('name the year where it changes', () => {
    expect(weekLabel('2026-01-05', undefined)).toBe('5 Jan 2026')
    expect(weekLabel('2026-01-12', '2026-01-05')).toBe('12 Jan')
    expect(weekLabel('2027-01-04', '2026-12-28')).toBe('4 Jan 2027')
    expect(weekLabel('2026-01-12', '2025-12-29')).toBe('12 Jan 2026')
  })
})

describe('keys', () => {
  const press = (key: string, held: Partial<PressedKey> = {}): PressedKey => ({
    key,
    altKey: false,
    ctrlKey: false,
    metaKey: false,
    ...held,
  })
  // Of a table of three by four, with a gap.
  const grid = {
    rows: 3,
    columns: 4,
    isThere: (row: number, column: number) => !(row === 1 && (column === 0 || column === 2)),
  }

  it.each([
    ['ArrowRight', 2, [1, 3]],
    ['ArrowLeft', 0, [1, 1]],
    ['ArrowDown', 1, [2, 1]],
    ['ArrowUp', 1, [0, 1]],
    ['Home', 0, [1, 1]],
    ['End', 4, [1, 3]],
  ] as const)('%s goes from mark to mark, and over the gaps of a table', (key, mark, cell) => {
    expect(markAfter(press(key), 1, 5)).toBe(key === 'ArrowDown' || key === 'ArrowUp' ? null : mark)
    expect(cellAfter(press(key), [1, 1], grid)).toEqual(cell)
  })

  it('stay where there is no more', () => {
    expect(markAfter(press('ArrowRight'), 4, 5)).toBe(4)
    expect(cellAfter(press('ArrowUp'), [0, 2], grid)).toEqual([0, 2])
  })

  it.each([
    press('Enter'),
    ...(['altKey', 'ctrlKey', 'metaKey'] as const).map((held) => press('ArrowLeft', { [held]: true })),
  ])('are left to the browser: %j', (pressed) => {
    expect(markAfter(pressed, 1, 5)).toBeNull()
    expect(cellAfter(pressed, [1, 1], grid)).toBeNull()
  })
})
