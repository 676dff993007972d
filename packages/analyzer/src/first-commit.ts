/** When work on a pull request began, by its commits: those from long before it were written for something else. */
import type { Commit, Instant, RawPullRequest } from '@upflow/model'
import type { Ignored } from './analysis.ts'
import { compare } from './periods.ts'

export interface FirstCommit {
  readonly at: Instant
  readonly commit: Commit
}

/**
 * The earliest start of a commit that is no older than the window, by its authored or else its committed date. Null
 * without one, and when none was made before the pull request: its history was rewritten.
 */
export function findFirstCommit(
  { commits, createdAt }: RawPullRequest,
  windowSeconds: number,
): { readonly first: FirstCommit | null; readonly ignored: readonly Ignored[] } {
  const oldest = createdAt - windowSeconds
  const ignored: Ignored[] = []
  let first: FirstCommit | null = null
  for (const commit of commits) {
    const { authoredAt, committedAt, author } = commit
    const at = authoredAt >= oldest ? authoredAt : committedAt >= oldest ? committedAt : null
    if (at === null) ignored.push({ kind: 'commit', at: authoredAt, actor: author, why: 'older-than-window' })
    else if (
      first === null ||
      at < first.at ||
      (at === first.at && compare(commit.sha, first.commit.sha) < 0)
    )
      first = { at, commit }
  }
  return { first: first !== null && first.at <= createdAt ? first : null, ignored }
}
