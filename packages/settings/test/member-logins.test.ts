/** Who a member is at GitHub: what an administrator says stays, and a login is of one member at a time. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openTenant, type Tenant } from '@upflow/db'
import { parseOrganizationId } from '@upflow/model'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { bySignIn, memberLoginOf, memberLoginsOf, readChanges, setMemberLogin } from '../src/index.ts'

let folder: string
let tenant: Tenant
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'upflow-logins-'))
  tenant = await openTenant(join(folder, 'acme.db'), parseOrganizationId('acme'))
})
afterEach(() => {
  tenant.close()
  rmSync(folder, { recursive: true, force: true })
})

const members = ['u1', 'u2']
const set = (userId: string, login: string | null, by: string, among: readonly string[] = members) =>
  setMemberLogin(tenant, { userId, email: `${userId}@example.com`, login, members: among, by, now: 1 })

it('a sign-in says who somebody is until an administrator does', async () => {
  expect(await set('u1', 'ann', bySignIn)).toBe(true)
  expect(await set('u1', 'ann', bySignIn)).toBe(false)
  expect(await set('u1', 'ann-renamed', bySignIn)).toBe(true)
  expect(await set('u1', '@ann-at-work', 'ben')).toBe(true)
  expect(await set('u1', 'ann-renamed', bySignIn)).toBe(false)
  expect(await memberLoginOf(tenant, 'u1')).toEqual({ login: 'ann-at-work', by: 'ben' })
  expect(await set('u1', null, 'ben')).toBe(true)
  expect(await memberLoginOf(tenant, 'u1')).toBeNull()
  expect(await set('u1', 'ann', bySignIn)).toBe(true)
  expect((await readChanges(tenant, { limit: 9 })).map((one) => [one.changedBy, one.after])).toEqual([
    [bySignIn, '{"member":"u1@example.com","login":"ann"}'],
    ['ben', null],
    ['ben', '{"member":"u1@example.com","login":"ann-at-work"}'],
    [bySignIn, '{"member":"u1@example.com","login":"ann-renamed"}'],
    [bySignIn, '{"member":"u1@example.com","login":"ann"}'],
  ])
})

it('a login of another member is taken by nobody, and that of who is none any more from them, by anybody', async () => {
  await set('u1', 'ann', 'ben')
  await expect(set('u2', 'ANN', 'ben')).rejects.toMatchObject({ code: 'settings/login-taken' })
  expect(await set('u2', 'ANN', bySignIn)).toBe(false)
  expect(await set('u2', 'ANN', 'ben', ['u2'])).toBe(true)
  await expect(set('u2', 'no login', 'ben')).rejects.toMatchObject({ code: 'settings/invalid' })
  // Whoever comes back is not two with whoever has it now.
  expect(await memberLoginOf(tenant, 'u1')).toBeNull()
  expect([...(await memberLoginsOf(tenant))].map(([id, { login }]) => [id, login])).toEqual([['u2', 'ANN']])
  expect((await readChanges(tenant, { limit: 2 })).map((one) => [one.before, one.after])).toEqual([
    ['{"member":"u1","login":"ann"}', null],
    [null, '{"member":"u2@example.com","login":"ANN"}'],
  ])
})

it('of two members who are to be the same at once, one is', async () => {
  const told = await Promise.allSettled([set('u1', 'ann', 'ben'), set('u2', 'ann', 'cid')])
  expect(told.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  expect(told.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { code: 'settings/login-taken' },
  })
  expect((await memberLoginsOf(tenant)).size).toBe(1)
  expect(await readChanges(tenant, { limit: 9 })).toHaveLength(1)
})
