/** What reading all history would come to, before it is begun. */
import { z } from '@hono/zod-openapi'
import { estimateBackfill } from '@upflow/pipeline'
import { organizationOf, organizationParams } from '../organization-scope.ts'
import { repositoryNames } from '../shapes/repository-names.ts'
import { defineWrite } from '../write.ts'

export const estimate = defineWrite({
  method: 'post',
  path: '/organizations/{organization}/repositories/estimate',
  id: 'estimateBackfill',
  tag: 'Repositories',
  summary: 'What reading all history would come to',
  params: organizationParams,
  body: z.object({ repositories: repositoryNames.optional().describe('Default: all.') }),
  answer: z.object({
    repositories: z.number(),
    pullRequests: z.number(),
    unseen: z.array(z.string()).describe('Those that GitHub does not show to the token: in no number.'),
    requests: z.number(),
    points: z.number().describe('Of the 5,000 that a token usually has in an hour.'),
    seconds: z.number().describe('About; waits for points come on top.'),
  }),
  async write({ params, body }, context) {
    const id = await organizationOf({ params }, context)
    const found = await estimateBackfill(context.pipeline, id, body.repositories ?? null)
    return { ...found, unseen: [...found.unseen] }
  },
})
