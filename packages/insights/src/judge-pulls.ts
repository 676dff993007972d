/** What a filter says of pull requests in columns. */
import { ordinalOf, type Sqlite } from '@upflow/db'
import type { Instant } from '@upflow/model'
import { repositoriesOf } from './choose-facts.ts'
import type { Numbers } from './collect-columns.ts'
import { allOf, type Conditions } from './conditions.ts'
import type { Filter } from './filter.ts'
import { isWithin, isWithinAny } from './memberships.ts'
import type { Profile } from './merged-columns.ts'
import { type Choice, conditionsOf } from './pull-request-conditions.ts'
import { createJudge, type Verdict } from './select-merged.ts'

type Is = Verdict['is']

export interface Judged {
  /** @param at when its author has to be a member of a team that is asked for */
  at(pull: number, at: Instant): Is
  /** A member for a part of the time from the one to the other, both included. */
  during(pull: number, from: Instant, to: Instant): Is
}

const out: Verdict = { is: 'out', stints: null }

/**
 * @param keys those that have what stands in no column (`keysBeyond`); null for all
 * @throws InsightsError about the filter
 */
export function judgePulls(
  pulls: { readonly key: Numbers; readonly profile: readonly Profile[] },
  { filter, facts }: Choice,
  keys: ReadonlySet<number> | null,
): Judged {
  // No profile of these has a base.
  const judge = createJudge(facts, filter)
  const ordinals = new Set(repositoriesOf(facts, filter).map(({ ordinal }) => ordinal))
  const verdicts = pulls.profile.map((profile, pull) => {
    const key = pulls.key[pull]!
    return ordinals.has(ordinalOf(key)) && (keys === null || keys.has(key)) ? judge(profile) : out
  })
  return {
    at(pull, at) {
      const { is, stints } = verdicts[pull]!
      return stints === null || isWithin(stints, at) ? is : 'out'
    },
    during(pull, from, to) {
      const { is, stints } = verdicts[pull]!
      return stints === null || isWithinAny(stints, from, to) ? is : 'out'
    },
  }
}

/**
 * Which pull requests, by key, have what stands in no column: null where nothing of the kind is asked for. Only of those
 * that the rest of the filter leaves: their histories are long to look through.
 * @param among all that the answer is about
 */
export function keysBeyond(
  sqlite: Sqlite,
  { filter, facts }: Choice,
  among: Conditions,
): ReadonlySet<number> | null {
  const { bases, paths, teams, teamAs } = filter
  const ofReviewers = teamAs === 'reviewer' ? teams : null
  if (bases === null && paths === null && ofReviewers === null) return null
  // Whose author was a member when is asked of each instant; other kinds are counted beside.
  const beyond: Filter = { ...filter, since: null, until: null, kinds: null, teams: ofReviewers }
  const { clauses, values } = allOf(among, conditionsOf(sqlite, { filter: beyond, facts }))
  return new Set(
    sqlite
      .prepare<unknown[], number>(
        `SELECT a.pull_request_key FROM analyzed_pull_requests AS a WHERE ${clauses.join(' AND ')}`,
      )
      .pluck()
      .all(...values),
  )
}
