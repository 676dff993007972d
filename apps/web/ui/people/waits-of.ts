/** What waits on somebody, by what they are to do: others wait for the first, their own work for the rest. */
import type { Waiting } from '../api/types.ts'
import { toStateKey } from '../states/states.ts'

export interface WaitsOf {
  readonly title: string
  readonly waiting: readonly Waiting[]
}

/** Each group in the order of what is given: the longest first. Without the person, who waits on nobody else. */
export function waitsOf(waiting: readonly Waiting[], login: string): readonly WaitsOf[] {
  const others = (one: Waiting): Waiting => ({ ...one, on: one.on.filter((name) => !isSame(name, login)) })
  const groups = new Map<string, Waiting[]>(titles.map((title) => [title, []]))
  for (const one of waiting) groups.get(titleOf(one))!.push(others(one))
  return [...groups].map(([title, found]) => ({ title, waiting: found }))
}

const titles = [
  'A review or an answer',
  'The next step as its author',
  'The merge of what is approved',
] as const

function titleOf({ state, turn }: Waiting): (typeof titles)[number] {
  switch (toStateKey(state, turn)) {
    case 'awaiting-review':
    case 'reviewers':
      return titles[0]
    case 'approved':
      return titles[2]
    default:
      return titles[1]
  }
}

/** Logins, as GitHub takes them for the same. */
export const isSame = (one: string, other: string) => one.toLowerCase() === other.toLowerCase()
