/** On whom a pull request waits, or waited at an instant: one answer for what waits now and for boards of the past. */
import type { Sqlite } from '@upflow/db'
import type { Instant } from '@upflow/model'

export interface Wait {
  readonly key: number
  readonly state: string
  readonly turn: string | null
  readonly author: string
  /** As it was then; null for the present. */
  readonly at: Instant | null
}

/**
 * In review and the reviewers' turn: those who were asked and had not answered, else those who had responded. Awaiting
 * a review: those who were asked. The author of a draft, of what is approved, and when it is the author's turn. Nobody
 * where nobody is asked, it is closed, or a release is awaited.
 */
export function waitsOnReader(sqlite: Sqlite): (wait: Wait) => string[] {
  const findAsked = sqlite
    .prepare<[number, number, number, number], string>(
      `SELECT DISTINCT reviewer_login FROM review_requests WHERE pull_request_key = ? AND requested_at <= ?
         AND (responded_at IS NULL OR responded_at > ?) AND (removed_at IS NULL OR removed_at > ?)
       ORDER BY reviewer_login`,
    )
    .pluck()
  const findResponded = sqlite
    .prepare<[number, number], string>(
      'SELECT DISTINCT reviewer_login FROM responses WHERE pull_request_key = ? AND at <= ? ORDER BY reviewer_login',
    )
    .pluck()
  return ({ key, state, turn, author, at }) => {
    if (state === 'awaiting-release' || state === 'closed') return []
    if (state === 'coding' || state === 'draft' || state === 'approved' || turn === 'author') return [author]
    const then = at ?? Number.MAX_SAFE_INTEGER
    const asked = findAsked.all(key, then, then, then)
    return asked.length > 0 || state !== 'in-review' ? asked : findResponded.all(key, then)
  }
}
