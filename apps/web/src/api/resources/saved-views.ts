/** Views of pages that somebody keeps by a name: nobody but whoever keeps them sees them. */
import { z } from '@hono/zod-openapi'
import { listSavedViews, removeView as remove, saveView as save, viewPages } from '@upflow/accounts'
import { idField, textOf } from '../../auth/auth-shapes.ts'
import { done } from '../../auth/define-sign-in.ts'
import type { ApiContext } from '../api-context.ts'
import { organizationOf, organizationParams, organizationShape } from '../organization-scope.ts'
import { type Asked, defineRead } from '../read.ts'
import { instant } from '../shapes/values.ts'
import { defineWrite } from '../write.ts'

const tag = 'Views'

const viewShape = z
  .object({
    id: z.string(),
    name: z.string(),
    page: z.enum(viewPages),
    query: z.string().describe('What stands behind the `?` of its address.'),
    createdAt: instant,
  })
  .openapi('SavedView')

export const savedViews = defineRead({
  path: '/organizations/{organization}/views',
  id: 'savedViews',
  tag,
  summary: 'One’s own views, by name',
  params: organizationParams,
  query: z.object({}),
  answer: z.object({ views: z.array(viewShape) }),
  read: async (asked, context) => ({ views: await listOf(asked, context) }),
  table: {
    row: viewShape,
    async *rows(asked, context) {
      yield await listOf(asked, context)
    },
  },
})

const listOf = async (asked: Asked<z.output<typeof organizationParams>>, context: ApiContext) =>
  listSavedViews(context.accounts, {
    organization: await organizationOf(asked, context),
    userId: asked.caller.person?.id ?? null,
  })

export const saveView = defineWrite({
  method: 'post',
  path: '/organizations/{organization}/views',
  id: 'saveView',
  tag,
  summary: 'Keep a view by a name',
  description: 'One of that name there is already becomes this one.',
  params: organizationParams,
  body: z.object({
    // It stands in a panel of a filter.
    name: textOf('a name', 60),
    page: z.enum(viewPages, { error: `takes one of ${viewPages.join(', ')}` }),
    query: z.string({ error: 'takes what stands behind the ? of an address' }).default(''),
  }),
  answer: viewShape,
  async write({ params, body, caller }, context) {
    const organization = (await context.organizations.get(params.organization)).id
    const userId = caller.person?.id ?? null
    return save(context.accounts, { organization, userId, ...body, by: caller.name })
  },
})

export const removeView = defineWrite({
  method: 'delete',
  path: '/organizations/{organization}/views/{view}',
  id: 'removeView',
  tag,
  summary: 'Keep a view no more',
  params: z.object({ ...organizationShape, view: idField }),
  body: z.object({}),
  answer: done,
  async write({ params, caller }, context) {
    const organization = (await context.organizations.get(params.organization)).id
    const userId = caller.person?.id ?? null
    await remove(context.accounts, { organization, userId, id: params.view, by: caller.name })
    return {}
  },
})
