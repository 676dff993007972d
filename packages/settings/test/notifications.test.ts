/** Channels are checked before they are set, and what is secret of them is in no audit and no error. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openTenant, type Tenant } from '@upflow/db'
import { parseOrganizationId } from '@upflow/model'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { changeSettings, readChanges, readSetting } from '../src/index.ts'

let folder: string
let tenant: Tenant
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'upflow-settings-'))
  tenant = await openTenant(join(folder, 'acme.db'), parseOrganizationId('acme'))
})
afterEach(() => {
  tenant.close()
  rmSync(folder, { recursive: true })
})

const set = (value: unknown) => changeSettings(tenant, [{ key: 'notifications', value }], { by: 'ann' })
const sealed = 'v1.c2VhbGVk'
const mail = {
  name: 'team',
  kind: 'mail',
  topics: ['runs', 'digest'],
  from: 'upflow@example.com',
  to: ['ann@example.com'],
  host: 'mail.example.com',
  port: 587,
  security: 'starttls',
  user: 'upflow',
  sealedPassword: sealed,
}
const slack = {
  name: 'chat',
  kind: 'slack',
  topics: ['waits'],
  origin: 'https://hooks.example.com',
  sealedUrl: sealed,
}
const webhook = {
  name: 'hook',
  kind: 'webhook',
  topics: [],
  url: 'https://example.com/in?x=1',
  sealedSecret: sealed,
}

it('keeps channels, with defaults, and audits them without what is sealed', async () => {
  const changes = await set({ channels: [mail, slack, webhook] })
  const stored = await readSetting(tenant, 'notifications')
  expect(stored).toMatchObject({ waitLimitHours: 16, digest: { weekday: 1, time: '08:00' } })
  expect(stored.channels).toEqual([{ ...mail, topics: ['digest', 'runs'] }, slack, webhook])
  const audited = JSON.stringify([changes, await readChanges(tenant, { limit: 9 })])
  expect(audited).not.toContain(sealed)
  expect(JSON.parse(changes[0]!.after!).channels).toMatchObject([
    { name: 'team', hasPassword: true },
    { name: 'chat', hasUrl: true, origin: 'https://hooks.example.com' },
    { name: 'hook', hasSecret: true },
  ])
})

it.each<[string, unknown, RegExp]>([
  ['a text', 'x', /notifications must be an object/],
  [
    'two of one name',
    { channels: [mail, { ...slack, name: 'team' }] },
    /channels has two channels of one name/,
  ],
  ['another kind', { channels: [{ ...mail, kind: 'pager' }] }, /channels\.0.* must be a channel/],
  [
    'another topic',
    { channels: [{ ...mail, topics: ['lunch'] }] },
    /topics\.0 must be one of digest, waits, runs, token/,
  ],
  ['two addresses in one', { channels: [{ ...mail, to: ['a@b.c, d@e.f'] }] }, /to\.0 must be an address/],
  ['a header', { channels: [{ ...mail, from: 'a@b.c\r\nBcc: x@y.z' }] }, /from must be an address/],
  ['nobody', { channels: [{ ...mail, to: [] }] }, /to must name somebody/],
  [
    'a password in the clear',
    { channels: [{ ...mail, security: 'none' }] },
    /must not send a password without/,
  ],
  ['a user alone', { channels: [{ ...mail, sealedPassword: null }] }, /both a user and a password/],
  [
    'a secret as it is',
    { channels: [{ ...slack, sealedUrl: 'https://hooks.example.com/T/B' }] },
    /sealedUrl must be sealed/,
  ],
  [
    'a way beside the origin',
    { channels: [{ ...slack, origin: 'https://hooks.example.com/T' }] },
    /origin must be/,
  ],
  [
    'a file',
    { channels: [{ ...webhook, url: 'file:///etc/passwd' }] },
    /url must be an http or https address/,
  ],
  [
    'a password in an address',
    { channels: [{ ...webhook, url: 'https://a:b@c.d' }] },
    /without a user or a password/,
  ],
  ['no hours', { waitLimitHours: 0 }, /waitLimitHours must be at least 1/],
  ['an eighth day', { digest: { weekday: 8, time: '08:00' } }, /digest\.weekday must be a weekday/],
  ['an hour 24', { digest: { weekday: 1, time: '24:00' } }, /digest\.time must be a time of day/],
])('refuses %s', async (_, value, message) => {
  await expect(set(value)).rejects.toMatchObject({
    code: 'settings/invalid',
    message: expect.stringMatching(message),
  })
  expect(await readChanges(tenant, { limit: 9 })).toEqual([])
})
