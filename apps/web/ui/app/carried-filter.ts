/** What of the filter goes along to another page: by an author one looks at lists; at figures only who may see theirs. */
import type { OrganizationFacts } from '../api/types.ts'
import { filterOf, type View } from './view.ts'

export function carriedFilter(view: View, facts: OrganizationFacts | undefined, to: string): View {
  const filter = filterOf(view)
  if (to === '/o/$org/pulls' || facts === undefined || facts.people.others) return filter
  if (view.author?.every((login) => login === facts.people.self)) return filter
  const { author: _, ...others } = filter
  return others
}
