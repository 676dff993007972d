/** When a merged pull request was released, by a repository's rule. One pass answers for all of its pull requests. */
import type { Instant, RawPullRequest, ReleaseRule, Tag } from '@upflow/model'
import { compilePattern } from './pattern.ts'

export interface Release {
  readonly at: Instant
  /** What released it: the pull request whose merge reached the release branch, or a tag. */
  readonly by:
    | { readonly kind: 'pull-request'; readonly number: number }
    | { readonly kind: 'tag'; readonly name: string }
}

/** What a rule needs of a pull request: index columns, no payload. */
export type Merge = Pick<
  RawPullRequest,
  'number' | 'baseRefName' | 'headRefName' | 'isCrossRepository' | 'mergedAt'
>

export interface ReleaseFacts {
  /** All merged pull requests of one repository; others in it are passed over. */
  readonly merges: readonly Merge[]
  readonly tags: readonly Tag[]
}

/**
 * The release of each merged pull request of one repository, by number; one that is not released has no entry.
 * @throws AnalyzerError `analyzer/invalid-pattern`
 */
export function resolveReleases(rule: ReleaseRule, facts: ReleaseFacts): Map<number, Release> {
  const merges = facts.merges.filter((merge) => merge.mergedAt !== null) as MergedMerge[]
  if (rule.kind === 'branch') return byBranch(rule.key, merges)
  if (rule.kind === 'tags') return byTags(rule.key, merges, facts.tags)
  return new Map()
}

type MergedMerge = Merge & { readonly mergedAt: Instant }

/**
 * Walks the merges from the latest to the earliest and keeps, for each branch, the earliest release of what is
 * on it by then. A merge source→target at t offers the source what the target has from t on; merges of one
 * instant may chain, so that group is repeated until nothing improves. O(n log n) but for such groups.
 */
function byBranch(releaseBranch: string, merges: readonly MergedMerge[]): Map<number, Release> {
  const sorted = [...merges].sort((a, b) => b.mergedAt - a.mergedAt || a.number - b.number)
  const best = new Map<string, Release>()
  const releases = new Map<number, Release>()
  for (let start = 0; start < sorted.length; ) {
    const at = sorted[start]!.mergedAt
    let end = start
    while (end < sorted.length && sorted[end]!.mergedAt === at) end++
    const group = sorted.slice(start, end)
    const offer = (merge: MergedMerge): Release | undefined =>
      merge.baseRefName === releaseBranch
        ? { at, by: { kind: 'pull-request', number: merge.number } }
        : best.get(merge.baseRefName)
    for (let improved = true; improved; ) {
      improved = false
      for (const merge of group) {
        if (merge.isCrossRepository || merge.headRefName === releaseBranch) continue
        const offered = offer(merge)
        const known = best.get(merge.headRefName)
        if (offered && (!known || offered.at < known.at)) {
          best.set(merge.headRefName, offered)
          improved = true
        }
      }
    }
    for (const merge of group) {
      const release = offer(merge)
      if (release) releases.set(merge.number, release)
    }
    start = end
  }
  return releases
}

function byTags(pattern: string, merges: readonly MergedMerge[], tags: readonly Tag[]): Map<number, Release> {
  const matches = compilePattern(pattern)
  const sorted = tags
    .filter((tag) => matches(tag.name))
    .sort((a, b) => a.committedAt - b.committedAt || (a.name < b.name ? -1 : 1))
  const releases = new Map<number, Release>()
  for (const merge of merges) {
    const tag = sorted[lowerBound(sorted, merge.mergedAt)]
    if (tag) releases.set(merge.number, { at: tag.committedAt, by: { kind: 'tag', name: tag.name } })
  }
  return releases
}

/** The index of the first tag at or after the instant. */
function lowerBound(tags: readonly Tag[], at: Instant): number {
  let low = 0
  let high = tags.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (tags[middle]!.committedAt < at) low = middle + 1
    else high = middle
  }
  return low
}
