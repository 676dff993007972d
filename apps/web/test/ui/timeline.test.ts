/** The timeline: time becomes places without losing its order, and what is drawn is what is told. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Segment, Story } from '../../ui/api/types.ts'
import { zoneOf } from '../../ui/format/zone.ts'
import { freeTime } from '../../ui/pull-request/free-time.ts'
import { layOutTimeline } from '../../ui/pull-request/lay-out-timeline.ts'
import { canFold, createTimeScale } from '../../ui/pull-request/time-scale.ts'
import { timeTicks } from '../../ui/pull-request/time-ticks.ts'

const at = (iso: string) => Date.parse(iso) / 1_000
const utc = zoneOf('UTC')
const day = 86_400

describe('the time scale', () => {
  const spans = fc
    .record({
      from: fc.integer({ min: 0, max: 2 ** 31 }),
      gaps: fc.array(fc.integer({ min: 0, max: 400 * day }), { minLength: 1, maxLength: 40 }),
      width: fc.integer({ min: 80, max: 2_000 }),
      fold: fc.boolean(),
    })
    .map(({ from, gaps, width, fold }) => {
      let at = from
      const instants = [from, ...gaps.map((gap) => (at += gap))]
      return { from, to: instants.at(-1)!, width, instants, fold }
    })

  it('goes from edge to edge, never backwards, folded or not', () =>
    fc.assert(
      fc.property(spans, (span) => {
        const scale = createTimeScale(span)
        expect(scale.x(span.from)).toBeCloseTo(0, 6)
        expect(scale.x(Math.max(span.to, span.from + 1))).toBeCloseTo(span.width, 6)
        const places = span.instants.map(scale.x)
        for (const [index, x] of places.entries())
          if (index > 0) expect(x).toBeGreaterThanOrEqual(places[index - 1]! - 1e-6)
        for (const [index, piece] of scale.pieces.entries())
          if (index > 0) expect(piece.left).toBeCloseTo(scale.pieces[index - 1]!.right, 6)
      }),
    ))

  it('keeps all time that is not folded at one scale', () =>
    fc.assert(
      fc.property(spans, (span) => {
        const rates = createTimeScale({ ...span, fold: true })
          .pieces.filter(({ isFolded }) => !isFolded)
          .map(({ from, to, left, right }) => (right - left) / (to - from))
        for (const rate of rates) expect(rate).toBeCloseTo(rates[0]!, 9)
      }),
    ))

  it('folds a long gap, and gives its room to what happened', () => {
    const instants = [0, day, 2 * day, 300 * day, 301 * day]
    const span = { from: 0, to: 301 * day, width: 1_000, instants }
    const [plain, folded] = [
      createTimeScale({ ...span, fold: false }),
      createTimeScale({ ...span, fold: true }),
    ]
    expect(plain.x(day)).toBeLessThan(5)
    expect(folded.x(day)).toBeGreaterThan(300)
    expect(folded.pieces.filter(({ isFolded }) => isFolded)).toHaveLength(1)
    expect(canFold({ ...span, fold: false })).toBe(true)
  })

  it('folds nothing where all gaps are alike', () =>
    expect(
      canFold({ from: 0, to: 4 * day, width: 1_000, instants: [day, 2 * day, 3 * day], fold: true }),
    ).toBe(false))
})

describe('its axis', () => {
  it('has round local times, as far apart as they need', () => {
    const scale = createTimeScale({
      from: at('2026-03-27T10:00:00Z'),
      to: at('2026-03-31T10:00:00Z'),
      width: 900,
      instants: [],
      fold: false,
    })
    const ticks = timeTicks(scale, zoneOf('Europe/Berlin'))
    // The clocks go forward on the 29th: its midnights are an hour earlier in UTC from then on.
    expect(ticks.map((tick) => new Date(tick.at * 1_000).toISOString().slice(0, 16))).toContain(
      '2026-03-29T22:00',
    )
    for (const [index, { x }] of ticks.entries())
      if (index > 0) expect(x - ticks[index - 1]!.x).toBeGreaterThanOrEqual(92)
  })

  it('end before the right edge, at every width', () => {
    const life = {
      from: at('2023-06-05T10:00:00Z'),
      to: at('2024-03-11T10:00:00Z'),
      instants: [],
      fold: false,
    }
    for (let width = 80; width < 1_200; width += 7)
      for (const { label, x } of timeTicks(createTimeScale({ ...life, width }), utc))
        expect(x + 7 * label.length, `${label} at ${width}`).toBeLessThanOrEqual(width)
  })
})

describe('free time', () => {
  const hours = { workingDays: [1, 2, 3, 4, 5], from: '09:00', to: '17:00', holidays: ['2026-01-06'] }
  const scaleOf = (from: string, to: string, width: number) =>
    createTimeScale({ from: at(from), to: at(to), width, instants: [], fold: false })

  it('is nights, weekends and holidays', () => {
    // From a Friday to the Wednesday after.
    const found = freeTime(scaleOf('2026-01-02T12:00:00Z', '2026-01-07T12:00:00Z', 1_000), utc, hours)
    expect(found.map(({ from, kind, to }) => [kind, (to - from) / 3_600])).toEqual([
      ['night', 7],
      ['weekend', 48],
      ['night', 9],
      ['night', 7],
      ['holiday', 24],
      ['night', 9],
    ])
  })

  it('leaves nights out where a day is narrow, and all of it where that would be a blur', () => {
    expect(
      new Set(
        freeTime(scaleOf('2026-01-01T00:00:00Z', '2026-03-01T00:00:00Z', 600), utc, hours).map(
          ({ kind }) => kind,
        ),
      ),
    ).toEqual(new Set(['weekend', 'holiday']))
    expect(freeTime(scaleOf('2020-01-01T00:00:00Z', '2026-01-01T00:00:00Z', 600), utc, hours)).toEqual([])
  })
})

describe('the layout', () => {
  const actor = (login: string) => ({ kind: 'user', login, id: null })
  const reason = (kind: string, at: number, login: string | null, id: string | null = null) => ({
    kind,
    at,
    actor: login === null ? null : actor(login),
    id,
    url: null,
    words: kind,
  })
  const created = reason('created', 0, 'ann', 'PR')
  const comment = reason('comment', 100, 'ben', 'C1')
  const segments = [
    {
      state: 'awaiting-review',
      turn: null,
      from: 0,
      to: 100,
      workingSeconds: 100,
      because: created,
      until: comment,
    },
    {
      state: 'in-review',
      turn: 'author',
      from: 100,
      to: null,
      workingSeconds: null,
      because: comment,
      until: null,
    },
  ] as unknown as Segment[]
  const story = {
    segments,
    ignored: [{ kind: 'comment', at: 50, actor: actor('ann'), why: 'author', words: '' }],
    requests: [
      {
        reviewer: { login: 'ben', kind: 'user' },
        requestedBy: 'ann',
        requestedAt: 10,
        removedAt: null,
        respondedAt: 100,
        seconds: 90,
        workingSeconds: 90,
      },
      {
        reviewer: { login: 'cat', kind: 'user' },
        requestedBy: 'ann',
        requestedAt: 5,
        removedAt: null,
        respondedAt: null,
        seconds: null,
        workingSeconds: null,
      },
    ],
    responses: [
      {
        reviewer: { login: 'ben', kind: 'user' },
        at: 100,
        kind: 'comment',
        id: 'C1',
        requestedAt: 10,
        seconds: 90,
        workingSeconds: 90,
        isAnswer: true,
      },
      {
        reviewer: { login: 'ben', kind: 'user' },
        at: 150,
        kind: 'approval',
        id: 'R1',
        requestedAt: null,
        seconds: null,
        workingSeconds: null,
        isAnswer: false,
      },
    ],
  } as unknown as Story
  const layout = layOutTimeline(
    story,
    createTimeScale({ from: 0, to: 200, width: 200, instants: [], fold: false }),
  )

  it('has a boundary for each state, and for the end when there is one', () => {
    expect(layout.boundaries.map(({ index, x }) => [index, x])).toEqual([
      [0, 0],
      [1, 100],
    ])
    expect(layout.segments.map(({ isOpen, key, right }) => [key, right, isOpen])).toEqual([
      ['awaiting-review', 100, false],
      ['author', 200, true],
    ])
  })

  it('shows each event once, hollow where it did not count', () =>
    expect(layout.events.map(({ at, counted, who }) => [at, counted, who])).toEqual([
      [0, true, 'ann'],
      [50, false, 'ann'],
      [100, true, 'ben'],
      [150, true, 'ben'],
    ]))

  it('has a row per reviewer from request to answer, by when they first appear', () =>
    expect(
      layout.reviewers.map(({ reviewer, spans }) => [
        reviewer,
        spans.map(({ how, left, right }) => [how, left, right]),
      ]),
    ).toEqual([
      ['cat', [['open', 5, 200]]],
      ['ben', [['answered', 10, 100]]],
    ]))
})
