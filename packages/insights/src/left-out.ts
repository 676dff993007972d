/** What an answer does not count of the pull requests that it is about: said beside it, so that nobody takes it for all. */
import type { Sqlite } from '@upflow/db'
import { type Conditions, noConditions } from './conditions.ts'
import { chosen } from './filter.ts'
import type { When } from './memberships.ts'
import { type Choice, conditionsOf } from './pull-request-conditions.ts'
import type { Instants } from './pull-request-traits.ts'
import type { Verdict } from './select-merged.ts'

export interface LeftOut {
  /** How many there are of each other kind than was asked for. */
  readonly otherKinds: Readonly<Record<string, number>>
  /** Of the kinds that were asked for: whose history was not read whole. */
  readonly incomplete: number
}

/** Counts it of pull requests one by one, by what the filter says of them. */
export function countLeftOut(): {
  add(is: Verdict['is'], kind: string, isWhole: boolean): void
  done(): LeftOut
} {
  const otherKinds: Record<string, number> = {}
  let incomplete = 0
  return {
    add(is, kind, isWhole) {
      if (is === 'in' && !isWhole) incomplete++
      if (is === 'other-kind') otherKinds[kind] = (otherKinds[kind] ?? 0) + 1
    },
    done: () => ({
      otherKinds: Object.fromEntries(Object.entries(otherKinds).sort(([a], [b]) => (a < b ? -1 : 1))),
      incomplete,
    }),
  }
}

interface OfKind {
  readonly kind: string
  readonly count: number
  readonly incomplete: number
}

/**
 * @param about which pull requests the answer is about, beside the filter's own period: instants, or a condition, with
 *   when somebody has to be a member of a team
 */
export function readLeftOut(
  sqlite: Sqlite,
  { filter, facts }: Choice,
  about: {
    readonly instants?: Instants
    readonly condition?: Conditions
    readonly membersWhen?: When
  } = {},
): LeftOut {
  const { instants, condition = noConditions, membersWhen } = about
  const ofFilter = conditionsOf(
    sqlite,
    { filter: { ...filter, kinds: null }, facts },
    { ...instants, ...(membersWhen === undefined ? {} : { membersWhen }) },
  )
  const kinds = sqlite
    .prepare<unknown[], OfKind>(
      `SELECT a.kind, count(*) AS count, count(a.incomplete) AS incomplete FROM analyzed_pull_requests AS a
       WHERE ${['true', ...condition.clauses, ...ofFilter.clauses].join(' AND ')} GROUP BY a.kind ORDER BY a.kind`,
    )
    .all(...condition.values, ...ofFilter.values)
  const isWanted = chosen(filter.kinds)
  return {
    otherKinds: Object.fromEntries(
      kinds.flatMap(({ kind, count }) => (isWanted(kind) ? [] : [[kind, count]])),
    ),
    incomplete: kinds.reduce((sum, { kind, incomplete }) => sum + (isWanted(kind) ? incomplete : 0), 0),
  }
}
