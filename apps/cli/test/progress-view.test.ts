import type { EventBody, RunEvent } from '@upflow/jobs'
import { describe, expect, it } from 'vitest'
import { formatDuration } from '../src/duration.ts'
import { bar, renderBar } from '../src/follow/bar.ts'
import { createProgressView } from '../src/follow/progress-view.ts'
import type { Terminal } from '../src/terminal.ts'

function fakeTerminal(isInteractive: boolean) {
  const drawn: string[] = []
  const noted: string[] = []
  const terminal: Terminal = {
    json: false,
    verbose: false,
    isInteractive,
    columns: () => 60,
    rows: () => 8,
    print() {},
    noteWait() {},
    printJson() {},
    flush: async () => {},
    note: (line) => noted.push(line),
    draw: (text) => drawn.push(text),
  }
  return { terminal, drawn, noted }
}

let at = 0
const event = (step: string | null, body: EventBody, later = 0): RunEvent => {
  at += later
  return { runId: 'run_1', seq: 1, at, step, ...body }
}
const progress = (name: string, current: number, total: number | null, later = 0) =>
  event(`sync:${name}`, { type: 'progress', progress: { current, total, message: name } }, later)

describe('on a terminal', () => {
  it('there is a bar for each repository, drawn over in place, with logs above', () => {
    const { terminal, drawn } = fakeTerminal(true)
    const view = createProgressView(terminal)
    for (const one of [
      progress('a/x', 1, 4),
      progress('a/y', 0, null),
      event(null, { type: 'log', level: 'warn', message: 'slow', data: null }),
      event('sync:a/x', { type: 'step.succeeded', durationMs: 5 }),
    ])
      view.show(one)
    view.end()
    expect(drawn.map((text) => text.split('\n').length - 1)).toEqual([1, 2, 3, 2])
    expect(drawn[2]!.startsWith('\u001b[2A\u001b[Jwarn: slow\n')).toBe(true)
    expect(drawn[3]).toMatch(/✔ fetch +a\/x █+ 1\/4/)
  })

  it('more repositories than the screen has lines: those that are going on, and a count', () => {
    const { terminal, drawn } = fakeTerminal(true)
    const view = createProgressView(terminal)
    for (let index = 0; index < 50; index++) {
      view.show(progress(`a/${index}`, 1, 2))
      if (index < 46) view.show(event(`sync:a/${index}`, { type: 'step.succeeded', durationMs: 1 }))
    }
    const last = drawn.at(-1)!.split('\n')
    expect(last.length).toBeLessThanOrEqual(8)
    expect(last[0]).toContain('46 of 50 ended')
    expect(last[1]).toContain('a/46')
  })

  it.each([10, 24, 60, 200])('a bar fits into %i columns', (columns) => {
    const line = renderBar(
      {
        label: 'an-organization/a-rather-long-name',
        verb: 'fetch',
        current: 5,
        total: 10,
        status: 'going on',
      },
      columns,
    )
    expect(line.length).toBeLessThan(columns)
  })

  it.each([
    [0, '    '],
    [0.5, '██  '],
    [0.53, '██▏ '],
    [1, '████'],
  ])('%f of a bar', (fraction, text) => expect(bar(fraction, 4)).toBe(text))
})

it('elsewhere there are plain lines: the first, the last, one a second, and no control characters', () => {
  const { terminal, noted, drawn } = fakeTerminal(false)
  const view = createProgressView(terminal)
  for (const one of [
    progress('a/x', 0, 9),
    progress('a/x', 1, 9, 10),
    progress('a/x', 5, 9, 1_000),
    event('sync:a/x', { type: 'step.succeeded', durationMs: 5 }),
    event('sync:a/y', {
      type: 'step.failed',
      durationMs: 5,
      error: { code: 'c', message: 'no access', facts: {} },
    }),
  ])
    view.show(one)
  view.end()
  expect(noted).toEqual(['a/x: fetch 0/9', 'a/x: fetch 5/9', 'a/x: fetch 5/9 done', 'failed: no access'])
  expect(drawn).toEqual([])
})

it.each([
  [null, '–'],
  [0, '0 s'],
  [59, '59 s'],
  [90, '1.5 min'],
  [5_400, '1.5 h'],
  [129_600, '1.5 d'],
])('%s seconds are %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text)
})
