/** Durations that stand in no column, by the clock that an analysis would measure them with. */
import { createClockOf } from '@upflow/analyzer'
import type { Instant } from '@upflow/model'
import type { Clock } from './filter.ts'
import type { OrganizationFacts } from './organization-facts.ts'

/** Seconds from one instant to another, of a pull request. */
export type AuthorClock = (
  of: { readonly author: string; readonly createdAt: Instant },
  from: Instant,
  to: Instant,
) => number

export function clockOfAuthors(clock: Clock, { rules }: Pick<OrganizationFacts, 'rules'>): AuthorClock {
  if (clock === 'wall') return (_, from, to) => to - from
  const clockOf = createClockOf(rules)
  return ({ author, createdAt }, from, to) => clockOf(author, createdAt)(from, to)
}
