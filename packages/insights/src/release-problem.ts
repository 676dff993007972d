/**
 * Why a repository's rule releases nothing: ever, or of what was merged since it last did, long ago. A rule that was
 * right once and an owner who works otherwise by now leave a figure that no longer moves.
 */
import { type Merge, ruleProblem } from '@upflow/analyzer'
import { markersReadAt, type Sqlite, type Tenant } from '@upflow/db'
import { type Deployment, type Instant, toActor } from '@upflow/model'
import type { RepositoryFacts } from './organization-facts.ts'
import { dayOf } from './zone-days.ts'

/** After so long without a release of anything that was merged, it may be the rule; until then, the rhythm. */
const quietSeconds = 90 * 86_400

/**
 * Null when it releases, is to release nothing, or nothing was merged. Commits that merges carry on are left out: the
 * analyses, which knew them, found no release either.
 */
export function releaseProblem(
  { sqlite }: Tenant,
  { id, rule, defaultBranch, ordinal }: RepositoryFacts,
  timeZone: string,
): string | null {
  if (rule.kind === 'none') return null
  // Of the latest number: near enough to the latest merge, and found from the end.
  const latest = (condition: string) =>
    sqlite
      .prepare<[number, number], Instant>(
        `SELECT merged_at FROM analyzed_pull_requests
         WHERE pull_request_key BETWEEN ? << 32 AND ((? + 1) << 32) - 1 AND ${condition}
         ORDER BY pull_request_key DESC LIMIT 1`,
      )
      .pluck()
      .get(ordinal, ordinal)
  const merged = latest('merged_at IS NOT NULL')
  if (merged === undefined) return null
  const released = latest('released_at IS NOT NULL AND merged_at IS NOT NULL')
  if (released !== undefined && merged - released < quietSeconds) return null
  const merges = readMerges(sqlite, id, released ?? Number.NEGATIVE_INFINITY)
  const problem = ruleProblem(rule, {
    merges,
    tags: sqlite
      .prepare<[string], { name: string; sha: string; committedAt: number }>(
        'SELECT name, sha, committed_at AS committedAt FROM tags WHERE repository_id = ?',
      )
      .all(id),
    deployments: readDeployments(sqlite, id),
    areMarkersRead: rule.kind === 'branch' || markersReadAt(sqlite, id, rule.kind) !== null,
    defaultBranch,
  })
  if (problem === null || released === undefined) return problem
  return `nothing that was merged since ${dayOf(released, timeZone)} is released (${merges.length} merges): ${problem}`
}

/** Those after an instant. */
const readMerges = (sqlite: Sqlite, id: string, after: number): Merge[] =>
  sqlite
    .prepare<[string, number], Omit<Merge, 'isCrossRepository' | 'carries'> & { isCrossRepository: 0 | 1 }>(
      `SELECT number, base_ref_name AS baseRefName, head_ref_name AS headRefName,
         is_cross_repository AS isCrossRepository, merged_at AS mergedAt, merge_commit_sha AS mergeCommitSha
       FROM raw_pull_requests WHERE repository_id = ? AND merged_at > ?`,
    )
    .all(id, after)
    .map((merge) => ({ ...merge, isCrossRepository: merge.isCrossRepository === 1 }))

const readDeployments = (sqlite: Sqlite, id: string): Deployment[] =>
  sqlite
    .prepare<[string], Omit<Deployment, 'creator'> & { readonly login: string }>(
      `SELECT id, environment, sha, committed_at AS committedAt, creator_login AS login, created_at AS createdAt,
         succeeded_at AS succeededAt FROM deployments WHERE repository_id = ?`,
    )
    .all(id)
    .map(({ login, ...deployment }) => ({ ...deployment, creator: toActor({ __typename: 'User', login }) }))
