/**
 * What a repository's releases follow from, as it is stored: from columns and an index, and the commits of those pull
 * requests alone that may carry others on to another branch.
 */
import { carriersOf, type ReleaseFacts } from '@upflow/analyzer'
import { keysOf, type Tenant } from '@upflow/db'
import type { Deployment, ReleaseRule, RepositoryId, Tag } from '@upflow/model'

type Fields = Omit<ReleaseFacts['merges'][number], 'carries'>

/** To be called in a transaction: from one snapshot of the file. */
export function readReleaseFacts(
  tenant: Tenant,
  { repositoryId, releaseRule }: { readonly repositoryId: RepositoryId; readonly releaseRule: ReleaseRule },
): ReleaseFacts {
  const defaultBranch = readDefaultBranch(tenant, repositoryId)
  const fields = readFields(tenant, repositoryId)
  const carries = readCarries(tenant, repositoryId, {
    fields,
    carriers: carriersOf(releaseRule, { merges: fields, defaultBranch }),
  })
  return {
    merges: fields.map((merge) => ({ ...merge, carries: carries.get(merge.number) ?? [] })),
    tags: releaseRule.kind === 'tags' ? readTags(tenant, repositoryId) : [],
    deployments: releaseRule.kind === 'deployments' ? readDeployments(tenant, repositoryId) : [],
    defaultBranch,
  }
}

export const readDefaultBranch = ({ sqlite }: Tenant, repositoryId: RepositoryId): string | null =>
  sqlite
    .prepare<[string], string | null>('SELECT default_branch FROM repositories WHERE id = ?')
    .pluck()
    .get(repositoryId) ?? null

const readFields = ({ sqlite }: Tenant, repositoryId: RepositoryId): Fields[] =>
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
    }))

/** By number, the commits of carriers that are the merge commits of others. */
function readCarries(
  { sqlite }: Tenant,
  repositoryId: RepositoryId,
  { fields, carriers }: { readonly fields: readonly Fields[]; readonly carriers: readonly number[] },
): ReadonlyMap<number, readonly string[]> {
  const carries = new Map<number, readonly string[]>()
  const keys = keysOf(sqlite, repositoryId)
  if (carriers.length === 0 || keys === null) return carries
  const merges = new Set(fields.map(({ mergeCommitSha }) => mergeCommitSha))
  const read = sqlite
    .prepare<[number], string>(`SELECT payload -> '$.commits' FROM raw_pull_requests WHERE key = ?`)
    .pluck()
  for (const number of carriers) {
    const commits = JSON.parse(read.get(keys.least + number)!) as [sha: string][]
    const carried = commits.map(([sha]) => sha).filter((sha) => merges.has(sha))
    if (carried.length > 0) carries.set(number, carried)
  }
  return carries
}

const readTags = ({ sqlite }: Tenant, repositoryId: RepositoryId): Tag[] =>
  sqlite
    .prepare<[string], Tag>('SELECT name, sha, committed_at AS committedAt FROM tags WHERE repository_id = ?')
    .all(repositoryId)

type DeploymentValues = [
  id: string,
  environment: string,
  sha: string,
  committedAt: number,
  login: string,
  kind: Deployment['creator']['kind'],
  createdAt: number,
  succeededAt: number | null,
]

const readDeployments = ({ sqlite }: Tenant, repositoryId: RepositoryId): Deployment[] =>
  sqlite
    .prepare<[string], DeploymentValues>(
      `SELECT id, environment, sha, committed_at, creator_login, creator_kind, created_at, succeeded_at
       FROM deployments WHERE repository_id = ?`,
    )
    .raw()
    .all(repositoryId)
    .map(([id, environment, sha, committedAt, login, kind, createdAt, succeededAt]) => ({
      id,
      environment,
      sha,
      committedAt,
      creator: { kind, login, id: null },
      createdAt,
      succeededAt,
    }))
