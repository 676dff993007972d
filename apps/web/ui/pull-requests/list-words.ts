/** What a list of pull requests is of, and how many there are. */
import { periodWords, scopeWords } from '../app/filter-words.ts'
import type { View } from '../app/view.ts'
import { formatPlural } from '../format/number.ts'
import { traitWords } from './traits.ts'

export const states = ['merged', 'open', 'closed', 'all'] as const

/**
 * `12 pull requests, merged in the last 90 days, of size XS; of kind work`; null of a state that there is not.
 * @param count null until it is known
 */
export function listWords(view: View, count: number | null): string | null {
  const stateWords: Readonly<Record<string, string>> = {
    merged: `merged ${periodWords(view)}`,
    open: 'open now',
    closed: 'closed without a merge',
    all: 'all there are',
  }
  const state = stateWords[view.state ?? 'merged']
  if (state === undefined) return null
  const [scope, traits] = [scopeWords(view), traitWords(view)]
  const of = [state, ...(scope === null ? [] : [scope])].join(', ')
  const words = [of, ...(view.kind ? [] : ['of kind work']), ...(traits === null ? [] : [traits])].join('; ')
  return count === null
    ? words.charAt(0).toUpperCase() + words.slice(1)
    : `${formatPlural(count, 'pull request')}, ${words}`
}
