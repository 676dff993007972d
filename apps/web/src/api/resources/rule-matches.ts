/** How much a release rule would match of what is stored, while it is being written. */
import { z } from '@hono/zod-openapi'
import type { RepositoryRuleMatch } from '@upflow/insights'
import { organizationOf, organizationParams } from '../organization-scope.ts'
import { defineRead } from '../read.ts'
import { releaseRule } from '../shapes/settings-shape.ts'

const fields = z.object({
  kind: z
    .enum(['branch', 'tags', 'deployments', 'none'], {
      error: 'takes one of branch, tags, deployments, none',
    })
    .optional()
    .describe('Of the rule. Default: those that hold.'),
  key: z
    .preprocess(
      (value) => (value === undefined ? value : [value].flat()),
      z.array(z.string().max(500)).max(50),
    )
    .optional()
    .describe('A branch, which may be repeated, or the pattern of tags or environments.'),
})

/** What would be left out of the rule is refused. */
const asked = fields.superRefine((query, context) => {
  const { kind, key = [] } = query
  const refuse = (message: string) =>
    context.addIssue({ code: 'custom', path: ['key'], message, input: query })
  if (key.length === 0) return
  if (kind === undefined) refuse(`needs a 'kind'`)
  if (kind === 'none') refuse(`contradicts 'kind', none, which has no key`)
  if ((kind === 'tags' || kind === 'deployments') && key.length > 1)
    refuse(`is one pattern of ${kind}: give it once`)
})

export const ruleMatches = defineRead({
  path: '/organizations/{organization}/rule-matches',
  id: 'ruleMatches',
  tag: 'Settings',
  summary: 'How much a release rule matches in each repository',
  params: organizationParams,
  query: asked,
  answer: z.object({
    repositories: z.array(
      z.object({
        repository: z.string().describe('`owner/name`'),
        rule: releaseRule,
        hasOwnRule: z.boolean().describe('Then the rule of the organization is not its.'),
        merged: z.number(),
        released: z.number(),
        markers: z
          .object({ matching: z.number(), all: z.number() })
          .nullable()
          .describe('Of its tags or deployments; null for other rules, and while they have not been read.'),
        problem: z.string().nullable().describe('Why it releases nothing.'),
        needsCrawl: z
          .boolean()
          .describe('What the rule asks for was not read with the rest: a crawl reads it.'),
      }),
    ),
  }),
  async read(wanted, context) {
    const id = await organizationOf(wanted, context)
    const { kind, key = [] } = wanted.query
    const rule = kind === undefined ? null : toRule(kind, key)
    const { signal } = wanted
    const found = await context.insights.ask(id, 'ruleMatches', { rule }, { signal })
    return { repositories: found.map(toAnswer) }
  },
})

function toRule(
  kind: RepositoryRuleMatch['rule']['kind'],
  key: readonly string[],
): RepositoryRuleMatch['rule'] {
  if (kind === 'none') return { kind }
  if (kind === 'branch') return { kind, key }
  return { kind, key: key[0] ?? '' }
}

const toAnswer = ({ rule, ...one }: RepositoryRuleMatch) => ({
  ...one,
  rule: rule.kind === 'branch' ? { ...rule, key: [rule.key].flat() } : rule,
})
