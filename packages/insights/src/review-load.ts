/** How the responses lie on those who gave them: of fewer than three people nothing is said, since it would be somebody's. */
import type { Instant } from '@upflow/model'
import { readTuples } from './read-tuples.ts'
import { type ReviewScope, responsesIn } from './review-scope.ts'
import { leastPeople } from './small-groups.ts'

/** A response by when it was given, by whom, and where it stands in its file. */
export type GivenResponse = readonly [at: Instant, login: string, key: number, position: number]

export const readGiven = (scope: ReviewScope): GivenResponse[] =>
  readTuples<GivenResponse>(
    scope.sqlite,
    ['r.at', 'r.reviewer_login', 'r.pull_request_key', 'r.position'],
    responsesIn(scope),
  )

export const peopleOf = (responses: readonly GivenResponse[]): number =>
  new Set(responses.map(([, login]) => login)).size

export const isOfMany = (responses: readonly GivenResponse[]): boolean => peopleOf(responses) >= leastPeople

/** The busiest fifth of the people, at least one; of those who gave as many, in the order of their names. */
export function busiestOf(responses: readonly GivenResponse[]): ReadonlySet<string> {
  const counts = new Map<string, number>()
  for (const [, login] of responses) counts.set(login, (counts.get(login) ?? 0) + 1)
  const inOrder = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
  return new Set(inOrder.slice(0, Math.ceil(inOrder.length / 5)).map(([login]) => login))
}
