/**
 * Who was in which team when, whichever of their logins a person uses: a membership counts for its days alone, by the
 * instant at which an answer selects what somebody wrote.
 */
import type { Instant } from '@upflow/model'
import type { Team } from '@upflow/settings'
import { addDays } from './calendar-days.ts'
import { chooseTeam, createLoginsOf } from './choose-facts.ts'
import { type Filter, fold, type TeamRole } from './filter.ts'
import type { OrganizationFacts } from './organization-facts.ts'
import { startOfDay } from './zone-days.ts'

/** From an instant up to another, which it does not hold any more; without bounds for always. */
export interface Stint {
  readonly from: Instant
  readonly until: Instant
}

/** By folded login. */
export type Memberships = ReadonlyMap<string, readonly Stint[]>

type Facts = Pick<OrganizationFacts, 'rules' | 'teams' | 'timeZone'>

/**
 * In any of the teams that are asked for, where they are to a pull request what is asked; null for everybody.
 * @throws InsightsError `insights/unknown-team`
 */
export function membershipsOf(
  facts: Facts,
  { teams, teamAs }: Pick<Filter, 'teams' | 'teamAs'>,
  role: Exclude<TeamRole, 'repository'> = 'author',
): Memberships | null {
  if (teams === null || teamAs !== role) return null
  const addTeam = teamAdder(facts)
  const memberships = new Map<string, Stint[]>()
  for (const slug of teams) addTeam(memberships, chooseTeam(facts.teams, slug))
  return memberships
}

/** The slugs of the teams in which a login was at an instant. */
export function teamsAt(facts: Facts): (login: string, at: Instant) => string[] {
  const addTeam = teamAdder(facts)
  const teams = facts.teams.map((team) => {
    const memberships = new Map<string, Stint[]>()
    addTeam(memberships, team)
    return { slug: team.slug, memberships }
  })
  const known = new Map<string, { readonly slug: string; readonly stints: readonly Stint[] }[]>()
  const find = (login: string) => {
    const own = teams.flatMap(({ slug, memberships }) => {
      const stints = memberships.get(fold(login))
      return stints === undefined ? [] : [{ slug, stints }]
    })
    known.set(login, own)
    return own
  }
  return (login, at) =>
    (known.get(login) ?? find(login)).flatMap(({ slug, stints }) => (isWithin(stints, at) ? [slug] : []))
}

function teamAdder({ rules, timeZone }: Facts) {
  const loginsOf = createLoginsOf(rules)
  return (memberships: Map<string, Stint[]>, { members }: Team): void => {
    for (const { login, from, to } of members) {
      const stint: Stint = {
        from: from === null ? Number.NEGATIVE_INFINITY : startOfDay(from, timeZone),
        until: to === null ? Number.POSITIVE_INFINITY : startOfDay(addDays(to, 1), timeZone),
      }
      for (const one of loginsOf(login).map(fold)) {
        const stints = memberships.get(one)
        if (stints) stints.push(stint)
        else memberships.set(one, [stint])
      }
    }
  }
}

export const isWithin = (stints: readonly Stint[] | undefined, at: Instant): boolean =>
  stints?.some(({ from, until }) => from <= at && at < until) ?? false

/** For a part of the time from the one instant to the other, both included. */
export const isWithinAny = (stints: readonly Stint[], since: Instant, to: Instant): boolean =>
  stints.some(({ from, until }) => from <= to && until > since)

/** Of what somebody did from an instant to another (null while it lasts), the times as a member; they may overlap. */
export function asMember(
  memberships: Memberships | null,
  login: string,
  { from, to }: { readonly from: Instant; readonly to: Instant | null },
): { readonly from: Instant; readonly to: Instant | null }[] {
  if (memberships === null) return [{ from, to }]
  return merged(memberships.get(fold(login)) ?? []).flatMap((stint) => {
    const begin = Math.max(from, stint.from)
    const end = Math.min(to ?? Number.POSITIVE_INFINITY, stint.until)
    return begin < end ? [{ from: begin, to: end === Number.POSITIVE_INFINITY ? null : end }] : []
  })
}

/** Those that overlap or follow each other are one: whoever is in two teams counts once. */
function merged(stints: readonly Stint[]): Stint[] {
  const all: Stint[] = []
  for (const one of stints.toSorted((a, b) => a.from - b.from)) {
    const last = all.at(-1)
    if (last && one.from <= last.until)
      all[all.length - 1] = { from: last.from, until: Math.max(last.until, one.until) }
    else all.push(one)
  }
  return all
}

/** From when to when: SQL over `analyzed_pull_requests AS a`, both included. */
export interface When {
  readonly from: string
  readonly to: string
}

export const at = (instant: string | Instant): When => ({ from: String(instant), to: String(instant) })

/** That the login in a column (by default the author of `analyzed_pull_requests AS a`) was a member then, or for a part of that time. */
export function memberCondition(
  memberships: Memberships,
  { from, to }: When,
  column = 'a.author_login',
): { readonly clause: string; readonly values: readonly string[] } {
  const always: string[] = []
  const dated: (readonly [login: string, from: Instant | null, until: Instant | null])[] = []
  for (const [login, stints] of memberships)
    if (stints.some(isEndless)) always.push(login)
    else dated.push(...stints.map((one) => [login, finite(one.from), finite(one.until)] as const))
  // NOCASE is the folding of filter.ts.
  const isAmong = `${column} COLLATE NOCASE IN (SELECT value FROM json_each(?))`
  if (dated.length === 0) return { clause: isAmong, values: [JSON.stringify(always)] }
  // Days are looked at of those alone who have any: that goes through all of them for each row.
  return {
    clause: `(${isAmong} OR ${isAmong} AND EXISTS (SELECT 1 FROM json_each(?) AS m
      WHERE m.value ->> 0 = ${column} COLLATE NOCASE
        AND (m.value ->> 1 IS NULL OR m.value ->> 1 <= ${to}) AND (m.value ->> 2 IS NULL OR m.value ->> 2 > ${from})))`,
    values: [always, dated.map(([login]) => login), dated].map((one) => JSON.stringify(one)),
  }
}

const isEndless = ({ from, until }: Stint) =>
  from === Number.NEGATIVE_INFINITY && until === Number.POSITIVE_INFINITY

const finite = (at: Instant): Instant | null => (Number.isFinite(at) ? at : null)
