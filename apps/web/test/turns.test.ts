import { stat } from 'node:fs'
import { expect, it } from 'vitest'
import { createTurns } from '../src/guard/turns.ts'

it('those of a crowd begin in their order, and between any two of them there is time for others', async () => {
  const turns = createTurns()
  const order: (number | 'other')[] = []
  let isOver = false
  const others = () => {
    order.push('other')
    if (!isOver) setImmediate(others)
  }
  setImmediate(others)
  await Promise.all([1, 2, 3, 4, 5].map((one) => turns.next().then(() => order.push(one))))
  isOver = true
  expect(order.filter((one) => one !== 'other')).toEqual([1, 2, 3, 4, 5])
  for (const [index, one] of order.entries())
    if (one !== 'other' && one > 1) expect(order[index - 1]).toBe('other')
})

it('what is read from elsewhere meanwhile is not kept waiting for all of them', async () => {
  const turns = createTurns()
  let begun = 0
  const crowd = Array.from({ length: 10_000 }, () => turns.next().then(() => begun++))
  await new Promise((resolve) => stat('.', resolve))
  expect(begun).toBeLessThan(crowd.length)
  await Promise.all(crowd)
  expect(begun).toBe(crowd.length)
})

it('one alone begins at once', async () => {
  const turns = createTurns()
  for (let round = 0; round < 3; round++) {
    let begun = false
    void turns.next().then(() => {
      begun = true
    })
    await Promise.resolve()
    expect(begun).toBe(true)
    await new Promise((resolve) => setImmediate(resolve))
  }
})
