/** What a run's events amount to, whichever of them come twice. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Run, RunEvent } from '../../ui/api/types.ts'
import { foldEvents, noEvents, rateOf } from '../../ui/runs/fold-events.ts'
import { countsWords, statusWords } from '../../ui/runs/run-words.ts'
import { spokenLine } from '../../ui/runs/spoken-line.ts'

const events: RunEvent[] = [
  { seq: 1, at: 10, step: null, type: 'run.triggered' },
  { seq: 2, at: 11, step: null, type: 'run.claimed', owner: 'own_1' },
  { seq: 3, at: 12, step: 'sync:1', type: 'step.started', attempt: 1 },
  {
    seq: 4,
    at: 14,
    step: 'sync:1',
    type: 'progress',
    progress: { current: 20, total: 100, message: 'acme/app' },
  },
  { seq: 5, at: 15, step: null, type: 'run.waiting', until: 99 },
  { seq: 6, at: 16, step: null, type: 'run.recovered' },
  { seq: 7, at: 16, step: null, type: 'run.claimed', owner: 'own_2' },
  {
    seq: 8,
    at: 22,
    step: 'sync:1',
    type: 'progress',
    progress: { current: 60, total: 100, message: 'acme/app' },
  },
  { seq: 9, at: 23, step: 'sync:1', type: 'step.succeeded', durationSeconds: 11 },
  { seq: 10, at: 24, step: null, type: 'run.finished', status: 'succeeded', error: null },
]

describe('events', () => {
  const all = foldEvents(noEvents, events)

  it('amount to how far each step is, what is said, and the end', () => {
    expect([...all.items.values()]).toEqual([
      {
        step: 'sync:1',
        label: 'acme/app',
        verb: 'read',
        current: 60,
        total: 100,
        status: 'done',
        startedAt: 12,
        at: 23,
      },
    ])
    expect(all.status).toBe('succeeded')
    expect(all.recoveries).toEqual([16])
    expect(all.waitsUntil).toBeNull()
    expect(all.log.map(({ seq }) => seq)).toEqual([1, 2, 3, 5, 6, 7, 9, 10])
  })

  it('amount to the same however they arrive in turn, and whatever comes again', () =>
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: events.length })), (backs) => {
        let progress = noEvents
        let next = 0
        for (const back of [...backs, events.length]) {
          const from = Math.max(0, next - back)
          const to = Math.min(events.length, Math.max(next, from) + 1 + (back % 3))
          progress = foldEvents(progress, events.slice(from, to))
          next = Math.max(next, to)
        }
        progress = foldEvents(progress, events)
        expect(progress).toEqual(all)
      }),
    ))

  it('tell how fast it goes, and how long the rest will take', () => {
    const progress = foldEvents(noEvents, events.slice(0, 4))
    expect(rateOf(progress.items.get('sync:1')!)).toEqual({ perSecond: 10, restSeconds: 8 })
  })

  it('say until when it waits, and for what, until it goes on', () => {
    const error = { code: 'github/rate-limited', message: 'The limit is reached.', facts: {} }
    const refused: RunEvent = { seq: 5, at: 15, step: 'sync:1', type: 'step.retrying', until: 99, error }
    const waits: RunEvent = { seq: 6, at: 15, step: null, type: 'run.waiting', until: 99 }
    const waiting = foldEvents(noEvents, [...events.slice(0, 4), refused, waits])
    expect(waiting).toMatchObject({ waitsUntil: 99, waitsFor: 'The limit is reached.' })
    const claimed: RunEvent = { seq: 7, at: 99, step: null, type: 'run.claimed', owner: 'own_1' }
    expect(foldEvents(waiting, [claimed])).toMatchObject({ waitsUntil: null, waitsFor: null })
  })
})

it('is said to who hears it as it stands in sight, once it has ended', () => {
  const progress = foldEvents(noEvents, events)
  const output = { read: 40, stored: 40, analyzed: 40 }
  expect(spokenLine({ run: { output: null }, progress, status: 'running' })).toBe(
    'running: 60 of 100 pull requests read',
  )
  expect(spokenLine({ run: { output }, progress, status: 'partial' })).toBe(
    'partial: 40 pull requests read, 40 new or different, 40 analyzed',
  )
})

describe('a status', () => {
  const run = (change: Partial<Run>) =>
    ({
      status: 'running',
      isCancelRequested: false,
      createdAt: 0,
      availableAt: 0,
      queue: 'default',
      output: null,
      ...change,
    }) as Run
  const options = { waitsUntil: null, waitsFor: null, now: 100, time: (at: number) => `t${at}` }
  it.each([
    [{}, 'Running.'],
    [{ isCancelRequested: true }, 'Is being cancelled: it ends at its next step.'],
    [{ status: 'pending' }, 'Nobody has taken it yet: is there a process that serves the queue ‘default’?'],
    [{ status: 'pending', availableAt: 200 }, 'Begins at t200.'],
    [
      {
        status: 'partial',
        output: {
          repositories: 14,
          failed: [
            { repository: 'a', message: '' },
            { repository: 'b', message: '' },
          ],
        },
      },
      'Partial: 2 of 14 repositories failed.',
    ],
    [
      { status: 'partial', output: { repositories: 14, failed: [], unread: 3 } },
      'Partial: not all of it could be read whole.',
    ],
  ] as const)('of %j is said: %s', (change, words) =>
    expect(statusWords(run(change as Partial<Run>), options)).toBe(words),
  )

  it.each([
    [null, 'Waits until t60; nothing is sent meanwhile.'],
    ['GitHub is down.', 'Waits until t60; nothing is sent meanwhile. GitHub is down.'],
  ])('explains a wait for %s', (waitsFor, words) =>
    expect(statusWords(run({ status: 'waiting' }), { ...options, waitsUntil: 60, waitsFor })).toBe(words),
  )

  it('says what came of it', () => {
    expect(countsWords({ output: { read: 1_845, stored: 12, analyzed: 1, unread: 2 } })).toBe(
      '1,845 pull requests read, 12 new or different, 1 analyzed, 2 to be read again',
    )
    expect(countsWords({ output: null })).toBeNull()
  })
})
