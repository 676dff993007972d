/**
 * Releases that stand on commits: tags and deployments. One on a pull request's own merge commit releases it and all
 * that was merged into the same branch before it, whatever the clocks say; one on another commit goes by date.
 */
import type { Instant, ReleaseRule } from '@upflow/model'
import { compilePattern } from './pattern.ts'
import type { MergedMerge, Release, ReleaseFacts } from './release-facts.ts'

interface Marker extends Release {
  readonly name: string
  readonly sha: string
  /** Of the commit that it stands on. */
  readonly committedAt: Instant
}

type MarkerRule = Extract<ReleaseRule, { readonly kind: 'tags' | 'deployments' }>

/** Those that a rule asks for. @throws AnalyzerError `analyzer/invalid-pattern` */
export function markersOf(
  rule: MarkerRule,
  { tags, deployments = [] }: Pick<ReleaseFacts, 'tags' | 'deployments'>,
): Marker[] {
  const matches = compilePattern(rule.key)
  if (rule.kind === 'tags')
    return tags
      .filter(({ name }) => matches(name))
      .map(({ name, sha, committedAt }) => ({
        name,
        sha,
        committedAt,
        at: committedAt,
        by: { kind: 'tag', name },
      }))
  return deployments.flatMap(({ id, environment, sha, committedAt, succeededAt }): Marker[] =>
    succeededAt !== null && matches(environment)
      ? [{ name: id, sha, committedAt, at: succeededAt, by: { kind: 'deployment', id, environment } }]
      : [],
  )
}

/** By its branch and its place on it, or by date: what releases a merge. */
export function createMarkers(
  rule: MarkerRule,
  facts: Omit<ReleaseFacts, 'merges'> & { readonly merges: readonly MergedMerge[] },
): (merge: MergedMerge) => Release | undefined {
  const markers = markersOf(rule, facts)
  if (markers.length === 0) return () => undefined
  const lines = new Map<string, MergedMerge[]>()
  for (const merge of [...facts.merges].sort((a, b) => a.mergedAt - b.mergedAt || a.number - b.number)) {
    const line = lines.get(merge.baseRefName)
    if (line) line.push(merge)
    else lines.set(merge.baseRefName, [merge])
  }
  // A branch that is moved on to a merge of another by a fast-forward has that very commit.
  const places = new Map<string, { readonly branch: string; readonly index: number }[]>()
  for (const [branch, line] of lines)
    line.forEach(({ mergeCommitSha: sha }, index) => {
      if (sha === null) return
      const known = places.get(sha)
      if (known) known.push({ branch, index })
      else places.set(sha, [{ branch, index }])
    })
  /** By branch, from each place on the earliest. */
  const onLine = new Map(
    [...lines].map(([branch, line]) => [branch, new Array<Marker | undefined>(line.length)]),
  )
  const elsewhere: Marker[] = []
  for (const marker of markers) {
    const found = places.get(marker.sha)
    if (!found) elsewhere.push(marker)
    for (const { branch, index } of found ?? []) {
      const line = onLine.get(branch)!
      line[index] = earlier(line[index], marker)
    }
  }
  for (const line of onLine.values())
    for (let index = line.length - 2; index >= 0; index--) line[index] = earlier(line[index], line[index + 1])
  elsewhere.sort((a, b) => a.committedAt - b.committedAt)
  const fromDate = new Array<Marker | undefined>(elsewhere.length)
  for (let index = elsewhere.length - 1; index >= 0; index--)
    fromDate[index] = earlier(elsewhere[index], fromDate[index + 1])

  const placeOf = new Map<number, number>()
  for (const line of lines.values())
    for (const [index, { number }] of line.entries()) placeOf.set(number, index)
  return ({ baseRefName, number, mergedAt }) => {
    const byCommit = onLine.get(baseRefName)?.[placeOf.get(number)!]
    const isOfDefault = (facts.defaultBranch ?? null) === null || facts.defaultBranch === baseRefName
    const byDate = isOfDefault ? fromDate[lowerBound(elsewhere, mergedAt)] : undefined
    const found = earlier(byCommit, byDate)
    return found && { at: Math.max(found.at, mergedAt), by: found.by }
  }
}

/** The one with the earlier time; of the same time the first by name. */
function earlier(a: Marker | undefined, b: Marker | undefined): Marker | undefined {
  if (!a || !b) return a ?? b
  return b.at < a.at || (b.at === a.at && b.name < a.name) ? b : a
}

/** The index of the first that stands on a commit of the instant or later. */
function lowerBound(markers: readonly Marker[], at: Instant): number {
  let low = 0
  let high = markers.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (markers[middle]!.committedAt < at) low = middle + 1
    else high = middle
  }
  return low
}
