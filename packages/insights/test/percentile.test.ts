import { seeded } from '@upflow/tooling/seeded'
import { expect, it } from 'vitest'
import { percentile, percentiles } from '../src/percentile.ts'

it.each([
  [[], 0.5, null],
  [[7], 0.9, 7],
  [[1, 2, 3, 4], 0.5, 3],
  [[4, 1, 3, 2], 0.5, 3],
  [[10, 0], 0.9, 9],
])('percentile of %j at %f is %s', (values, fraction, expected) =>
  expect(percentile(Float64Array.from(values), fraction)).toBe(expected),
)

const random = seeded(7)
/** Each an order of so many numbers, among them those that selection by one pivot takes longest for. */
const orders: Readonly<Record<string, (count: number) => number[]>> = {
  'at random': (count) => Array.from({ length: count }, () => Math.floor(random() * 1e6)),
  'few that differ': (count) => Array.from({ length: count }, () => Math.floor(random() * 3)),
  'all alike': (count) => Array.from({ length: count }, () => 5),
  ascending: (count) => Array.from({ length: count }, (_, index) => index),
  descending: (count) => Array.from({ length: count }, (_, index) => -index),
  'up and down': (count) => Array.from({ length: count }, (_, index) => Math.min(index, count - index)),
  'down and up': (count) => Array.from({ length: count }, (_, index) => Math.abs(count / 2 - index)),
}

it.each(Object.entries(orders))('percentiles of numbers %s are those of sorted ones', (_, order) => {
  for (let count = 1; count < 300; count += 1 + Math.floor(count / 20)) {
    const numbers = order(count)
    const sorted = [...numbers].sort((a, b) => a - b)
    const values = Float64Array.from(numbers)
    for (const fraction of [0.5, 0.75, 0.9, 0, 1, random()]) {
      const position = (count - 1) * fraction
      const [below, above] = [sorted[Math.floor(position)]!, sorted[Math.ceil(position)]!]
      expect(percentile(values, fraction)).toBe(Math.round(below + (above - below) * (position % 1)))
    }
    expect([...values].sort((a, b) => a - b)).toEqual(sorted)
    const rising = [0, random() / 2, 0.5, 0.75, 0.9, 1]
    expect(percentiles(Float64Array.from(numbers), rising)).toEqual(
      rising.map((fraction) => percentile(Float64Array.from(numbers), fraction)),
    )
  }
})
