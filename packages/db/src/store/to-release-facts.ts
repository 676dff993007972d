/** What the release rule of a repository is asked about, out of the rows that a store has. */
import { type Deployment, type ReleaseRule, type Tag, toActor } from '@upflow/model'

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

export interface ReleaseRows {
  readonly defaultBranch: string | null
  /** Each carries nothing yet. */
  readonly merges: readonly StoredMerge[]
  /** By number, the commits of those that may carry others: JSON as in their payloads. */
  readonly commits: ReadonlyMap<number, string>
  /** Of the kind that the rule asks for; else none. */
  readonly tags: readonly Tag[]
  readonly deployments: readonly StoredDeployment[]
  /** When all of that kind were read; null for never. */
  readonly markersReadAt: number | null
}

export type StoredDeployment = Omit<Deployment, 'creator'> & { readonly login: string }

/** The kind of markers that a rule asks for. */
export const markersOf = ({ kind }: ReleaseRule): 'tags' | 'deployments' | null =>
  kind === 'tags' || kind === 'deployments' ? kind : null

export const toReleaseFacts = (
  { defaultBranch, merges, commits, tags, deployments, markersReadAt }: ReleaseRows,
  rule: ReleaseRule,
): StoredReleaseFacts => ({
  defaultBranch,
  merges: commits.size === 0 ? merges : withCommits(merges, commits),
  tags,
  deployments: deployments.map(({ login, ...deployment }) => ({
    ...deployment,
    creator: toActor({ __typename: 'User', login }),
  })),
  areMarkersRead: markersOf(rule) === null || markersReadAt !== null,
})

/** Gives those that may carry others on the merge commits among their own. */
function withCommits(
  merges: readonly StoredMerge[],
  commits: ReadonlyMap<number, string>,
): readonly StoredMerge[] {
  const known = new Set(merges.map(({ mergeCommitSha }) => mergeCommitSha))
  return merges.map((merge) => {
    const own = commits.get(merge.number)
    if (own === undefined) return merge
    const carries = (JSON.parse(own) as [string][]).map(([sha]) => sha).filter((sha) => known.has(sha))
    return { ...merge, carries }
  })
}
