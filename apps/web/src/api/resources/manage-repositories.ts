/** Which repositories are read: those that there are to choose from, and adding many. */
import { z } from '@hono/zod-openapi'
import { addRepositories, availableRepositories, type Repository } from '@upflow/pipeline'
import { organizationOf, organizationParams } from '../organization-scope.ts'
import { defineRead } from '../read.ts'
import { addedShape, toAdded } from '../shapes/added-repository-shape.ts'
import { repositoryNames } from '../shapes/repository-names.ts'
import { releaseRule } from '../shapes/settings-shape.ts'
import { instant, nextCursor } from '../shapes/values.ts'
import { defineWrite } from '../write.ts'

const tag = 'Repositories'
export const available = defineRead({
  path: '/organizations/{organization}/repositories/available',
  id: 'availableRepositories',
  tag,
  summary: 'The repositories that the token sees, the most recently pushed first',
  params: organizationParams,
  query: z.object({ cursor: z.string().max(500).optional().describe('The `next` of the page before.') }),
  answer: z.object({
    repositories: z.array(
      z.object({
        id: z.string(),
        name: z.string().describe('`owner/name`'),
        isArchived: z.boolean(),
        isPrivate: z.boolean(),
        pushedAt: instant.nullable(),
        pullRequests: z.number(),
        isAdded: z.boolean().describe('The organization reads it already.'),
      }),
    ),
    total: z.number(),
    next: nextCursor,
  }),
  async read(asked, context) {
    const id = await organizationOf(asked, context)
    const { cursor = null } = asked.query
    const { signal } = asked
    const page = await availableRepositories(context.pipeline, id, { cursor, signal })
    return { ...page, repositories: [...page.repositories] }
  },
})

export const addMany = defineWrite({
  method: 'post',
  path: '/organizations/{organization}/repositories',
  id: 'addRepositories',
  tag,
  summary: 'Adds repositories',
  params: organizationParams,
  body: z.object({
    names: repositoryNames.describe('`owner/name` of each.'),
    releaseRule: releaseRule.optional().describe('Of their own. Default: the organization’s.'),
  }),
  answer: z.object({
    added: z.array(addedShape),
    refused: z
      .array(z.object({ name: z.string(), code: z.string(), message: z.string() }))
      .describe('Those that could not be added: the others are.'),
  }),
  async write({ params, body, caller, signal }, context) {
    const id = await organizationOf({ params }, context)
    const { added, refused } = await addRepositories(context.pipeline, id, {
      names: body.names,
      ...(body.releaseRule ? { releaseRule: body.releaseRule as Repository['releaseRule'] } : {}),
      by: caller.name,
      signal,
    })
    const { redact } = context.pipeline
    return {
      added: added.map(toAdded),
      refused: refused.map((one) => ({ ...one, message: redact(one.message) })),
    }
  },
})
