/** The board: counts of all that waits, named or not, and where a wait lies among the usual ones. */
import { describe, expect, it } from 'vitest'
import type { BoardColumn } from '../../ui/api/types.ts'
import { ageShare, countOpen, inOrder, toBoard } from '../../ui/now/board.ts'
import { placeWords, usualWords } from '../../ui/now/usual-words.ts'

const waiting = (state: string, turn: string | null, since: number) => ({
  repository: 'a/b',
  number: since,
  title: '',
  state,
  turn,
  since,
  on: [],
})
const usual = { n: 40, medianSeconds: 3_600, p90Seconds: 86_400 }
const column = (
  state: BoardColumn['state'],
  count: number,
  longest: BoardColumn['longest'],
): BoardColumn => ({ state, count, longest, usual })

describe('the board', () => {
  const turns = [
    waiting('in-review', 'reviewers', 1),
    waiting('in-review', 'author', 2),
    waiting('in-review', 'author', 5),
  ]
  const drafts = [waiting('draft', null, 3)]

  it('has in review as two columns, by whose turn it is', () => {
    const board = toBoard([column('draft', 1, drafts), column('in-review', 3, turns)])
    expect(
      board.map(({ state, count, isLeast, waiting: named }) => [
        state,
        count,
        isLeast,
        named.map(({ number }) => number),
      ]),
    ).toEqual([
      ['draft', 1, false, [3]],
      ['author', 2, false, [2, 5]],
      ['reviewers', 1, false, [1]],
    ])
  })

  it('counts all that waits, also what it does not name', () => {
    const board = toBoard([column('draft', 700, drafts), column('in-review', 4, turns)])
    expect(board.map(({ state, count, isLeast }) => [state, count, isLeast])).toEqual([
      ['draft', 700, false],
      ['author', 2, true],
      ['reviewers', 1, true],
    ])
    expect(countOpen([column('draft', 700, drafts), column('awaiting-release', 9, [])])).toBe(700)
  })

  it('is one list too, the longest wait first', () =>
    expect(
      inOrder([column('draft', 1, drafts), column('in-review', 3, turns)]).map(({ since }) => since),
    ).toEqual([1, 2, 3, 5]))

  it('shows ages from an hour to years', () => {
    expect(ageShare(0)).toBe(0)
    expect(ageShare(10 * 31_557_600)).toBe(1)
    expect(ageShare(86_400)).toBeGreaterThan(ageShare(3_600))
  })
})

describe('a wait among the usual ones', () => {
  it.each([
    [60, usual, 'no longer than half'],
    [3_600, usual, 'no longer than half'],
    [3_601, usual, 'longer than half'],
    [86_400, usual, 'longer than half'],
    [86_401, usual, 'longer than 9 in 10'],
    [86_401, { n: 3, medianSeconds: null, p90Seconds: null }, null],
  ])('%i s is %j: %s', (seconds, known, words) => expect(placeWords(seconds, known)).toBe(words))

  it('says how long they are, and of how many', () => {
    expect(usualWords(usual)).toBe('usually 1.0 h, 9 in 10 within 1.0 d; of 40')
    expect(usualWords({ n: 3, medianSeconds: null, p90Seconds: null })).toBe(
      'only 3 ended in the 90 days before',
    )
    expect(usualWords({ n: 0, medianSeconds: null, p90Seconds: null })).toBe(
      'none ended in the 90 days before',
    )
  })
})
