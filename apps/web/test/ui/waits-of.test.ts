/** What waits on a person comes in groups by what they are to do, and names whom else it waits on. */
import { expect, it } from 'vitest'
import type { Waiting } from '../../ui/api/types.ts'
import { waitsOf } from '../../ui/people/waits-of.ts'

const one = (number: number, state: string, turn: string | null, on: string[]): Waiting => ({
  repository: 'acme/app',
  number,
  title: '',
  state,
  turn,
  since: number,
  on,
})

it('groups by what is to be done, the longest first in each, without the person themselves', () => {
  const waiting = [
    one(1, 'draft', null, ['ann']),
    one(2, 'in-review', 'reviewers', ['Ann', 'ben']),
    one(3, 'approved', null, ['ann']),
    one(4, 'awaiting-review', null, ['ann']),
    one(5, 'in-review', 'author', ['ann']),
  ]
  const said = waitsOf(waiting, 'ann').map((group) => [
    group.title,
    group.waiting.map(({ number, on }) => [number, ...on]),
  ])
  expect(said).toEqual([
    ['A review or an answer', [[2, 'ben'], [4]]],
    ['The next step as its author', [[1], [5]]],
    ['The merge of what is approved', [[3]]],
  ])
})
