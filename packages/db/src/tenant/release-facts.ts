/** What a tenant file has for a release rule, from columns and indexes; payloads only where commits matter. */
import type { ReleaseRule, RepositoryId, Tag } from '@upflow/model'
import type { Sqlite } from '../sqlite/open-sqlite.ts'
import {
  type CarriersOf,
  markersOf,
  type StoredDeployment,
  type StoredMerge,
  type StoredReleaseFacts,
  toReleaseFacts,
} from '../store/to-release-facts.ts'
import { markersReadAt } from './freshness.ts'
import { keysOf } from './raw-pull-requests.ts'
import { readRepositoryTuples } from './repository-tuples.ts'

/** From one snapshot, when called in a transaction. */
export function readReleaseFacts(
  sqlite: Sqlite,
  repositoryId: RepositoryId,
  { rule, carriersOf }: { readonly rule: ReleaseRule; readonly carriersOf: CarriersOf },
): StoredReleaseFacts {
  const defaultBranch =
    sqlite
      .prepare<[string], string | null>('SELECT default_branch FROM repositories WHERE id = ?')
      .pluck()
      .get(repositoryId) ?? null
  const merges = readMerges(sqlite, repositoryId)
  const markers = markersOf(rule)
  const rows = {
    defaultBranch,
    merges,
    commits: readCommits(sqlite, repositoryId, carriersOf(rule, { merges, defaultBranch })),
    tags: markers === 'tags' ? readTags(sqlite, repositoryId) : [],
    deployments: markers === 'deployments' ? readDeployments(sqlite, repositoryId) : [],
    markersReadAt: markers && markersReadAt(sqlite, repositoryId, markers),
  }
  return toReleaseFacts(rows, rule)
}

const readMerges = (sqlite: Sqlite, repositoryId: RepositoryId): StoredMerge[] =>
  readRepositoryTuples<readonly [number, number, string, string, 0 | 1, string | null]>(
    sqlite,
    repositoryId,
    {
      columns: [
        ...['r.number', 'r.merged_at', 'r.base_ref_name', 'r.head_ref_name'],
        ...['r.is_cross_repository', 'r.merge_commit_sha'],
      ],
      where: 'r.merged_at IS NOT NULL',
    },
  ).map(([number, mergedAt, baseRefName, headRefName, isCrossRepository, mergeCommitSha]) => ({
    number,
    mergedAt,
    baseRefName,
    headRefName,
    isCrossRepository: isCrossRepository === 1,
    mergeCommitSha,
    carries: [],
  }))

function readCommits(
  sqlite: Sqlite,
  repositoryId: RepositoryId,
  numbers: readonly number[],
): ReadonlyMap<number, string> {
  if (numbers.length === 0) return new Map()
  const { least } = keysOf(sqlite, repositoryId)!
  const read = sqlite
    .prepare<[number], string>(`SELECT payload -> '$.commits' FROM raw_pull_requests WHERE key = ?`)
    .pluck()
  return new Map(numbers.map((number) => [number, read.get(least + number) ?? '[]']))
}

const readTags = (sqlite: Sqlite, repositoryId: RepositoryId): Tag[] =>
  sqlite
    .prepare<[string], Tag>('SELECT name, sha, committed_at AS committedAt FROM tags WHERE repository_id = ?')
    .all(repositoryId)

const readDeployments = (sqlite: Sqlite, repositoryId: RepositoryId): StoredDeployment[] =>
  sqlite
    .prepare<[string], StoredDeployment>(
      `SELECT id, environment, sha, committed_at AS committedAt, creator_login AS login, created_at AS createdAt,
         succeeded_at AS succeededAt FROM deployments WHERE repository_id = ?`,
    )
    .all(repositoryId)
