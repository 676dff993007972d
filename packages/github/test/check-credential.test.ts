/** What is said of a credential before anything is begun: each thing that can be wrong with it, with what to do. */
import { type EmulatorOptions, loadSample } from '@upflow/github-emulator'
import { toRepositoryId } from '@upflow/model'
import { appKey, otherAppKey } from '@upflow/tooling/app-keys'
import { expect, it } from 'vitest'
import type { Finding, GithubCredential } from '../src/index.ts'
import { newApp, open, start, token } from './support.ts'

const now = () => Math.floor(Date.now() / 1_000)
const wanted = ({ repositories } = loadSample(['bitcoin-core'])) =>
  repositories.map(({ id, name }) => ({ id: toRepositoryId(id), name }))

async function check(
  emulated: Partial<EmulatorOptions> = {},
  { credential, at = now() }: { credential?: GithubCredential; at?: number } = {},
) {
  const { client, emulator } = await start(undefined, credential ? { credential } : {}, emulated)
  return { client, emulator, findings: await client.check({ repositories: wanted(), now: at }) }
}
const states = (findings: readonly Finding[]) => findings.map(({ what, state }) => `${what} ${state}`)
const of = (findings: readonly Finding[], what: string) => findings.find((one) => one.what === what)

it('a good one is good at everything, for a few points, and each thing is said once', async () => {
  const { findings, emulator } = await check()
  expect(states(findings)).toEqual([
    'address good',
    'token good',
    'clock good',
    'points good',
    'repositories good',
    'permissions good',
  ])
  expect(findings.map(({ remedy }) => remedy)).toEqual(Array(6).fill(null))
  expect(emulator.journal.reduce((sum, { cost }) => sum + cost, 0)).toBeLessThanOrEqual(3)
})

it.each<[string, Partial<EmulatorOptions>, string, Finding['state'], RegExp, RegExp]>([
  [
    'a classic one without read:org',
    { tokens: { [token]: { login: 'ann', scopes: ['repo'] } } },
    'scopes',
    'warning',
    /lacks read:org; it has repo/,
    /give it both/,
  ],
  [
    'a classic one of an admin',
    { tokens: { [token]: { login: 'ann', scopes: ['repo', 'admin:org'] } } },
    'scopes',
    'good',
    /repo, admin:org/,
    /^null$/,
  ],
  [
    'one that ends in a week',
    { tokens: { [token]: { login: 'ann', tokenExpiresAt: expiring(7) } } },
    'expiry',
    'warning',
    /expires at 20/,
    /another.*before/,
  ],
  [
    'one that ends in a year',
    { tokens: { [token]: { login: 'ann', tokenExpiresAt: expiring(365) } } },
    'expiry',
    'good',
    /expires at 20/,
    /^null$/,
  ],
  ['a server that has a version', { enterpriseVersion: '3.17.2' }, 'address', 'good', /3\.17\.2/, /^null$/],
  ['a server that counts nothing', { pointsPerHour: null }, 'points', 'good', /counts no points/, /^null$/],
  ['few points', { pointsPerHour: 400 }, 'points', 'warning', /399 of 400/, /waits, until 20/],
  [
    'a clock that is behind',
    { now: () => Date.now() + 3_600_000 },
    'clock',
    'warning',
    /36\d\d seconds behind|3599 seconds behind/,
    /NTP/,
  ],
])('%s', async (_, emulated, what, state, text, remedy) => {
  const { findings } = await check(emulated)
  const finding = of(findings, what)
  expect(finding).toMatchObject({ state, text: expect.stringMatching(text) })
  expect(String(finding?.remedy)).toMatch(remedy)
})

function expiring(days: number): string {
  const text = new Date(Date.now() + days * 86_400_000).toISOString()
  return `${text.slice(0, 10)} ${text.slice(11, 19)} UTC`
}

it.each([
  ['single-sign-on', 'Resource protected by organization SAML enforcement.', /Configure SSO/],
  [
    'ip-allow-list',
    'Although you appear to have the correct authorization credentials, the `acme` organization has an IP allow list enabled.',
    /put this machine's address/,
  ],
] as const)('%s that hides a repository is told from one that is gone', async (what, message, remedy) => {
  const { client, emulator } = await check()
  const [one, two] = emulator.data.repositories
  one!.refusal = { type: 'FORBIDDEN', message, samlFailure: what === 'single-sign-on' }
  two!.isVisible = false
  const findings = await client.check({ repositories: wanted(), now: now() })
  expect(of(findings, what)).toMatchObject({
    state: 'bad',
    text: expect.stringContaining('gui'),
    remedy: expect.stringMatching(remedy),
  })
  expect(of(findings, 'repositories')).toMatchObject({
    state: 'warning',
    text: expect.stringMatching(/^secp256k1 cannot be seen/),
    remedy: expect.stringContaining('remove it here if it is gone'),
  })
})

