/** Removing an organization with all that was read and set of it. */
import { z } from '@hono/zod-openapi'
import { forgetOrganization } from '@upflow/accounts'
import { removeOrganization } from '@upflow/pipeline'
import { organizationOf, organizationParams } from '../organization-scope.ts'
import { defineWrite } from '../write.ts'

export const removeOrganizationOf = defineWrite({
  method: 'delete',
  path: '/organizations/{organization}',
  id: 'removeOrganization',
  tag: 'Organizations',
  summary: 'Removes an organization with its data, settings, members, tokens and runs',
  description:
    'Refused while a run of it has not ended. Nothing at GitHub changes, and backups stay. Who did it is kept in the registry.',
  params: organizationParams,
  body: z.object({ confirm: z.string().max(200).describe('Its name, typed.') }),
  answer: z.object({ removed: z.string() }),
  async write({ params, body, caller }, context) {
    const id = await organizationOf({ params }, context)
    await removeOrganization(context.pipeline, id, {
      confirm: body.confirm,
      forget: () => forgetOrganization(context.accounts, { organization: id, by: caller.name }),
    })
    return { removed: id }
  },
})
