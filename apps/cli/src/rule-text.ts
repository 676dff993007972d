/** Release rules in words, and what they match. */
import type { RepositoryRuleMatch } from '@upflow/insights'
import type { ReleaseRule } from '@upflow/model'

/** A release rule in words. */
export const ruleText = (rule: ReleaseRule): string =>
  rule.kind === 'none' ? 'nothing' : `${rule.kind} ${[rule.key].flat().join(' or ')}`

/** What of a repository's tags and merges its release rule matches. */
export function matchText({
  repository,
  rule,
  merged,
  released,
  markers,
  problem,
}: RepositoryRuleMatch): string {
  if (rule.kind === 'none') return `${repository}: released by nothing.`
  if (merged === 0)
    return `${repository}: released by ${ruleText(rule)}; nothing that was merged is stored yet.`
  const things = rule.kind === 'tags' ? 'tags' : 'deployments'
  const matching = markers === null ? '' : `matches ${markers.matching} of ${markers.all} ${things}; `
  return `${repository}: ${ruleText(rule)} ${matching}releases ${released} of ${merged} merged${problem === null ? '' : `: ${problem}`}.`
}
