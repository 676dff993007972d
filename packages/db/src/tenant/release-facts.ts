/** What the release rule of a repository is asked about, from columns and indexes; payloads only where commits matter. */
import { type Deployment, type ReleaseRule, type RepositoryId, type Tag, toActor } from '@upflow/model'
import type { Sqlite } from '../sqlite/open-sqlite.ts'
import { markersReadAt } from './freshness.ts'
import { keysOf } from './raw-pull-requests.ts'

export interface StoredMerge {
  readonly number: number
  readonly mergedAt: number
  readonly baseRefName: string
  readonly headRefName: string
  readonly isCrossRepository: boolean
  readonly mergeCommitSha: string | null
  /** The merge commits of others among its own commits: of those that may carry others. */
  readonly carries: readonly string[]
}

export interface StoredReleaseFacts {
  readonly defaultBranch: string | null
  readonly merges: readonly StoredMerge[]
  /** Where the rule asks for them. */
  readonly tags: readonly Tag[]
  readonly deployments: readonly Deployment[]
  /** Whether all of those that the rule asks for were read once: what is not there may else be just unread. */
  readonly areMarkersRead: boolean
}

/** Which merges may carry others by a rule, by number. */
export type CarriersOf = (
  rule: ReleaseRule,
  facts: Pick<StoredReleaseFacts, 'merges' | 'defaultBranch'>,
) => readonly number[]

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
  const carriers = carriersOf(rule, { merges, defaultBranch })
  return {
    defaultBranch,
    merges: carriers.length === 0 ? merges : withCommits(sqlite, repositoryId, { merges, carriers }),
    tags: rule.kind === 'tags' ? readTags(sqlite, repositoryId) : [],
    deployments: rule.kind === 'deployments' ? readDeployments(sqlite, repositoryId) : [],
    areMarkersRead:
      (rule.kind !== 'tags' && rule.kind !== 'deployments') ||
      markersReadAt(sqlite, repositoryId, rule.kind) !== null,
  }
}

const readMerges = (sqlite: Sqlite, repositoryId: RepositoryId): StoredMerge[] =>
  sqlite
    .prepare<[string], [number, number, string, string, 0 | 1, string | null]>(
      `SELECT number, merged_at, base_ref_name, head_ref_name, is_cross_repository, merge_commit_sha
       FROM raw_pull_requests WHERE repository_id = ? AND merged_at IS NOT NULL`,
    )
    .raw()
    .all(repositoryId)
    .map(([number, mergedAt, baseRefName, headRefName, isCrossRepository, mergeCommitSha]) => ({
      number,
      mergedAt,
      baseRefName,
      headRefName,
      isCrossRepository: isCrossRepository === 1,
      mergeCommitSha,
      carries: [],
    }))

/** Gives those that may carry others on the merge commits among their own. */
function withCommits(
  sqlite: Sqlite,
  repositoryId: RepositoryId,
  { merges, carriers }: { readonly merges: readonly StoredMerge[]; readonly carriers: readonly number[] },
): StoredMerge[] {
  const { least } = keysOf(sqlite, repositoryId)!
  const known = new Set(merges.map(({ mergeCommitSha }) => mergeCommitSha))
  const wanted = new Set(carriers)
  const read = sqlite
    .prepare<[number], string>(`SELECT payload -> '$.commits' FROM raw_pull_requests WHERE key = ?`)
    .pluck()
  return merges.map((merge) => {
    if (!wanted.has(merge.number)) return merge
    const commits = JSON.parse(read.get(least + merge.number) ?? '[]') as [string][]
    return { ...merge, carries: commits.map(([sha]) => sha).filter((sha) => known.has(sha)) }
  })
}

const readTags = (sqlite: Sqlite, repositoryId: RepositoryId): Tag[] =>
  sqlite
    .prepare<[string], Tag>('SELECT name, sha, committed_at AS committedAt FROM tags WHERE repository_id = ?')
    .all(repositoryId)

const readDeployments = (sqlite: Sqlite, repositoryId: RepositoryId): Deployment[] =>
  sqlite
    .prepare<[string], Omit<Deployment, 'creator'> & { readonly login: string }>(
      `SELECT id, environment, sha, committed_at AS committedAt, creator_login AS login, created_at AS createdAt,
         succeeded_at AS succeededAt FROM deployments WHERE repository_id = ?`,
    )
    .all(repositoryId)
    .map(({ login, ...deployment }) => ({
      ...deployment,
      creator: toActor({ __typename: 'User', login }),
    }))
