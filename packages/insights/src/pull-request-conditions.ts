/** A filter as conditions of SQL over `analyzed_pull_requests AS a`, with the meaning that figures give it. */
import type { Sqlite } from '@upflow/db'
import type { Instant } from '@upflow/model'
import { chooseLogins, repositoriesOf } from './choose-facts.ts'
import { allOf, type Conditions, noConditions } from './conditions.ts'
import type { Clock, Filter } from './filter.ts'
import { at, memberCondition, membershipsOf, type When } from './memberships.ts'
import type { Metric } from './merged-columns.ts'
import type { OrganizationFacts } from './organization-facts.ts'
import { touching } from './touched-paths.ts'
import { during, type Period } from './under-way.ts'

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
  /** Released at or after. */
  readonly releasedSince?: Instant | null
  /** Released before. */
  readonly releasedUntil?: Instant | null
  /** Opened by then, and neither merged nor closed. */
  readonly openAt?: Instant | null
  /** Open for a part of it, merged or closed in it. */
  readonly underWay?: Period | null
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
  /** False: merged, and released or not to be. */
  readonly isAwaitingRelease?: false | null
  /** Whether its whole history was read. */
  readonly isWhole?: boolean | null
  /** Whether somebody gave a review. */
  readonly isReviewed?: boolean | null
  /** Those of which a metric is not known. */
  readonly lacking?: { readonly metric: Metric; readonly clock: Clock } | null
  /** How many rounds of review; of `mostRounds`, as many or more. */
  readonly rounds?: number | null
  /** By what it was released: the `id` of a batch of releases. */
  readonly releasedBy?: string | null
  /** False: released by its own merge and with nothing else, as figures of releases have it: so in no batch of one. */
  readonly isInBatch?: boolean | null
  /** How long a metric took: at least so many seconds, and below; null for no bound. */
  readonly took?: {
    readonly metric: Metric
    readonly clock: Clock
    readonly atLeast: number | null
    readonly below: number | null
  } | null
}

/** From so many on, rounds are counted together. */
export const mostRounds = 5

/** Where what released a pull request has its name, by its kind. */
const nameOfRelease = { tag: '$.name', deployment: '$.id', 'pull-request': '$.number' } as const

export interface Choice {
  readonly filter: Filter
  readonly facts: OrganizationFacts
}

type Asked = Instants & Traits

/**
 * @param membersWhen when the author of each has to be a member of a team that is asked for
 * @throws InsightsError about the filter
 */
export function conditionsOf(
  sqlite: Sqlite,
  choice: Choice,
  { membersWhen, ...more }: Asked & { readonly membersWhen?: When } = {},
): Conditions {
  const { isInBatch = null } = more
  return allOf(
    ofRowAlone(choice, more, membersWhen ?? selectedWhen(choice.filter, more)),
    beyondRow(sqlite, choice),
    isInBatch === null ? noConditions : ofBatches(sqlite, choice, { ...more, isInBatch }),
  )
}

/** Released, and together or not: a batch is of what the filter leaves of it, whenever it was merged. */
function ofBatches(
  sqlite: Sqlite,
  { filter, facts }: Choice,
  { isInBatch, releasedSince = null, releasedUntil = null }: Instants & { readonly isInBatch: boolean },
): Conditions {
  const { clauses, values } = conditionsOf(
    sqlite,
    { filter: { ...filter, since: null, until: null }, facts },
    { releasedSince, releasedUntil, isReleased: true, isWhole: true },
  )
  return {
    clauses: [
      `a.released_at IS NOT NULL AND (a.repository_id, a.released_by) ${isInBatch ? '' : 'NOT '}IN (
         SELECT a.repository_id, a.released_by FROM analyzed_pull_requests AS a WHERE ${clauses.join(' AND ')}
         GROUP BY a.repository_id, a.released_by HAVING NOT ${isAtMerge})`,
    ],
    values,
  }
}

/** SQL of a group of what was released by the same: of one alone, by its own merge, which releases nothing else. */
export const isAtMerge = `(count(*) = 1 AND a.released_by ->> '$.kind' = 'pull-request' AND a.released_by ->> '$.number' = min(a.number))`

const columnOf = ({ metric, clock }: { readonly metric: Metric; readonly clock: Clock }) =>
  `a.${metric}${clock === 'wall' ? '_seconds' : '_working_seconds'}`

