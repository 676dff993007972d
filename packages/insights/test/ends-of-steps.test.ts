/** How long steps are, and what begins in the very second in which a period ends or begins. */
import { expect, it } from 'vitest'
import {
  dayOf,
  type FlowStep,
  nowStates,
  readBoard,
  readFlow,
  readReviewQueue,
  startOfDay,
} from '../src/index.ts'
import { hour, type Life, newTenant, storeLives, timeZone } from './lives.ts'

const [first, last] = ['2026-03-26', '2026-03-30'].map((day) => startOfDay(day, timeZone)) as [number, number]
const now = last + 1_000 * hour

const lifeOf = (number: number, createdAt: number, of: Partial<Life> = {}): Life => ({
  repository: 'acme/app',
  author: 'ann',
  kind: 'work',
  incomplete: null,
  number,
  createdAt,
  end: 'open',
  endedAt: null,
  releasedAt: null,
  segments: [{ state: 'awaiting-review', turn: null, from: createdAt, to: null }],
  ...of,
})
const merged = lifeOf(2, last - hour, {
  end: 'merged',
  endedAt: last,
  segments: [
    { state: 'awaiting-review', turn: null, from: last - hour, to: last },
    { state: 'awaiting-release', turn: null, from: last, to: null },
  ],
})

it('the last step has under way what a board of its end has: what is opened or merged in that second too', async () => {
  const tenant = await newTenant()
  storeLives(tenant, [lifeOf(1, last), merged])
  const request = { filter: { since: first, until: last }, now }
  const { columns } = await readBoard(tenant, { at: last, limit: 5 })
  const { steps } = await readFlow(tenant, request)
  const ofBoard = Object.fromEntries(columns.map(({ state, count }) => [state, count]))
  expect(ofBoard).toMatchObject({ 'awaiting-review': 1, 'awaiting-release': 1 })
  const step = steps.at(-1) as FlowStep
  expect(step.endsAt).toBe(last)
  expect(step.states).toEqual(ofBoard)
  expect(step.ages).toEqual([1, 0, 0, 0, 0, 0])
  expect([step.opened, step.merged]).toEqual([1, 0])
  expect((await readReviewQueue(tenant, request)).steps.at(-1)!.awaitingFirst).toBe(1)
  // A longer period says the same of that day.
  const longer = await readFlow(tenant, { filter: { since: first, until: last + 48 * hour }, now })
  expect(longer.steps[steps.length - 1]).toEqual(step)
  expect(Object.keys(step.states)).toEqual([...nowStates])
  tenant.close()
})

it('what is opened and closed in the second in which a period begins was opened in it', async () => {
  const tenant = await newTenant()
  storeLives(tenant, [lifeOf(1, first, { end: 'closed', endedAt: first, segments: [] })])
  const { steps } = await readFlow(tenant, { filter: { since: first, until: last }, now })
  expect(steps[0]).toMatchObject({ day: dayOf(first, timeZone), opened: 1, closed: 1 })
  tenant.close()
})

it.each([
  ['a hundred days in which the clock is put back', '2026-08-01', '2026-11-09', 1],
  ['one more', '2026-08-01', '2026-11-10', 7],
  ['a hundred days in which it is put forward', '2026-02-01', '2026-05-12', 1],
  ['one more', '2026-02-01', '2026-05-13', 7],
])('steps of more than a hundred days are weeks: %s', async (_, from, to, stepDays) => {
  const tenant = await newTenant()
  const [since, until] = [startOfDay(from, timeZone), startOfDay(to, timeZone)]
  expect((await readFlow(tenant, { filter: { since, until }, now: until })).stepDays).toBe(stepDays)
  tenant.close()
})
