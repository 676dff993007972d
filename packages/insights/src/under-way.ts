/**
 * The states that pull requests were in at a time, from their histories: exact for any instant, as known today and
 * under today's rules. In the calling thread.
 */
import type { Sqlite } from '@upflow/db'
import type { Instant } from '@upflow/model'
import { andAll, type Conditions } from './conditions.ts'
import type { When } from './memberships.ts'

/** A state from an instant to another; null while it lasts. */
export interface Stay {
  readonly state: string
  readonly turn: string | null
  readonly from: Instant
  readonly to: Instant | null
}

export interface UnderWay {
  readonly key: number
  readonly repositoryId: string
  readonly number: number
  readonly title: string
  readonly author: string
  readonly createdAt: Instant
  /** Merged, or closed for good. */
  readonly endedAt: Instant | null
  readonly stays: readonly Stay[]
}

/** Somebody is waited for who has not said anything, whether anybody was asked or not. */
export const isAwaitingFirst = ({ state }: Pick<Stay, 'state'>): boolean =>
  state === 'awaiting-request' || state === 'awaiting-review'

export interface Period {
  readonly since: Instant
  readonly until: Instant
}

/** What was open for a part of a period, merged or closed in it: of whoever was a member for a part of that. */
export const during = ({
  since,
  until,
}: Period): { readonly condition: Conditions; readonly membersWhen: When } => ({
  condition: {
    clauses: ['a.created_at < ?', 'coalesce(a.merged_at, a.closed_at, ?) >= ?'],
    values: [until, until, since],
  },
  membersWhen: {
    from: `max(a.created_at, ${since})`,
    to: `min(coalesce(a.merged_at, a.closed_at, ${until}), ${until})`,
  },
})

type Row = [number, string, number, string, string, number, number | null, string]

const ended = 'coalesce(a.merged_at, a.closed_at)'
const columns = `a.pull_request_key, a.repository_id, a.number, a.title, a.author_login, a.created_at, ${ended}, d.history`
const withHistory = 'analyzed_pull_requests AS a JOIN analysis_details AS d USING (pull_request_key)'

/**
 * Pull requests that were opened before `until` and neither merged nor closed for good before `since`, and read whole.
 * What waits for a release after its merge is not among them: that stands in columns.
 */
export const underWay = (
  sqlite: Sqlite,
  conditions: Conditions,
  { since, until }: Period,
): Generator<UnderWay> =>
  read(
    sqlite,
    `SELECT ${columns} FROM ${withHistory}
     WHERE a.incomplete IS NULL AND a.created_at < ? AND (${ended} IS NULL OR ${ended} > ?) ${andAll(conditions)}`,
    [until, since, ...conditions.values],
  )

/** Those that were merged or closed for good after `since` and not after `until`, and read whole: the latest. */
export const endedLately = (
  sqlite: Sqlite,
  conditions: Conditions,
  { since, until, most }: Period & { readonly most: number },
): Generator<UnderWay> =>
  read(
    sqlite,
    // Which they are is known without their histories.
    `SELECT ${columns} FROM ${withHistory} WHERE a.pull_request_key IN (
       SELECT a.pull_request_key FROM analyzed_pull_requests AS a
       WHERE a.incomplete IS NULL AND ${ended} > ? AND ${ended} <= ? ${andAll(conditions)}
       ORDER BY ${ended} DESC, a.pull_request_key DESC LIMIT ?
     )`,
    [since, until, ...conditions.values, most],
  )

function* read(sqlite: Sqlite, sql: string, values: readonly unknown[]): Generator<UnderWay> {
  const rows = sqlite
    .prepare<unknown[], Row>(sql)
    .raw()
    .iterate(...values)
  for (const [key, repositoryId, number, title, author, createdAt, endedAt, history] of rows)
    yield { key, repositoryId, number, title, author, createdAt, endedAt, stays: toStays(history) }
}

/** What of a history (history.ts of `@upflow/db`) says when which state held. */
export function toStays(history: string): Stay[] {
  const { boundaries, states } = JSON.parse(history) as {
    readonly boundaries: readonly (readonly [string, number] | null)[]
    readonly states: readonly (readonly [string, string | null])[]
  }
  return states.map(([state, turn], index) => ({
    state,
    turn,
    from: boundaries[index]![1],
    to: boundaries[index + 1]?.[1] ?? null,
  }))
}
