import { expect, it } from 'vitest'
import { percentile } from '../src/percentile.ts'

it.each([
  [[], 0.5, null],
  [[7], 0.9, 7],
  [[1, 2, 3, 4], 0.5, 3],
  [[0, 10], 0.9, 9],
])('percentile of %j at %f is %s', (values, fraction, expected) =>
  expect(percentile(values, fraction)).toBe(expected),
)
