/** The three clocks that a store reads, in the hands of a test: the one it is given, and the two that nobody sets. */
import { onTestFinished, vi } from 'vitest'

export interface Clocks {
  /** Since 1970, as every call of the store is told. May be set back. */
  now: number
  /** Of the machine, and of the process. */
  steady: number
}

export function takeClocks(): Clocks {
  const clocks: Clocks = { now: 0, steady: 0 }
  const spies = [
    vi.spyOn(process.hrtime, 'bigint').mockImplementation(() => BigInt(clocks.steady) * 1_000_000n),
    vi.spyOn(performance, 'now').mockImplementation(() => clocks.steady),
  ]
  onTestFinished(() => {
    for (const spy of spies) spy.mockRestore()
  })
  return clocks
}
