/** On whom a state waits, in words: by name where that is known. */
import { formatList } from '../format/number.ts'
import { toStateKey } from './states.ts'

export interface Wait {
  readonly state: string
  readonly turn: string | null
  readonly on: readonly string[]
}

export function waitsFor({ state, turn, on }: Wait): string {
  if (on.length > 0) return formatList(on)
  switch (toStateKey(state, turn)) {
    case 'awaiting-review':
    case 'reviewers':
      return 'any reviewer'
    case 'awaiting-request':
      return 'nobody: none is asked'
    case 'awaiting-release':
      return 'a release'
    default:
      return 'nobody'
  }
}
