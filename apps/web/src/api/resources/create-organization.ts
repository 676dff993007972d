/** Creating an organization: by the same function as `org create`; whoever makes it owns it. */
import { z } from '@hono/zod-openapi'
import { foundOrganization } from '@upflow/accounts'
import { isOrganizationId } from '@upflow/model'
import type { Repository } from '@upflow/pipeline'
import { releaseRule } from '../shapes/settings-shape.ts'
import { organizationName } from '../shapes/values.ts'
import { defineWrite } from '../write.ts'

export const createOrganization = defineWrite({
  method: 'post',
  path: '/organizations',
  id: 'createOrganization',
  tag: 'Organizations',
  summary: 'Creates an organization, which whoever makes it owns',
  params: z.object({}),
  body: z.object({
    id: z
      .string()
      .refine(
        isOrganizationId,
        'takes 1 to 39 lower-case letters, digits and hyphens, beginning and ending with a letter or digit',
      )
      .describe('Of its addresses and its file; it stays.'),
    name: organizationName.optional().describe('As people write it. Default: the id.'),
    apiUrl: z.string().max(500).optional().describe('The root of GitHub’s API. Default: the server’s.'),
    token: z.string().max(1_000).optional().describe('By which GitHub is read. Never shown again.'),
    releaseRule: releaseRule.optional().describe('Default: none.'),
  }),
  answer: z.object({ organization: z.object({ id: z.string(), name: z.string() }) }),
  async write({ body, caller }, { accounts, pipeline }) {
    const { id, name, token } = body
    const apiUrl = body.apiUrl ?? pipeline.config.githubApiUrl
    const organization = await pipeline.organizations.create({
      id,
      integration: { kind: 'github', apiUrl, sealedToken: null },
      ...(name === undefined ? {} : { name }),
      ...(token === undefined ? {} : { token }),
      ...(body.releaseRule ? { releaseRule: body.releaseRule as Repository['releaseRule'] } : {}),
      by: caller.name,
    })
    await foundOrganization(accounts, {
      organization: id,
      userId: caller.person?.id ?? null,
      by: caller.name,
    })
    return { organization }
  },
})
