/** Who belongs to an organization, as what, and what was changed about it. */
import { z } from '@hono/zod-openapi'
import { changeMember, listMembers, readAccountChanges } from '@upflow/accounts'
import { organizationOf, organizationParams, organizationShape } from '../api/organization-scope.ts'
import { defineRead } from '../api/read.ts'
import { instant, limitParameter } from '../api/shapes/values.ts'
import { defineWrite } from '../api/write.ts'
import { idField, roleShape } from './auth-shapes.ts'
import { done } from './define-sign-in.ts'

const tag = 'Members'

const memberShape = z
  .object({ id: z.string(), name: z.string(), email: z.string(), role: roleShape })
  .openapi('Member')

export const members = defineRead({
  path: '/organizations/{organization}/members',
  id: 'members',
  tag,
  summary: 'Who belongs to the organization, and as what',
  params: organizationParams,
  query: z.object({}),
  answer: z.object({ members: z.array(memberShape) }),
  read: async (asked, context) => ({
    members: await listMembers(context.accounts, await organizationOf(asked, context)),
  }),
})

const changeShape = z
  .object({
    id: z.number(),
    changedAt: instant,
    changedBy: z.string(),
    what: z.string(),
    subject: z.string().describe('Whom or what it is about.'),
    before: z.string().nullable(),
    after: z.string().nullable(),
  })
  .openapi('MemberChange')

export const memberChanges = defineRead({
  path: '/organizations/{organization}/member-changes',
  id: 'memberChanges',
  tag,
  summary: 'Who changed members, invitations and tokens, the latest first',
  params: organizationParams,
  query: z.object({ limit: limitParameter(100, 500) }),
  answer: z.object({ changes: z.array(changeShape) }),
  async read(asked, context) {
    const organization = await organizationOf(asked, context)
    const { limit } = asked.query
    const found = await readAccountChanges(context.accounts, { organization, limit })
    return { changes: found.map(({ organizationId: _, ...change }) => change) }
  },
})

const memberParams = z.object({ ...organizationShape, member: idField.describe('The id of a person.') })

export const setMember = defineWrite({
  method: 'put',
  path: '/organizations/{organization}/members/{member}',
  id: 'setMember',
  tag,
  summary: 'Give a member another role',
  params: memberParams,
  body: z.object({ role: roleShape }),
  answer: done,
  async write({ params, body, caller }, context) {
    const organization = (await context.organizations.get(params.organization)).id
    await changeMember(context.accounts, {
      organization,
      userId: params.member,
      role: body.role,
      by: caller.name,
    })
    return {}
  },
})

export const removeMember = defineWrite({
  method: 'delete',
  path: '/organizations/{organization}/members/{member}',
  id: 'removeMember',
  tag,
  summary: 'End a membership; the person’s tokens for the organization stop working',
  params: memberParams,
  body: z.object({}),
  answer: done,
  async write({ params, caller }, context) {
    const organization = (await context.organizations.get(params.organization)).id
    await changeMember(context.accounts, {
      organization,
      userId: params.member,
      role: null,
      by: caller.name,
    })
    return {}
  },
})
