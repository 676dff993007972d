/** Invitations to an organization: which can be used, a new one, and taking one back. */
import { z } from '@hono/zod-openapi'
import {
  createInvitation as create,
  type Invitation,
  listInvitations,
  revokeInvitation as revoke,
} from '@upflow/accounts'
import { organizationOf, organizationParams, organizationShape } from '../api/organization-scope.ts'
import { defineRead } from '../api/read.ts'
import { instant } from '../api/shapes/values.ts'
import { defineWrite } from '../api/write.ts'
import { daysField, idField, nameField, roleShape } from './auth-shapes.ts'
import { done } from './define-sign-in.ts'

const tag = 'Members'
const days = { usual: 7, most: 30 }

const invitationShape = z
  .object({
    id: z.string(),
    role: roleShape,
    note: z.string().describe('For whom, in the words of who invites.'),
    createdBy: z.string(),
    createdAt: instant,
    expiresAt: instant,
  })
  .openapi('Invitation')

export const invitations = defineRead({
  path: '/organizations/{organization}/invitations',
  id: 'invitations',
  tag,
  summary: 'Invitations that can be used',
  params: organizationParams,
  query: z.object({}),
  answer: z.object({ invitations: z.array(invitationShape) }),
  read: async (asked, context) => ({
    invitations: await listInvitations(context.accounts, await organizationOf(asked, context)),
  }),
})

export const createInvitation = defineWrite({
  method: 'post',
  path: '/organizations/{organization}/invitations',
  id: 'createInvitation',
  tag,
  summary: 'Invite somebody by a link, which is told once and works once',
  params: organizationParams,
  body: z.object({
    note: nameField.describe('For whom.'),
    role: roleShape,
    days: daysField(days.usual, days.most).describe('How long it works.'),
  }),
  answer: z.object({ invitation: invitationShape, url: z.string().describe('Shown this once.') }),
  async write({ params, body, caller }, context) {
    const organization = (await context.organizations.get(params.organization)).id
    const { invitation, text } = await create(context.accounts, { ...body, organization, by: caller.name })
    // Behind the #, a browser tells no server and no log of it.
    return { invitation: invitation satisfies Invitation, url: `${context.url()}/invite#${text}` }
  },
})

export const revokeInvitation = defineWrite({
  method: 'delete',
  path: '/organizations/{organization}/invitations/{invitation}',
  id: 'revokeInvitation',
  tag,
  summary: 'Take an invitation back',
  params: z.object({ ...organizationShape, invitation: idField }),
  body: z.object({}),
  answer: done,
  async write({ params, caller }, context) {
    const organization = (await context.organizations.get(params.organization)).id
    await revoke(context.accounts, { organization, id: params.invitation, by: caller.name })
    return {}
  },
})
