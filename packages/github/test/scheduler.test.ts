/** How much is asked at once. */
import { expect, it } from 'vitest'
import { createScheduler } from '../src/scheduler.ts'

it('grows by one with each success up to its most, and halves at a limit', async () => {
  const scheduler = createScheduler({ most: 4 })
  let running = 0
  const ends: (() => void)[] = []
  const work = () =>
    scheduler.schedule(async () => {
      running++
      await new Promise<void>((resolve) => ends.push(resolve))
      running--
    })
  const all = Array.from({ length: 20 }, work)
  const settled = async () => {
    await new Promise((resolve) => setImmediate(resolve))
    return running
  }
  /** Lets all that runs end, and tells how many run then. */
  const next = async () => {
    for (const end of ends.splice(0)) end()
    return settled()
  }
  expect(await settled()).toBe(1)
  scheduler.succeeded()
  scheduler.succeeded()
  expect(await settled()).toBe(3)
  for (let time = 0; time < 5; time++) scheduler.succeeded()
  expect(await settled()).toBe(4)
  scheduler.pause(0)
  expect(await next()).toBe(2)
  scheduler.pause(0)
  scheduler.pause(0)
  expect(await next()).toBe(1)
  while (ends.length > 0) await next()
  await Promise.all(all)
})
