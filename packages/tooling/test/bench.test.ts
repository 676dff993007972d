/** The harness counts what it says: medians of runs in turns, and ratios to the case named. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { bench, type Case, together } from '../src/bench.ts'

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

it('ends with 1 and says what is beyond its floor, of a ratio or of a delay, and of nothing else', async () => {
  const said: string[] = []
  vi.spyOn(console, 'error').mockImplementation((line: string) => void said.push(line))
  const before = process.exitCode
  const one = (name: string, value: number, more: Partial<Case> = {}): Case => ({
    name,
    unit: 'ms',
    run: () => value,
    ...more,
  })
  const peer = one('peer', 100)
  const ended = async (...cases: Case[]) => {
    process.exitCode = undefined
    await bench('floors', [peer, ...cases], { runs: 1 })
    const { exitCode } = process
    process.exitCode = before
    return exitCode
  }
  expect(
    await ended(
      one('slower', 50, { against: 'peer', floor: 0.5 }),
      one('delay', 9, { lowerIsBetter: true, floor: 9 }),
    ),
  ).toBeUndefined()
  expect(said).toEqual([])
  expect(printed.join('\n')).toMatch(/slower +50 ms \(50 to 50\) {2}= 0\.5 × peer {2}\(at the least 0\.5\)/)
  expect(await ended(one('slower', 49, { against: 'peer', floor: 0.5 }))).toBe(1)
  expect(await ended(one('delay', 10, { lowerIsBetter: true, floor: 9 }))).toBe(1)
  expect(said).toEqual(['slower: 0.49 is beyond its floor of 0.5', 'delay: 10 is beyond its floor of 9'])
})
