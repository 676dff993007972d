/** What a filter says of the pull requests in the columns of reviews. */
import { ordinalOf, type Sqlite } from '@upflow/db'
import type { Instant } from '@upflow/model'
import { repositoriesOf } from './choose-facts.ts'
import { allOf } from './conditions.ts'
import type { Filter } from './filter.ts'
import { isWithin } from './memberships.ts'
import { type Choice, conditionsOf } from './pull-request-conditions.ts'
import type { ReviewColumns } from './review-columns.ts'
import { createJudge, type Verdict } from './select-merged.ts'

/** @param at when its author has to be a member of a team that is asked for */
export type VerdictAt = (pull: number, at: Instant) => Verdict['is']

const out: Verdict = { is: 'out', stints: null }

/** @throws InsightsError about the filter */
export function judgePulls(sqlite: Sqlite, { pulls }: ReviewColumns, choice: Choice): VerdictAt {
  const { filter, facts } = choice
  // No profile of these has a base.
  const judge = createJudge(facts, filter)
  const ordinals = new Set(repositoriesOf(facts, filter).map(({ ordinal }) => ordinal))
  const keys = keysBeyond(sqlite, choice)
  const verdicts = pulls.profile.map((profile, pull) => {
    const key = pulls.key[pull]!
    return ordinals.has(ordinalOf(key)) && (keys === null || keys.has(key)) ? judge(profile) : out
  })
  return (pull, at) => {
    const { is, stints } = verdicts[pull]!
    return stints === null || isWithin(stints, at) ? is : 'out'
  }
}

/**
 * What stands in no column, by key: null where nothing of the kind is asked for. Only of those that the rest of the
 * filter leaves and of which anything lies in its period: their histories are long to look through.
 */
function keysBeyond(sqlite: Sqlite, { filter, facts }: Choice): ReadonlySet<number> | null {
  const { bases, paths, since, teams, teamAs, until } = filter
  const ofReviewers = teamAs === 'reviewer' ? teams : null
  if (bases === null && paths === null && ofReviewers === null) return null
  // Whose author was a member when is asked of each instant; other kinds are counted beside.
  const beyond: Filter = { ...filter, since: null, until: null, kinds: null, teams: ofReviewers }
  const from = since ?? Number.NEGATIVE_INFINITY
  const { clauses, values } = allOf(
    {
      clauses: ['coalesce(a.merged_at, a.closed_at, ?) >= ?', 'a.created_at < ?'],
      values: [from, from, until ?? Number.POSITIVE_INFINITY],
    },
    conditionsOf(sqlite, { filter: beyond, facts }),
  )
  return new Set(
    sqlite
      .prepare<unknown[], number>(
        `SELECT a.pull_request_key FROM analyzed_pull_requests AS a WHERE ${clauses.join(' AND ')}`,
      )
      .pluck()
      .all(...values),
  )
}
