/** How many threads a recalculation takes. */
import { expect, it } from 'vitest'
import { usefulThreads } from '../src/recalculate/recalculator.ts'

it.each([
  [1, 8, 1],
  [2, 8, 2],
  [64, 8, 7],
  [2, 3, 2],
  [2, 2, 1],
  [2, 1, 1],
])(
  '%i wanted on %i processors are %i, that the one that writes has its own',
  (wanted, processors, expected) => {
    expect(usefulThreads(wanted, processors)).toBe(expected)
  },
)
