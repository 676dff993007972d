/** One's own sessions: which there are, and the end of one. */
import { z } from '@hono/zod-openapi'
import { AccountsError, endSession as end, listSessions } from '@upflow/accounts'
import { defineRead } from '../api/read.ts'
import { instant } from '../api/shapes/values.ts'
import { defineWrite } from '../api/write.ts'
import { idField } from './auth-shapes.ts'
import { done } from './define-sign-in.ts'

const sessionShape = z
  .object({
    id: z.string(),
    isThis: z.boolean().describe('The one that asks.'),
    createdAt: instant,
    expiresAt: instant,
    address: z.string().nullable().describe('Where it was begun from.'),
    browser: z.string().nullable().describe('As it calls itself.'),
  })
  .openapi('Session')

export const sessions = defineRead({
  path: '/sessions',
  id: 'sessions',
  tag: 'Account',
  summary: 'One’s own sessions, the latest first',
  params: z.object({}),
  query: z.object({}),
  answer: z.object({ sessions: z.array(sessionShape) }),
  async read({ caller }, { accounts }) {
    const found = caller.person ? await listSessions(accounts, caller.person.id) : []
    return { sessions: found.map((one) => ({ ...one, isThis: one.id === caller.sessionId })) }
  },
})

export const endSession = defineWrite({
  method: 'delete',
  path: '/sessions/{session}',
  id: 'endSession',
  tag: 'Account',
  summary: 'End one of one’s own sessions',
  params: z.object({ session: idField }),
  body: z.object({}),
  answer: done,
  async write({ params, caller }, { accounts }) {
    if (!caller.person) throw new AccountsError('accounts/unknown-session', 'Nobody signs in here.')
    await end(accounts, { userId: caller.person.id, id: params.session, by: caller.name })
    return {}
  },
})
