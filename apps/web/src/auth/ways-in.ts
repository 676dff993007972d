/** By which accounts of providers one signs in, beside a password: which there are, and the end of one. */
import { z } from '@hono/zod-openapi'
import { AccountsError, endWayIn as end, listWaysIn } from '@upflow/accounts'
import { defineRead } from '../api/read.ts'
import { instant } from '../api/shapes/values.ts'
import { defineWrite } from '../api/write.ts'
import { idField } from './auth-shapes.ts'
import { done } from './define-sign-in.ts'

const accountShape = z
  .object({
    id: z.string(),
    provider: z.string().describe('As in `providers` of `/me`.'),
    createdAt: instant,
  })
  .openapi('ProviderAccount')

export const waysIn = defineRead({
  path: '/ways-in',
  id: 'waysIn',
  tag: 'Account',
  summary: 'By what one signs in oneself',
  params: z.object({}),
  query: z.object({}),
  answer: z.object({ hasPassword: z.boolean(), accounts: z.array(accountShape) }),
  async read({ caller }, { accounts }) {
    const found = caller.person ? await listWaysIn(accounts, caller.person.id) : null
    return { hasPassword: found?.hasPassword ?? false, accounts: [...(found?.accounts ?? [])] }
  },
})

export const endWayIn = defineWrite({
  method: 'delete',
  path: '/ways-in/{way}',
  id: 'endWayIn',
  tag: 'Account',
  summary: 'Sign in by an account of a provider no longer',
  params: z.object({ way: idField }),
  body: z.object({}),
  answer: done,
  async write({ params, caller }, { accounts }) {
    if (!caller.person) throw new AccountsError('accounts/unknown-account', 'Nobody signs in here.')
    await end(accounts, { userId: caller.person.id, id: params.way, by: caller.name })
    return {}
  },
})
