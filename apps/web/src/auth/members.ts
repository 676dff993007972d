/** Who belongs to an organization, and as what. */
import { z } from '@hono/zod-openapi'
import { changeMember, listMembers } from '@upflow/accounts'
import { memberLoginsOf } from '@upflow/settings'
import { organizationOf, organizationParams, organizationShape } from '../api/organization-scope.ts'
import { defineRead } from '../api/read.ts'
import { defineWrite } from '../api/write.ts'
import { idField, roleShape } from './auth-shapes.ts'
import { done } from './define-sign-in.ts'

const tag = 'Members'

const memberShape = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    role: roleShape,
    login: z.string().nullable().describe('Who they are at GitHub; null while that is not known.'),
    loginBy: z.string().nullable().describe('Who said so.'),
  })
  .openapi('Member')

export const members = defineRead({
  path: '/organizations/{organization}/members',
  id: 'members',
  tag,
  summary: 'Who belongs to the organization, and as what',
  params: organizationParams,
  query: z.object({}),
  answer: z.object({ members: z.array(memberShape) }),
  async read(asked, context) {
    const organization = await organizationOf(asked, context)
    const logins = await memberLoginsOf(await context.pipeline.tenants.open(organization))
    const found = await listMembers(context.accounts, organization)
    return {
      members: found.map((one) => {
        const known = logins.get(one.id)
        return { ...one, login: known?.login ?? null, loginBy: known?.by ?? null }
      }),
    }
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