/** What is seen of a pull request in other tables alone, not in its row nor in an index of it. */
export function beyondRow(sqlite: Sqlite, { filter, facts }: Choice): Conditions {
  const reviewers = membershipsOf(facts, filter, 'reviewer')
  const paths = touching(sqlite, filter.paths)
  if (reviewers === null) return paths
  const isReviewedIn = (table: string, when: string) => {
    const { clause, values } = memberCondition(reviewers, at(when), 's.reviewer_login')
    return {
      clause: `EXISTS (SELECT 1 FROM ${table} AS s WHERE s.pull_request_key = a.pull_request_key AND ${clause})`,
      values,
    }
  }
  // A member when it was asked or when it responded.
  const [responded, asked] = [
    isReviewedIn('responses', 's.at'),
    isReviewedIn('review_requests', 's.requested_at'),
  ]
  // What costs the more comes last.
  return allOf(
    {
      clauses: [`(${responded.clause} OR ${asked.clause})`],
      values: [...responded.values, ...asked.values],
    },
    paths,
  )
}

/**
 * By which instant pull requests are selected: at that one somebody has to be a member of a team. Of what is asked for
 * as released it is that of the release, as figures of releases have it; where none is asked for, it is that of the
 * merge, of the close, or the present.
 */
export function selectedWhen(filter: Filter, asked: Asked): When {
  const { openedSince, openedUntil, closedSince, closedUntil, openAt, underWay, isReleased } = asked
  const { releasedSince, releasedUntil, releasedBy, isInBatch } = asked
  const now = asked.now ?? 'unixepoch()'
  if (isGiven(filter.since, filter.until)) return at('a.merged_at')
  if (isGiven(closedSince, closedUntil)) return at('a.closed_at')
  if (isGiven(openAt)) return at(openAt!)
  if (isGiven(underWay)) return during(underWay!).membersWhen
  if (isGiven(openedSince, openedUntil)) return at('a.created_at')
  if (isReleased === true || isGiven(releasedSince, releasedUntil, releasedBy, isInBatch))
    return at('a.released_at')
  // What awaits its release awaits it now.
  return isReleased === false ? at(now) : at(`coalesce(a.merged_at, a.closed_at, ${now})`)
}

const isGiven = (...asked: readonly unknown[]) => asked.some((one) => one !== null && one !== undefined)

function ofRowAlone(
  { filter, facts }: Choice,
  {
    openedSince = null,
    openedUntil = null,
    closedSince = null,
    closedUntil = null,
    releasedSince = null,
    releasedUntil = null,
    openAt = null,
    underWay = null,
    nowState = null,
    isUnreviewed = null,
    isReleased = null,
    isAwaitingRelease = null,
    isWhole = null,
    isReviewed = null,
    lacking = null,
    rounds = null,
    releasedBy = null,
    took = null,
  }: Asked,
  membersWhen: When,
): Conditions {
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
  bound('a.released_at >= ?', releasedSince)
  bound('a.released_at < ?', releasedUntil)
  if (openAt !== null)
    add('a.created_at <= ? AND coalesce(a.merged_at, a.closed_at, ?) > ?', openAt, openAt + 1, openAt)
  if (underWay !== null) {
    const { condition } = during(underWay)
    clauses.push(...condition.clauses)
    values.push(...condition.values)
  }
  // By the key, which every index holds; the one of merges begins with it.
  const repositories = repositoriesOf(facts, filter)
  if (repositories !== facts.repositories || filter.since !== null || filter.until !== null) {
    const ordinals = repositories.map(({ ordinal }) => ordinal)
    add('(a.pull_request_key >> 32) IN (SELECT value FROM json_each(?))', JSON.stringify(ordinals))
  }
  among('a.author_login', chooseLogins(facts, filter.authors))
  const memberships = membershipsOf(facts, filter)
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
  if (isReviewed !== null)
    add(`${isReviewed ? '' : 'NOT '}(a.ready_at IS NOT NULL AND a.first_reviewed_at IS NOT NULL)`)
  if (lacking !== null) add(`${columnOf(lacking)} IS NULL`)
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
  if (isReleased === false || isAwaitingRelease === false) {
    const releasing = facts.repositories.filter(({ rule }) => rule.kind !== 'none')
    const ordinals = JSON.stringify(releasing.map(({ ordinal }) => ordinal))
    const isReleasing = '(a.pull_request_key >> 32) IN (SELECT value FROM json_each(?))'
    if (isReleased === false)
      add(`a.merged_at IS NOT NULL AND a.released_at IS NULL AND ${isReleasing}`, ordinals)
    if (isAwaitingRelease === false)
      add(`a.merged_at IS NOT NULL AND (a.released_at IS NOT NULL OR NOT ${isReleasing})`, ordinals)
  }
  if (took !== null) {
    const column = columnOf(took)
    add(`${column} IS NOT NULL`)
    bound(`${column} >= ?`, took.atLeast)
    bound(`${column} < ?`, took.below)
  }
  return { clauses, values }
}
