import { expect, it } from 'vitest'
import { isDiskFull, queueWords } from '../../ui/admin/installation-words.ts'

it.each([
  [
    { active: 2, running: 1, processes: 1 },
    'Queue default: 2 runs, 1 of them executed; 1 process serves it.',
  ],
  [{ active: 0, running: 0, processes: 2 }, 'Queue default: no run; 2 processes serve it.'],
  [
    { active: 1, running: 0, processes: 0 },
    'Queue default: 1 run, 0 of them executed; no process serves it, so that nothing of it is executed.',
  ],
  [
    { active: 1, running: 1, processes: null },
    'Queue default: 1 run, 1 of them executed; of one process it is not known whether it serves it.',
  ],
])('a queue is said: %j', (change, words) => expect(queueWords({ queue: 'default', ...change })).toBe(words))

it('a disk is full before nothing is left', () => {
  expect(isDiskFull({ freeBytes: 500_000_000 })).toBe(true)
  expect(isDiskFull({ freeBytes: 5_000_000_000 })).toBe(false)
})
