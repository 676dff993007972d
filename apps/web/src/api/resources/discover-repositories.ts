/** What the patterns of an organization would add: those that are set, or others before they are. */
import { z } from '@hono/zod-openapi'
import { discover, fullName } from '@upflow/pipeline'
import { checkSetting } from '@upflow/settings'
import { organizationOf, organizationParams } from '../organization-scope.ts'
import { defineWrite } from '../write.ts'

export const discoverRepositories = defineWrite({
  method: 'post',
  path: '/organizations/{organization}/repositories/discover',
  id: 'discoverRepositories',
  tag: 'Repositories',
  summary: 'What the patterns of the setting `discovery` would add',
  description: 'Changes nothing: the next crawl adds what the patterns take in that are set then.',
  params: organizationParams,
  body: z.object({
    discovery: z.unknown().describe('As the setting is written. Default: what is set.'),
  }),
  answer: z.object({
    seen: z.number().describe('Repositories that were looked at.'),
    matched: z.number().describe('Of them, those that a pattern takes in.'),
    news: z
      .array(z.object({ name: z.string(), pattern: z.string(), pullRequests: z.number() }))
      .describe('Of those, the ones that would be added.'),
    removed: z.array(z.string()).describe('Those that somebody has removed: they are not added again.'),
    unseenOwners: z.array(z.string()).describe('Owners in patterns that GitHub does not show to the token.'),
  }),
  async write({ params, body, signal }, context) {
    const id = await organizationOf({ params }, context)
    const discovery = body.discovery === undefined ? null : await checkSetting('discovery', body.discovery)
    const found = await discover(context.pipeline, id, { discovery, signal })
    return {
      seen: found.seen,
      matched: found.matched,
      news: found.news.map(({ repository, pattern }) => ({
        name: fullName(repository),
        pattern,
        pullRequests: repository.pullRequests,
      })),
      removed: [...found.removed],
      unseenOwners: [...found.unseenOwners],
    }
  },
})
