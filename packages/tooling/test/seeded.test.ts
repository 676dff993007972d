import { expect, it } from 'vitest'
import { seeded } from '../src/seeded.ts'

const take = (seed: number, count: number) => {
  const random = seeded(seed)
  return Array.from({ length: count }, random)
}

it('gives the same numbers for the same seed, and others for another', () => {
  expect(take(7, 50)).toEqual(take(7, 50))
  expect(take(8, 50)).not.toEqual(take(7, 50))
})

it('fills [0, 1) evenly', () => {
  const counts = new Array<number>(10).fill(0)
  for (const one of take(1, 100_000)) {
    expect(one >= 0 && one < 1).toBe(true)
    counts[Math.floor(one * 10)]!++
  }
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500)
})
