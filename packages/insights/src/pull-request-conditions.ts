/** A filter as conditions of SQL over `analyzed_pull_requests AS a`, with the meaning that figures give it. */
import type { Instant } from '@upflow/model'
import { chooseMembers, chooseRepositories } from './choose-facts.ts'
import type { Filter } from './filter.ts'
import type { OrganizationFacts } from './organization-facts.ts'

/** Which instants select; null for any. */
export interface Instants {
  /** Opened at or after. */
  readonly openedSince?: Instant | null
  /** Opened before. */
  readonly openedUntil?: Instant | null
  /** Opened by then, and neither merged nor closed. */
  readonly openAt?: Instant | null
}

export interface Conditions {
  readonly clauses: readonly string[]
  readonly values: readonly (string | number)[]
}

/** @throws InsightsError `insights/unknown-repository`, `insights/ambiguous-repository`, `insights/unknown-team` */
export function toConditions(
  filter: Filter,
  facts: OrganizationFacts,
  { openedSince = null, openedUntil = null, openAt = null }: Instants = {},
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
  if (openAt !== null)
    add('a.created_at <= ? AND coalesce(a.merged_at, a.closed_at, ?) > ?', openAt, openAt + 1, openAt)
  if (filter.repositories !== null) {
    // By the key, which every index holds.
    const ordinals = chooseRepositories(facts.repositories, filter.repositories).map(({ ordinal }) => ordinal)
    add('(a.pull_request_key >> 32) IN (SELECT value FROM json_each(?))', JSON.stringify(ordinals))
  }
  among('a.author_login', filter.authors)
  among('a.author_login', chooseMembers(facts, filter.teams))
  among('a.kind', filter.kinds)
  among('a.size_class', filter.sizes)
  among('(SELECT base_ref_name FROM raw_pull_requests AS r WHERE r.key = a.pull_request_key)', filter.bases)
  return { clauses, values }
}
