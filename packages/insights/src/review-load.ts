/** How responses lie on the people who gave them: of fewer than three nothing is said, since it would be somebody's. */
import { createPersonOf } from '@upflow/analyzer'
import { normalizeLogin } from '@upflow/model'
import type { OrganizationFacts } from './organization-facts.ts'
import { leastPeople } from './small-groups.ts'

/** Whose a login is: those of one person stand apart in what was analyzed before they were known as one. */
export function reviewerOf({ rules }: Pick<OrganizationFacts, 'rules'>): (login: string) => string {
  const personOf = createPersonOf(rules.mergedLogins ?? [])
  return (login) => personOf(normalizeLogin(login))
}

export const isOfMany = (people: number): boolean => people >= leastPeople

const fifthOf = (people: number): number => Math.ceil(people / 5)

/** The busiest fifth of the people, at least one; of those who gave as many, in the order of their names. */
export function busiestOf(counts: ReadonlyMap<string, number>): ReadonlySet<string> {
  const inOrder = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
  return new Set(inOrder.slice(0, fifthOf(counts.size)).map(([person]) => person))
}

/** Whether the busiest fifth and the others are many each: all less the one part is the other. */
export const areBothOfMany = (people: number): boolean =>
  isOfMany(fifthOf(people)) && isOfMany(people - fifthOf(people))
