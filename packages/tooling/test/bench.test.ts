/** The harness counts what it says: medians of runs in turns, and ratios to the case named. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { bench, together } from '../src/bench.ts'

const printed: string[] = []
beforeEach(() => {
  printed.length = 0
  vi.spyOn(console, 'log').mockImplementation((line: string) => void printed.push(line))
})
afterEach(() => void vi.restoreAllMocks())

/** Gives these, one a run, and says so. */
const given = (log: string[], name: string, values: readonly number[]) => {
  let run = 0
  return () => {
    log.push(name)
    return values[run++]!
  }
}

it('runs the cases in turns and prints medians, spreads and ratios', async () => {
  const log: string[] = []
  const cases = [
    { name: 'peer', unit: 'runs/s', run: given(log, 'peer', [10, 40, 20]) },
    { name: 'ours', unit: 'runs/s', against: 'peer', run: given(log, 'ours', [90, 50, 10]) },
  ]
  await bench('a title', cases, { runs: 3 })
  expect(log).toEqual(['peer', 'ours', 'peer', 'ours', 'peer', 'ours'])
  expect(printed.join('\n')).toContain('a title')
  expect(printed.join('\n')).toMatch(/peer +20 runs\/s \(10 to 40\)/)
  expect(printed.join('\n')).toMatch(/ours +50 runs\/s \(10 to 90\) {2}= 2\.5 × peer/)
})

it('reads several cases from one measurement a run', async () => {
  let measured = 0
  const cases = together(
    async () => ++measured,
    [
      { name: 'first', unit: 'ms', of: (count) => count * 10 },
      { name: 'second', unit: 'ms', of: (count) => count * 100 },
    ],
  )
  await bench('together', cases, { runs: 3 })
  expect(measured).toBe(3)
  expect(printed.join('\n')).toMatch(/first +20 ms \(10 to 30\)/)
  expect(printed.join('\n')).toMatch(/second +200 ms \(100 to 300\)/)
})
