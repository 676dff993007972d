/** When a merged pull request was released, by a repository's rule. One pass answers for all of its pull requests. */
import type { ReleaseRule } from '@upflow/model'
import { isMerged, type Merge, type MergedMerge, type Release, type ReleaseFacts } from './release-facts.ts'
import { createMarkers } from './release-markers.ts'

/** The branches that a rule names. */
export const releaseBranchesOf = (rule: ReleaseRule): readonly string[] =>
  rule.kind === 'branch' ? [rule.key].flat() : []

/**
 * Of which merged pull requests the commits have to be known, since they may carry merges of other branches on: none
 * where everything is merged into the branches from which it is released, so that it costs nothing there.
 */
export function carriersOf(
  rule: ReleaseRule,
  {
    merges,
    defaultBranch = null,
  }: Pick<ReleaseFacts, 'defaultBranch'> & {
    readonly merges: readonly Omit<Merge, 'carries'>[]
  },
): number[] {
  const ends =
    rule.kind === 'branch' ? releaseBranchesOf(rule) : defaultBranch === null ? [] : [defaultBranch]
  if (rule.kind === 'none' || ends.length === 0) return []
  const from = new Set<string>()
  let since = Number.POSITIVE_INFINITY
  for (const { baseRefName, mergedAt, mergeCommitSha } of merges)
    if (mergedAt !== null && mergeCommitSha !== null && !ends.includes(baseRefName)) {
      from.add(baseRefName)
      since = Math.min(since, mergedAt)
    }
  return merges
    .filter(
      ({ baseRefName, mergedAt }) =>
        mergedAt !== null && mergedAt >= since && (from.size > 1 || !from.has(baseRefName)),
    )
    .map(({ number }) => number)
}

/**
 * The release of each merged pull request of one repository, by number; one that is not released has no entry.
 *
 * Walks the merges from the latest to the earliest and keeps, for each branch and each commit that was carried on, the
 * earliest release of what is on it by then. A merge source→target at t offers the source what the target has from t on;
 * merges of one instant may chain, so that group is repeated until nothing improves. O(n log n) but for such groups.
 * @throws AnalyzerError `analyzer/invalid-pattern`
 */
export function resolveReleases(rule: ReleaseRule, facts: ReleaseFacts): Map<number, Release> {
  const releases = new Map<number, Release>()
  if (rule.kind === 'none') return releases
  const merges = facts.merges.filter(isMerged).sort((a, b) => b.mergedAt - a.mergedAt || b.number - a.number)
  const releaseBranches = new Set(releaseBranchesOf(rule))
  const direct: (merge: MergedMerge) => Release | undefined =
    rule.kind === 'branch'
      ? ({ baseRefName, mergedAt, number }) =>
          releaseBranches.has(baseRefName)
            ? { at: mergedAt, by: { kind: 'pull-request', number } }
            : undefined
      : createMarkers(rule, { ...facts, merges })
  const ofBranch = new Map<string, Release>()
  const ofCommit = new Map<string, Release>()
  const offer = (merge: MergedMerge): Release | undefined => {
    const own = direct(merge)
    // By its commit where that can be seen, else by its branch.
    const carried =
      (merge.mergeCommitSha === null ? undefined : ofCommit.get(merge.mergeCommitSha)) ??
      (releaseBranches.has(merge.baseRefName) ? undefined : ofBranch.get(merge.baseRefName))
    return carried && (!own || carried.at < own.at) ? carried : own
  }
  /** True when what is offered is earlier than what was known. */
  const improve = <Key>(known: Map<Key, Release>, key: Key, offered: Release): boolean => {
    const best = known.get(key)
    if (best && best.at <= offered.at) return false
    known.set(key, offered)
    return true
  }
  for (let start = 0; start < merges.length; ) {
    let end = start
    while (end < merges.length && merges[end]!.mergedAt === merges[start]!.mergedAt) end++
    const group = merges.slice(start, end)
    for (let improved = true; improved; ) {
      improved = false
      for (const merge of group) {
        const { headRefName, isCrossRepository, carries, mergeCommitSha } = merge
        const offered = offer(merge)
        if (!offered) continue
        for (const sha of carries ?? [])
          if (sha !== mergeCommitSha && improve(ofCommit, sha, offered)) improved = true
        if (isCrossRepository || releaseBranches.has(headRefName)) continue
        if (improve(ofBranch, headRefName, offered)) improved = true
      }
    }
    for (const merge of group) {
      const release = offer(merge)
      if (release) releases.set(merge.number, { at: release.at, by: release.by })
    }
    start = end
  }
  return releases
}
