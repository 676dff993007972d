/** Durations that stand in no column, by the clock that an analysis would measure them with. */
import { createWorkingClock, type WorkingClock } from '@upflow/analyzer'
import { type Instant, normalizeLogin } from '@upflow/model'
import type { Clock } from './filter.ts'
import type { OrganizationFacts } from './organization-facts.ts'

/** Seconds from one instant to another, of what an author opened. */
export type AuthorClock = (author: string, from: Instant, to: Instant) => number

export const clockOfAuthors = (
  clock: Clock,
  facts: Pick<OrganizationFacts, 'calendar' | 'teams'>,
): AuthorClock => (clock === 'wall' ? (_, from, to) => to - from : workingTime(facts))

/** As the analyses have it: the first team of the author's with a calendar, else the organization. */
function workingTime({ calendar, teams }: Pick<OrganizationFacts, 'calendar' | 'teams'>): AuthorClock {
  const common = createWorkingClock(calendar)
  const clocks = new Map<string, WorkingClock>()
  for (const team of teams) {
    if (team.calendar === null) continue
    const clock = createWorkingClock(team.calendar)
    for (const member of team.members.map(normalizeLogin)) if (!clocks.has(member)) clocks.set(member, clock)
  }
  return (author, from, to) => (clocks.get(normalizeLogin(author)) ?? common)(from, to)
}
