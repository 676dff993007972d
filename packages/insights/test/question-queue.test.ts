/** Short questions are not kept waiting by long ones, nor long ones for ever by short ones. */
import { expect, it } from 'vitest'
import { createQuestionQueue } from '../src/threads/question-queue.ts'

const kind = (name: string, organizationId = 'acme') => ({ organizationId, name })

function setup() {
  let now = 0
  const queue = createQuestionQueue(() => now)
  queue.note(kind('short'), 1)
  queue.note(kind('long'), 600)
  const pass = (ms: number) => {
    now += ms
  }
  return { queue, pass }
}

it('a short one goes before long ones that came before it', () => {
  const { queue, pass } = setup()
  const [first, second, short] = [kind('long'), kind('long'), kind('short')]
  queue.add(first)
  queue.add(second)
  pass(1_000)
  queue.add(short)
  expect([queue.take(), queue.take(), queue.take(), queue.take()]).toEqual([short, first, second, null])
})

it('a long one waits some times its own length at the most, however many short ones come', () => {
  const { queue, pass } = setup()
  const long = kind('long')
  queue.add(long)
  let waitedMs = 0
  for (; waitedMs < 100_000; waitedMs += 10) {
    queue.add(kind('short'))
    pass(10)
    if (queue.take() === long) break
  }
  expect(waitedMs).toBeGreaterThan(600)
  expect(waitedMs).toBeLessThan(5_100)
})

it('equal ones go in their order, and what is taken out does not come', () => {
  const { queue } = setup()
  const all = [kind('long'), kind('long'), kind('long')] as const
  for (const one of all) queue.add(one)
  expect(queue.has(all[1])).toBe(true)
  expect([queue.remove(all[1]), queue.remove(all[1])]).toEqual([true, false])
  expect([queue.length, queue.take(), queue.take(), queue.length]).toEqual([2, all[0], all[2], 0])
})

it('what a kind takes is of its organization, and follows what it took last', () => {
  const { queue } = setup()
  const [large, small] = [kind('long'), kind('long', 'beta')]
  for (let time = 0; time < 50; time++) queue.note(kind('long'), 1_000)
  queue.note(small, 5)
  queue.add(large)
  queue.add(small)
  expect(queue.take()).toBe(small)
  const unknown = kind('new')
  queue.add(unknown)
  expect(queue.take()).toBe(unknown)
  for (let time = 0; time < 50; time++) queue.note(kind('long'), 0)
  const [short, quick] = [kind('short'), kind('long')]
  queue.add(short)
  queue.add(quick)
  expect([queue.take(), queue.take(), queue.take()]).toEqual([quick, short, large])
})
