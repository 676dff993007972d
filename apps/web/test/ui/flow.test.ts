/** The flow: what came and left adds up, and its bands are those of the API. */
import { ageBands as bandsOfTheApi, nowStates } from '@upflow/insights'
import { describe, expect, it } from 'vitest'
import type { FlowStep } from '../../ui/api/types.ts'
import { ageBands, passageBands, stateBands } from '../../ui/flow/flow-bands.ts'
import { flowWords, fromFirst, sumFlow } from '../../ui/flow/flow-sums.ts'

const step = (day: string, [opened, merged, closed]: number[], ages: number[]): FlowStep => ({
  day,
  endsAt: 0,
  opened: opened!,
  merged: merged!,
  closed: closed!,
  states: {
    draft: 1,
    'awaiting-request': 2,
    'awaiting-review': 3,
    'in-review': 4,
    approved: 5,
    'awaiting-release': 0,
  },
  ages,
})
const steps = [
  step('2026-01-05', [5, 1, 0], [1, 2, 3, 4, 5, 6]),
  step('2026-01-12', [2, 1, 1], [1, 1, 1, 1, 1, 1]),
]

describe('the flow', () => {
  it('is summed over its steps, with what is open at its end', () => {
    expect(sumFlow(steps)).toEqual({ opened: 7, merged: 2, closed: 1, open: 6, more: -11 })
    expect(flowWords(sumFlow(steps), '5 Jan 2026')).toBe(
      'More came than left: 7 were opened, 3 were merged or closed. 6 were open at the end, 11 fewer than before 5 Jan 2026.',
    )
    expect(flowWords({ opened: 1, merged: 1, closed: 0, open: 1, more: 0 }, '1 Jan 2026')).toBe(
      'As many left as came: 1 was opened, 1 was merged or closed. 1 was open at the end, as many as before 1 Jan 2026.',
    )
  })

  it('says of all of the past that as many are open as came and did not leave', () => {
    const all = [
      step('2014-03-04', [3, 1, 0], [1, 1, 0, 0, 0, 0]),
      step('2014-03-11', [2, 0, 1], [2, 1, 0, 0, 0, 0]),
    ]
    const { opened, merged, closed, open, more } = sumFlow(all)
    expect([open, more]).toEqual([3, opened - merged - closed])
  })

  it('begins with the first step that has something, and keeps empty ones after it', () => {
    const empty = step('2020-01-06', [0, 0, 0], [0, 0, 0, 0, 0, 0])
    expect(fromFirst([empty, ...steps, empty])).toEqual([...steps, empty])
    expect(fromFirst([empty])).toEqual([])
    const awaiting = { ...empty, states: { ...empty.states, 'awaiting-release': 1 } }
    expect(fromFirst([empty, awaiting])).toEqual([awaiting])
  })

  it('has a band for each state and each age of the API, in its order', () => {
    expect(stateBands.map(({ key }) => key)).toEqual([...nowStates])
    expect(stateBands.map(({ of }) => of(steps[0]!))).toEqual([1, 2, 3, 4, 5, 0])
    expect(ageBands.map(({ label }) => Number.parseInt(label, 10) || 0)).toEqual([...bandsOfTheApi])
    expect(ageBands.map(({ of }) => of(steps[0]!))).toEqual([1, 2, 3, 4, 5, 6])
    expect(passageBands.map(({ label }) => label)).toEqual(['opened', 'merged', 'closed without a merge'])
    expect(new Set([...stateBands, ...ageBands, ...passageBands].map(({ fill }) => fill)).size).toBe(13)
  })
})
