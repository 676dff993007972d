/** A filter as conditions of SQL over `analyzed_pull_requests AS a`, with the meaning that figures give it. */
import type { Sqlite } from '@upflow/db'
import type { Instant } from '@upflow/model'
import { chooseLogins, repositoriesOf } from './choose-facts.ts'
import { allOf, type Conditions, noConditions } from './conditions.ts'
import type { Clock, Filter } from './filter.ts'
import { at, memberCondition, membershipsOf, type When } from './memberships.ts'
import type { Metric } from './merged-columns.ts'
import { during, releasingOf } from './open-in.ts'
import type { OrganizationFacts } from './organization-facts.ts'
import { type Instants, mostRounds, selectedWhen, type Traits } from './pull-request-traits.ts'
import { touching } from './touched-paths.ts'

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
    const ordinals = JSON.stringify([...releasingOf(facts)])
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
