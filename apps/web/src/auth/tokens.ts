/** API tokens of an organization: one's own; administrators see and revoke those of others too. */
import { z } from '@hono/zod-openapi'
import {
  createApiToken,
  isAtLeast,
  listApiTokens,
  revokeApiToken,
  roleIn,
  scopes,
  tokenDays,
} from '@upflow/accounts'
import type { Caller } from '../api/caller.ts'
import { organizationOf, organizationParams, organizationShape } from '../api/organization-scope.ts'
import { defineRead } from '../api/read.ts'
import { instant } from '../api/shapes/values.ts'
import { defineWrite } from '../api/write.ts'
import { daysField, idField, nameField, scopeShape } from './auth-shapes.ts'
import { done } from './define-sign-in.ts'

const tag = 'Tokens'

const tokenShape = z
  .object({
    id: z.string(),
    name: z.string(),
    madeBy: z.string().nullable().describe('Null where nobody signed in.'),
    scopes: z.array(scopeShape),
    createdAt: instant,
    expiresAt: instant,
    lastUsedAt: instant.nullable().describe('To the minute; null when it never was.'),
  })
  .openapi('ApiToken')

/** Whose: null for everybody's. */
const ownerOf = (caller: Caller, organization: string): string | null =>
  isAtLeast(roleIn(caller, organization)!, 'admin') ? null : caller.person!.id

export const tokens = defineRead({
  path: '/organizations/{organization}/tokens',
  id: 'tokens',
  tag,
  summary: 'One’s own API tokens; for administrators, all of them',
  params: organizationParams,
  query: z.object({}),
  answer: z.object({ tokens: z.array(tokenShape) }),
  async read(asked, context) {
    const organization = await organizationOf(asked, context)
    const found = await listApiTokens(context.accounts, {
      organization,
      userId: ownerOf(asked.caller, organization),
    })
    return { tokens: found.map((one) => ({ ...one, scopes: [...one.scopes] })) }
  },
})

export const createToken = defineWrite({
  method: 'post',
  path: '/organizations/{organization}/tokens',
  id: 'createToken',
  tag,
  summary: 'Make an API token; it is told once',
  description:
    'It is sent as `Authorization: Bearer upf_…`. It may what its scopes say, and never more than whoever made it may by then.',
  params: organizationParams,
  body: z.object({
    name: nameField.describe('What it is for.'),
    scopes: z.array(scopeShape).min(1, 'takes at least one scope').max(scopes.length),
    days: daysField(tokenDays.usual, tokenDays.most).describe('How long it works.'),
  }),
  answer: z.object({ id: z.string(), token: z.string().describe('Shown this once.'), expiresAt: instant }),
  async write({ params, body, caller }, context) {
    const organization = (await context.organizations.get(params.organization)).id
    const given = scopes.filter((scope) => body.scopes.includes(scope))
    const { id, text, expiresAt } = await createApiToken(context.accounts, {
      organization,
      userId: caller.person?.id ?? null,
      name: body.name,
      scopes: given,
      days: body.days,
      by: caller.name,
    })
    return { id, token: text, expiresAt }
  },
})

export const revokeToken = defineWrite({
  method: 'delete',
  path: '/organizations/{organization}/tokens/{token}',
  id: 'revokeToken',
  tag,
  summary: 'Revoke an API token, at once and for good',
  params: z.object({ ...organizationShape, token: idField }),
  body: z.object({}),
  answer: done,
  async write({ params, caller }, context) {
    const organization = (await context.organizations.get(params.organization)).id
    const userId = ownerOf(caller, organization)
    await revokeApiToken(context.accounts, { organization, id: params.token, userId, by: caller.name })
    return {}
  },
})
