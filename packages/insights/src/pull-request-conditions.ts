/** A filter as conditions of SQL over `analyzed_pull_requests AS a`, with the meaning that figures give it. */
import type { Instant } from '@upflow/model'
import { chooseLogins, chooseRepositories } from './choose-facts.ts'
import type { Clock, Filter } from './filter.ts'
import { at, memberCondition, membershipsOf, type When } from './memberships.ts'
import type { Metric } from './merged-columns.ts'
import type { OrganizationFacts } from './organization-facts.ts'

/** Which instants select; null for any. */
export interface Instants {
  /** Opened at or after. */
  readonly openedSince?: Instant | null
  /** Opened before. */
  readonly openedUntil?: Instant | null
  /** Closed without a merge at or after. */
  readonly closedSince?: Instant | null
  /** Closed without a merge before. */
  readonly closedUntil?: Instant | null
  /** Opened by then, and neither merged nor closed. */
  readonly openAt?: Instant | null
  /** Who is a member of a team, where none of these selects: the present; null for that of SQLite. */
  readonly now?: Instant | null
}

/** What else may be asked of a pull request: what a number is made of. */
export interface Traits {
  /** Where it stands. */
  readonly nowState?: string | null
  /** Merged, and nobody had said anything. */
  readonly isUnreviewed?: boolean | null
  /** False: merged and not released, where the rule of its repository releases. */
  readonly isReleased?: boolean | null
  /** Whether its whole history was read. */
  readonly isWhole?: boolean | null
  /** How many rounds of review; of `mostRounds`, as many or more. */
  readonly rounds?: number | null
  /** By what it was released: the `id` of a batch of releases. */
  readonly releasedBy?: string | null
  /** How long a metric took: at least so many seconds, and below; null for no bound. */
  readonly took?: {
    readonly metric: Metric
    readonly clock: Clock
    readonly atLeast: number | null
    readonly below: number | null
  } | null
}

export interface Conditions {
  readonly clauses: readonly string[]
  readonly values: readonly (string | number)[]
}

/** From so many on, rounds are counted together. */
export const mostRounds = 5

/** Where what released a pull request has its name, by its kind. */
const nameOfRelease = { tag: '$.name', deployment: '$.id', 'pull-request': '$.number' } as const

/**
 * By which instant pull requests are selected: at that one somebody has to be a member of a team. Where none is asked
 * for, it is that of the merge, of the close, or the present.
 */
export function selectedWhen(filter: Filter, asked: Instants & Traits): When {
  const { openedSince, openedUntil, closedSince, closedUntil, openAt, releasedBy, isReleased } = asked
  const isGiven = (...instants: readonly (Instant | null | undefined)[]) =>
    instants.some((instant) => instant !== null && instant !== undefined)
  const now = asked.now ?? 'unixepoch()'
  if (isGiven(filter.since, filter.until)) return at('a.merged_at')
  if (isGiven(closedSince, closedUntil)) return at('a.closed_at')
  if (isGiven(openAt)) return at(openAt!)
  if (isGiven(openedSince, openedUntil)) return at('a.created_at')
  if (releasedBy) return at('a.released_at')
  // What awaits its release awaits it now.
  return isReleased === false ? at(now) : at(`coalesce(a.merged_at, a.closed_at, ${now})`)
}

/**
 * @param membersWhen when the author of each has to be a member of a team that is asked for
 * @throws InsightsError `insights/unknown-repository`, `insights/ambiguous-repository`, `insights/unknown-team`
 */
export function toConditions(
  filter: Filter,
  facts: OrganizationFacts,
  asked: Instants & Traits & { readonly membersWhen?: When } = {},
): Conditions {
  const {
    openedSince = null,
    openedUntil = null,
    closedSince = null,
    closedUntil = null,
    openAt = null,
    nowState = null,
    isUnreviewed = null,
    isReleased = null,
    isWhole = null,
    rounds = null,
    releasedBy = null,
    took = null,
    membersWhen = selectedWhen(filter, asked),
  } = asked
  const clauses: string[] = []
  const values: (string | number)[] = []
  const add = (clause: string, ...bound: (string | number)[]) => {
    clauses.push(clause)
    values.push(...bound)
  }
  const bound = (clause: string, value: Instant | null) => {
    if (value !== null) add(clause, value)
  }
  // NOCASE is the folding of filter.ts.
  const among = (expression: string, texts: readonly string[] | null) => {
    if (texts !== null)
      add(`${expression} COLLATE NOCASE IN (SELECT value FROM json_each(?))`, JSON.stringify(texts))
  }
  bound('a.merged_at >= ?', filter.since)
  bound('a.merged_at < ?', filter.until)
  bound('a.created_at >= ?', openedSince)
  bound('a.created_at < ?', openedUntil)
  if (closedSince !== null || closedUntil !== null) add('a.merged_at IS NULL')
  bound('a.closed_at >= ?', closedSince)
  bound('a.closed_at < ?', closedUntil)
  if (openAt !== null)
    add('a.created_at <= ? AND coalesce(a.merged_at, a.closed_at, ?) > ?', openAt, openAt + 1, openAt)
  // By the key, which every index holds; the one of merges begins with it.
  if (filter.repositories !== null || filter.since !== null || filter.until !== null) {
    const ordinals = chooseRepositories(facts.repositories, filter.repositories).map(({ ordinal }) => ordinal)
    add('(a.pull_request_key >> 32) IN (SELECT value FROM json_each(?))', JSON.stringify(ordinals))
  }
  among('a.author_login', chooseLogins(facts, filter.authors))
  const memberships = membershipsOf(facts, filter.teams)
  if (memberships !== null) {
    const member = memberCondition(memberships, membersWhen)
    add(member.clause, ...member.values)
  }
  among('a.kind', filter.kinds)
  among('a.size_class', filter.sizes)
  among('(SELECT base_ref_name FROM raw_pull_requests AS r WHERE r.key = a.pull_request_key)', filter.bases)
  if (nowState !== null) add('a.now_state = ?', nowState)
  if (isUnreviewed !== null) add(`a.merged_at IS NOT NULL AND a.unreviewed IS ${isUnreviewed ? 1 : 0}`)
  if (isWhole !== null) add(`a.incomplete IS ${isWhole ? '' : 'NOT '}NULL`)
  bound(`a.review_rounds ${rounds !== null && rounds >= mostRounds ? '>=' : '='} ?`, rounds)
  if (releasedBy !== null) {
    const [kind = '', ...name] = releasedBy.split(':')
    const path = nameOfRelease[kind as keyof typeof nameOfRelease] ?? '$.name'
    add(
      `a.released_by ->> '$.kind' = ? AND CAST(a.released_by ->> '${path}' AS TEXT) = ?`,
      kind,
      name.join(':'),
    )
  }
  if (isReleased === true) add('a.released_at IS NOT NULL')
  if (isReleased === false) {
    const releasing = facts.repositories.filter(({ rule }) => rule.kind !== 'none')
    add(
      `a.merged_at IS NOT NULL AND a.released_at IS NULL
         AND (a.pull_request_key >> 32) IN (SELECT value FROM json_each(?))`,
      JSON.stringify(releasing.map(({ ordinal }) => ordinal)),
    )
  }
  if (took !== null) {
    const column = `a.${took.metric}${took.clock === 'wall' ? '_seconds' : '_working_seconds'}`
    add(`${column} IS NOT NULL`)
    bound(`${column} >= ?`, took.atLeast)
    bound(`${column} < ?`, took.below)
  }
  return { clauses, values }
}
