/** Why a release rule releases nothing of what was merged, so that a figure that is missing says it. */
import type { ReleaseRule } from '@upflow/model'
import { compileGlobs } from './globs.ts'
import { releaseBranchesOf, resolveReleases } from './release.ts'
import { isMerged, type ReleaseFacts } from './release-facts.ts'
import { markersOf } from './release-markers.ts'

/**
 * One sentence without its full stop; null when the rule releases something, when there is nothing to release, and for
 * the rule `none`.
 * @throws AnalyzerError `analyzer/invalid-pattern`
 */
export function ruleProblem(rule: ReleaseRule, facts: ReleaseFacts): string | null {
  if (rule.kind === 'none' || !facts.merges.some(isMerged) || resolveReleases(rule, facts).size > 0)
    return null
  if (rule.kind === 'branch') return noMerge(releaseBranchesOf(rule), facts)
  if (facts.areMarkersRead === false)
    return `${rule.kind === 'tags' ? 'its tags' : 'its deployments'} have not been read yet: 'crawl' reads them`
  if (markersOf(rule, facts).length > 0)
    return rule.kind === 'tags'
      ? `no tag that matches '${rule.key}' is of a commit at or after a merge into the same branch`
      : `no deployment to '${rule.key}' is of a commit at or after a merge into the same branch`
  return rule.kind === 'tags' ? noTag(rule.key, facts) : noDeployment(rule.key, facts)
}

function noMerge(branches: readonly string[], { defaultBranch = null }: ReleaseFacts): string {
  const none = `no merge reached ${branches.map((branch) => `'${branch}'`).join(' or ')}`
  return defaultBranch === null || branches.includes(defaultBranch)
    ? none
    : `${none}; the default branch is '${defaultBranch}'`
}

function noTag(pattern: string, { tags }: ReleaseFacts): string {
  if (tags.length === 0) return 'the repository has no tags'
  const names = tags.map(({ name }) => name)
  const asGlob = names.filter(compileGlobs([pattern])).length
  const known = `none of its ${tags.length} tags, such as '${names[0]}', matches '${pattern}'`
  return asGlob > 0
    ? `${known}; read as a glob it would match ${asGlob}: write it in RE2 syntax, such as '${toExample(pattern)}'`
    : known
}

/** What a glob that was written for a pattern was meant to be. */
const toExample = (glob: string) =>
  glob
    .replace(/[.+^$(){}|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replace(/\?/g, '.')

function noDeployment(pattern: string, { deployments = [] }: ReleaseFacts): string {
  if (deployments.length === 0) return 'the repository has no deployments'
  const environments = [...new Set(deployments.map(({ environment }) => environment))].sort()
  return environments.some((environment) => environment === pattern)
    ? `no deployment to '${pattern}' has succeeded`
    : `there is no successful deployment to '${pattern}'; there are deployments to ${environments.map((one) => `'${one}'`).join(', ')}`
}
