/**
 * Which teams are so small that what is said of one is said of a person: figures of fewer than three people are for
 * themselves and for administrators alone, and whoever serves them asks here.
 */
import { createPersonOf } from '@upflow/analyzer'
import type { Tenant } from '@upflow/db'
import { normalizeLogin, type Rules } from '@upflow/model'
import { storedSettings } from '@upflow/settings'
import { addDays } from './calendar-days.ts'
import type { Filter } from './filter.ts'
import type { OrganizationFacts } from './organization-facts.ts'
import { startOfDay } from './zone-days.ts'

/** Of so many people figures are for everybody who may read the organization. */
export const leastPeople = 3

interface Facts extends Pick<OrganizationFacts, 'teams' | 'timeZone'> {
  readonly rules: Pick<Rules, 'mergedLogins'>
}

type Period = Pick<Filter, 'since' | 'until'>

export interface Groups {
  /** Whether there are figures of fewer people, for themselves and for administrators. */
  readonly personPages: boolean
  /** The slugs of all teams. */
  readonly teams: readonly string[]
  /** Of them, those of few in the time that was asked for. */
  readonly small: readonly string[]
}

/** A look at what is set, and an answer of few words. */
export function readGroups({ sqlite }: Tenant, period: Period): Groups {
  const { calendar, mergedLogins, personPages, teams } = storedSettings({ sqlite })
  const { timeZone } = calendar.value
  const facts = { teams: teams.value, timeZone, rules: { mergedLogins: mergedLogins.value } }
  return {
    personPages: personPages.value,
    teams: facts.teams.map(({ slug }) => slug),
    small: smallTeams(facts, period),
  }
}

/** The slugs of the teams of which fewer than `leastPeople` were members in some part of a time; null for no bound. */
export function smallTeams(facts: Facts, { since, until }: Period): string[] {
  const { rules, teams, timeZone } = facts
  const personOf = createPersonOf(rules.mergedLogins ?? [])
  const start = (day: string | null, days: number, otherwise: number) =>
    day === null ? otherwise : startOfDay(addDays(day, days), timeZone)
  return teams.flatMap(({ slug, members }) => {
    const people = new Set(
      members.flatMap(({ login, from, to }) =>
        start(from, 0, Number.NEGATIVE_INFINITY) < (until ?? Number.POSITIVE_INFINITY) &&
        start(to, 1, Number.POSITIVE_INFINITY) > (since ?? Number.NEGATIVE_INFINITY)
          ? [personOf(normalizeLogin(login))]
          : [],
      ),
    )
    return people.size < leastPeople ? [slug] : []
  })
}

/** Whether two logins are of one person. */
export function isSamePerson({ rules }: Pick<Facts, 'rules'>, one: string, other: string): boolean {
  const personOf = createPersonOf(rules.mergedLogins ?? [])
  return personOf(normalizeLogin(one)) === personOf(normalizeLogin(other))
}
