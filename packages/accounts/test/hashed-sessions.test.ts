/** What the browser holds of a session is in no row, whichever way it is written. */
import { kyselyAdapter } from '@better-auth/kysely-adapter'
import { hashOf } from '@upflow/db'
import { expect, it } from 'vitest'
import { withHashedSessions } from '../src/sign-in/hashed-sessions.ts'
import { setUpAnn } from './support.ts'

it('a session that is written in a transaction is kept by its hash, and found by its token', async () => {
  const { registry } = await setUpAnn()
  const userId = registry.sqlite.prepare<[], string>('SELECT id FROM "user"').pluck().get()!
  const adapter = withHashedSessions(kyselyAdapter(registry.db as never, { type: 'sqlite' }))({})
  const at = new Date()
  const data = { userId, token: 'canary-token', expiresAt: at, createdAt: at, updatedAt: at }
  const where = [{ field: 'token', value: data.token }]
  const [made, found] = await adapter.transaction(async (inside) => [
    await inside.create<{ token: string }>({ model: 'session', data: data as never }),
    await inside.findOne<{ token: string }>({ model: 'session', where }),
  ])
  expect([made?.token, found?.token]).toEqual([data.token, data.token])
  const kept = registry.sqlite.prepare<[], string>('SELECT token FROM session').pluck().all()
  expect(kept).toContain(hashOf(data.token))
  // A plain one has 32 characters.
  for (const token of kept) expect(token).toMatch(/^[\w-]{43}$/)
})