it.each([
  [
    'a wrong token',
    { kind: 'status', status: 401, body: '{"message":"Bad credentials"}' },
    'token',
    /create another/,
  ],
  [
    'an IP allow list in front of everything',
    { kind: 'status', status: 403, body: '{"message":"The organization has an IP allow list enabled"}' },
    'ip-allow-list',
    /address/,
  ],
  [
    'single sign-on in front of everything',
    {
      kind: 'errors',
      errors: [{ type: 'FORBIDDEN', message: 'Resource protected by organization SAML enforcement.' }],
    },
    'single-sign-on',
    /Configure SSO/,
  ],
  ['a denial', { kind: 'status', status: 403, body: '{"message":"Forbidden"}' }, 'permissions', /scopes/],
  ['another address', { kind: 'status', status: 404 }, 'address', /Check the address/],
  ['nobody there', { kind: 'reset' }, 'address', /needs a proxy/],
] as const)('%s is all that is found', async (_, respond, what, remedy) => {
  const { client, emulator } = await start()
  emulator.faults.push({ respond, times: Number.POSITIVE_INFINITY })
  const findings = await client.check({ repositories: wanted(), now: now() })
  expect(findings).toMatchObject([{ what, state: 'bad', remedy: expect.stringMatching(remedy) }])
  // What to do is said once, as the remedy.
  expect(findings[0]!.text).not.toMatch(/Check the (?:API )?(?:address|token)|wrong, expired or revoked/)
  expect(findings[0]!.text).not.toMatch(/\(\w+ at /)
  expect(JSON.stringify(findings)).not.toContain(token)
})

it('a field that the token may not read is found by asking for all that a sync reads', async () => {
  const { client, emulator } = await check()
  emulator.denials.push({
    field: 'PullRequest.reviewRequests',
    type: 'INSUFFICIENT_SCOPES',
    message: 'needs read:org',
  })
  expect(of(await client.check({ repositories: wanted(), now: now() }), 'permissions')).toMatchObject({
    state: 'bad',
    text: expect.stringContaining('needs read:org'),
  })
})

it('an installation: what it was not given, and that it is suspended', async () => {
  const { publicKey, privateKey } = appKey()
  const credential = { kind: 'installation', appId: 7, installationId: 70, privateKey } as const
  const { findings, emulator } = await check({ apps: [newApp(publicKey)] }, { credential })
  expect(states(findings)).toEqual([
    'address good',
    'app good',
    'clock good',
    'points good',
    'permissions warning',
    'repositories good',
  ])
  expect(of(findings, 'app')!.text).toBe('The app speaks as upflow[bot].')
  expect(of(findings, 'permissions')).toMatchObject({
    text: 'The installation was not given members.',
    remedy: expect.stringContaining('accept it'),
  })
  expect(JSON.stringify(findings)).not.toMatch(/token/i)
  await emulator.mutate({ kind: 'suspend', installationId: 70 })
  const suspended = await open(emulator, { credential }).check({ repositories: [], now: now() })
  expect(suspended).toMatchObject([
    {
      what: 'app',
      state: 'bad',
      text: expect.stringContaining('suspended'),
      remedy: expect.stringContaining('resumed'),
    },
  ])
})

it.each([
  ['removed', { kind: 'uninstall', installationId: 70 }, /not installed there any more/, /choose the new/],
  [
    'of all but one repository',
    { kind: 'select', installationId: 70, removed: [wanted()[0]!.id] },
    /gui cannot be seen/,
    /Select it for the app/,
  ],
] as const)('an installation that is %s, with what to do', async (_, mutation, text, remedy) => {
  const { publicKey, privateKey } = appKey()
  const credential = { kind: 'installation', appId: 7, installationId: 70, privateKey } as const
  const { client, emulator } = await check({ apps: [newApp(publicKey)] }, { credential })
  await emulator.mutate(mutation)
  const findings = await open(emulator, { credential: client.credential }).check({
    repositories: wanted(),
    now: now(),
  })
  expect(findings.find((one) => text.test(one.text))).toMatchObject({
    state: expect.stringMatching(/bad|warning/),
    remedy: expect.stringMatching(remedy),
  })
})

it('an installation whose key belongs to another app, and a clock that is an hour behind', async () => {
  const { publicKey, privateKey } = appKey()
  const credential = { kind: 'installation', appId: 7, installationId: 70, privateKey } as const
  const wrong = { ...credential, privateKey: otherAppKey().privateKey }
  const { findings } = await check({ apps: [newApp(publicKey)] }, { credential: wrong })
  expect(findings).toMatchObject([{ what: 'app', state: 'bad', remedy: expect.stringContaining('key') }])
  const behind = await check({ apps: [newApp(publicKey)], now: () => Date.now() + 3_600_000 }, { credential })
  expect(of(behind.findings, 'clock')).toMatchObject({
    state: 'warning',
    remedy: expect.stringContaining('NTP'),
  })
})

it('no repository at all', async () => {
  const { client } = await start({ repositories: [] })
  expect(of(await client.check({ repositories: [], now: now() }), 'repositories')).toMatchObject({
    state: 'warning',
    remedy: expect.stringContaining('Give it access'),
  })
})
