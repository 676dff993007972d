/** When work on a pull request began, by its commits: those from long before it were written for something else. */
import type { Commit, Instant, RawPullRequest } from '@upflow/model'
import type { Ignored } from './analysis.ts'
import { compare } from './periods.ts'

export interface FirstCommit {
  readonly at: Instant
  readonly commit: Commit
}

/**
 * The earliest start of a commit within the window before the pull request was opened: when it was authored, if that is
 * within it, else when it was committed, if that is. Null without one: its history was rewritten. A clock that was ahead
 * hides nothing, since either date may be the one that is right.
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
    const at = [authoredAt, committedAt].find((time) => time >= oldest && time <= createdAt)
    if (at === undefined) {
      if (authoredAt < oldest && committedAt < oldest)
        ignored.push({ kind: 'commit', at: authoredAt, actor: author, why: 'older-than-window' })
    } else if (
      first === null ||
      at < first.at ||
      (at === first.at && compare(commit.sha, first.commit.sha) < 0)
    )
      first = { at, commit }
  }
  return { first, ignored }
}
