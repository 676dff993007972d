/** The audit over HTTP: who signed in from where, as the server believes it, found by kind and person, page by page. */
import { expect, it } from 'vitest'
import { ask, cookieOf, password, startWithOwner, twoOrganizations } from './people.ts'

const root = 'root@example.com'

async function setup(environment: Readonly<Record<string, string>> = {}) {
  const web = await startWithOwner({ dataDir: await twoOrganizations({ isRead: false }), environment })
  const { administrator: cookie, url } = web
  const read = async (path: string) => (await ask(url, `/api/v1/${path}`, { cookie })).json
  const signIn = (given: string, email = root, headers = {}) =>
    ask(url, '/api/v1/sign-in', { method: 'POST', body: { email, password: given }, headers })
  return { ...web, read, signIn }
}

const elsewhere = { 'x-forwarded-for': '198.51.100.7, 203.0.113.9', 'x-upflow-address': '198.51.100.8' }

it.each<[what: string, environment: Record<string, string>, address: string]>([
  ['of the connection, whatever is said', {}, '127.0.0.1'],
  [
    'that the proxy adds, where one is known to be there',
    { UPFLOW_WEB_URL: 'http://127.0.0.1', UPFLOW_WEB_BEHIND_PROXY: '1' },
    '203.0.113.9',
  ],
])('a sign-in has the address %s', async (_, environment, address) => {
  const { read, signIn } = await setup(environment)
  expect((await signIn(password, root, elsewhere)).status).toBe(200)
  expect((await signIn('not-the-password', root, elsewhere)).status).toBe(401)
  const { changes } = await read('account-changes?limit=2')
  expect(changes).toMatchObject([
    {
      what: 'sign-in.refused',
      changedBy: 'nobody',
      subject: root,
      organization: null,
      after: `password from ${address}`,
    },
    { what: 'sign-in.succeeded', changedBy: root, subject: root, after: `password from ${address}` },
  ])
})

it('a flood of refused sign-ins is a few lines, and hides nothing that is looked for', async () => {
  const { read, signIn } = await setup()
  const statuses = new Set<number>()
  for (let count = 0; count < 110; count++)
    statuses.add((await signIn('x', `person${count}@example.com`)).status)
  expect([...statuses]).toEqual([401, 429])
  const { changes } = await read('account-changes?what=sign-in.refused')
  expect(changes.map(({ subject, after }: { subject: string; after: string }) => [subject, after])).toEqual([
    ['unknown', 'password from 127.0.0.1, the 100th within 15 minutes'],
    ['unknown', 'password from 127.0.0.1, the 10th within 15 minutes'],
    ['unknown', 'password from 127.0.0.1'],
  ])
  expect((await read('account-changes?what=person.created')).changes).toHaveLength(1)
})

it('lines are found by kind and by part of a name, and their pages hold each once', async () => {
  const { url, administrator, join, read, signIn } = await setup()
  for (const name of ['ann', 'ben']) await join(name, 'acme', 'viewer')
  const cookie = cookieOf(await signIn(password, 'ann@example.com'))
  await ask(url, '/api/v1/sign-out', { method: 'POST', cookie })
  const all = (await read('account-changes?limit=500')).changes
  for (const path of ['account-changes', 'organizations/acme/member-changes']) {
    const whole = (await read(`${path}?limit=500`)).changes
    const paged: unknown[] = []
    for (let next: string | null = ''; next !== null; ) {
      const page: { changes: unknown[]; next: string | null } = await read(
        `${path}?limit=3${next && `&cursor=${next}`}`,
      )
      paged.push(...page.changes)
      next = page.next
    }
    expect(paged).toEqual(whole)
    expect(whole.length).toBeGreaterThan(3)
  }
  const about = (await read('account-changes?who=ANN@')).changes
  expect(about).toEqual(
    all.filter(({ changedBy, subject }: { changedBy: string; subject: string }) =>
      `${changedBy} ${subject}`.includes('ann@'),
    ),
  )
  expect(about[0]).toMatchObject({
    what: 'session.ended',
    changedBy: 'ann@example.com',
    before: 'from 127.0.0.1',
  })
  const members = (await read('organizations/acme/member-changes?what=member.set&who=ben')).changes
  expect(members).toMatchObject([{ what: 'member.set', subject: 'ben@example.com', after: 'viewer' }])
  expect(JSON.stringify((await read('organizations/acme/member-changes')).changes)).not.toContain('sign-in')

  for (const [value, text] of [
    ['what=sign-ins', /'what' takes one of sign-in\.succeeded/],
    ['who=', /'who' must not be empty/],
    ['cursor=x', /'cursor'/],
  ] as const) {
    const refused = await ask(url, `/api/v1/account-changes?${value}`, { cookie: administrator })
    expect([refused.status, refused.json.error.message]).toEqual([400, expect.stringMatching(text)])
  }
})

it.each([
  ['account-changes', 'changes'],
  ['organizations/acme/member-changes', 'changes'],
  ['organizations/acme/audit', 'audit'],
])('a forged cursor of %s is refused, and is not the end of the list', async (path, list) => {
  const { url, administrator: cookie } = await setup()
  for (const place of ['x', '1.5', '1e300']) {
    const cursor = Buffer.from(JSON.stringify([list, place])).toString('base64url')
    expect(await ask(url, `/api/v1/${path}?cursor=${cursor}`, { cookie }), place).toMatchObject({
      status: 400,
      json: { error: { code: 'web/bad-cursor', facts: { parameter: 'cursor' } } },
    })
  }
})

it('what was set and done in an organization is found by kind and by whom', async () => {
  const { url, administrator: cookie, join, read } = await setup()
  const admin = await join('admin', 'acme', 'admin')
  const acme = '/api/v1/organizations/acme'
  await ask(url, acme, { method: 'PATCH', body: { name: 'Acme 2' }, cookie })
  await ask(url, `${acme}/connection/check`, { method: 'POST', cookie })
  await ask(url, `${acme}/settings/codingWindowDays`, { method: 'PUT', body: { value: 9 }, cookie: admin })
  const find = async (query: string) =>
    (await read(`organizations/acme/audit?${query}`)).changes.map(({ key }: { key: string }) => key)
  expect(await find('key=name')).toEqual(['name'])
  expect(await find('key=connection')).toEqual(['connection'])
  expect(await find('who=admin@')).toContain('codingWindowDays')
  expect(await find('who=admin@')).not.toContain('name')
  expect(await find('who=root@&key=codingWindowDays')).toEqual([])
  const { changes } = await read('organizations/acme/audit?key=connection')
  expect(changes).toMatchObject([{ changedBy: root, before: null, after: { did: 'checked', found: 'bad' } }])
})
