/** What a release rule is asked about, and what it answers. */
import type { Deployment, Instant, RawPullRequest, Tag } from '@upflow/model'

export interface Release {
  /** Never before the merge, though the commit of a tag may be seconds older. */
  readonly at: Instant
  /** What released it: the pull request whose merge reached the release branch, a tag, or a deployment. */
  readonly by:
    | { readonly kind: 'pull-request'; readonly number: number }
    | { readonly kind: 'tag'; readonly name: string }
    | { readonly kind: 'deployment'; readonly id: string; readonly environment: string }
}

/** What a rule needs of a pull request: index columns, no payload. */
export interface Merge
  extends Pick<
    RawPullRequest,
    'number' | 'baseRefName' | 'headRefName' | 'isCrossRepository' | 'mergedAt' | 'mergeCommitSha'
  > {
  /** The shas of its commits, of those that `carriersOf` names; merge commits of others are what it carries. */
  readonly carries?: readonly string[]
}

export interface ReleaseFacts {
  /** All merged pull requests of one repository; others in it are passed over. */
  readonly merges: readonly Merge[]
  readonly tags: readonly Tag[]
  readonly deployments?: readonly Deployment[]
  /** False when tags or deployments, whichever the rule asks for, were never read whole. Default: they were. */
  readonly areMarkersRead?: boolean
  /** Null, or left out, when it is not known: then a tag on a commit of no pull request may be of any branch. */
  readonly defaultBranch?: string | null
}

export type MergedMerge = Merge & { readonly mergedAt: Instant }

export const isMerged = (merge: Merge): merge is MergedMerge => merge.mergedAt !== null
