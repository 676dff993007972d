/** What one is called. */
import { z } from '@hono/zod-openapi'
import { AccountsError, renamePerson } from '@upflow/accounts'
import { defineWrite } from '../api/write.ts'
import { nameField } from './auth-shapes.ts'
import { done } from './define-sign-in.ts'

export const rename = defineWrite({
  method: 'patch',
  path: '/me',
  id: 'rename',
  tag: 'Account',
  summary: 'Change what one is called',
  params: z.object({}),
  body: z.object({ name: nameField.describe('As others see it; who one is, is the address.') }),
  answer: done,
  async write({ body, caller }, { accounts }) {
    if (!caller.person) throw new AccountsError('accounts/unknown-person', 'Nobody signs in here.')
    await renamePerson(accounts, { email: caller.person.email, name: body.name, by: caller.name })
    return {}
  },
})
