/** How much a release rule matches: said when it is set, so that nobody finds out weeks later that it matches nothing. */
import type { ReleaseRule } from '@upflow/model'
import { compilePattern } from './pattern.ts'
import { resolveReleases } from './release.ts'
import { isMerged, type ReleaseFacts } from './release-facts.ts'
import { ruleProblem } from './rule-problem.ts'

export interface RuleMatch {
  /** Merged pull requests, and those of them that the rule releases. */
  readonly merged: number
  readonly released: number
  /**
   * Of its tags, or of its successful deployments, how many the rule's pattern matches; null for other rules, and while
   * they have not been read.
   */
  readonly markers: { readonly matching: number; readonly all: number } | null
  /** Why it releases nothing; null when it releases something, or there is nothing to release. */
  readonly problem: string | null
}

/** @throws AnalyzerError `analyzer/invalid-pattern` */
export function matchRule(rule: ReleaseRule, facts: ReleaseFacts): RuleMatch {
  return {
    merged: facts.merges.filter(isMerged).length,
    released: resolveReleases(rule, facts).size,
    markers: markersOf(rule, facts),
    problem: ruleProblem(rule, facts),
  }
}

function markersOf(
  rule: ReleaseRule,
  { tags, deployments = [], areMarkersRead = true }: ReleaseFacts,
): RuleMatch['markers'] {
  if (!areMarkersRead || (rule.kind !== 'tags' && rule.kind !== 'deployments')) return null
  const names =
    rule.kind === 'tags'
      ? tags.map(({ name }) => name)
      : deployments.flatMap(({ environment, succeededAt }) => (succeededAt === null ? [] : [environment]))
  return { matching: names.filter(compilePattern(rule.key)).length, all: names.length }
}
