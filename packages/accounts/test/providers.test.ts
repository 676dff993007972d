/** Signing in elsewhere, against a real provider on this machine: GitHub's way and OpenID Connect's. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createInvitation, createResetLink, endWayIn, listPeople, listWaysIn } from '../src/index.ts'
import type { ProviderWay } from '../src/sign-in/door.ts'
import type { ProviderName } from '../src/sign-in.ts'
import { clientSecret, type ProviderPerson, startProvider } from './oidc-server.ts'
import { ann, from, password, setUpAnn } from './support.ts'

const ben: ProviderPerson = { sub: '7', email: 'ben@example.com', name: 'Ben' }
const signInWay: ProviderWay = { invitation: null, link: null, page: '/sign-in' }

describe.each(['oidc', 'github'] as const)('with %s', (name: ProviderName) => {
  const setup = async () => {
    const provider = await startProvider()
    const client = { clientId: 'client', clientSecret }
    const accounts = await setUpAnn({
      url: 'http://127.0.0.1:4400',
      providers: {
        github: name === 'github' ? { ...client, url: provider.url } : null,
        oidc: name === 'oidc' ? { ...client, issuer: provider.url, name: 'Test' } : null,
      },
    })
    /** As a browser goes: there, and back with what it was given. */
    const go = async (way: Partial<ProviderWay>, held: readonly string[] = []) => {
      const { url, cookies } = await accounts.signIn.signInWith(name, { ...signInWay, ...way }, from(held))
      const there = await fetch(url, { redirect: 'manual' })
      const { search } = new URL(there.headers.get('location')!)
      const { answer: back } = await accounts.signIn.comeBack(name, search, from([...cookies, ...held]))
      return {
        to: back.headers.get('location')!,
        cookies: back.headers.getSetCookie().filter((cookie) => cookie.startsWith('upflow.session_token=')),
        search,
        stateCookies: cookies,
      }
    }
    const invite = () =>
      createInvitation(accounts.file, {
        organization: 'acme',
        role: 'member',
        note: 'Ben',
        days: 7,
        by: 'ann',
      })
    /** That who has the session is its person. */
    const proofOf = async (held: readonly string[], current = password) => {
      const { id: sessionId, person } = (await accounts.signIn.sessionOf(from(held)))!
      return { person, sessionId, current }
    }
    return { ...accounts, provider, go, invite, proofOf }
  }

  it('nobody comes in without an invitation, and whoever has one does, and again later', async () => {
    const { provider, go, invite, signIn, file, dataDir } = await setup()
    provider.use(ben)
    const refused = await go({})
    expect(refused.to).toMatch(/\/sign-in\?error=signup_disabled/)
    expect(refused.cookies).toEqual([])
    expect(await listPeople(file)).toHaveLength(1)
    await expect(go({ invitation: 'made-up' })).rejects.toMatchObject({ code: 'accounts/unusable-link' })

    const { text } = await invite()
    const came = await go({ invitation: text, page: '/invite' })
    expect(came.to).toBe('/invite')
    const session = (await signIn.sessionOf(from(came.cookies)))!
    expect(session.person).toMatchObject({ email: 'ben@example.com', name: 'Ben', isAdministrator: false })
    expect(session.person.roles.size).toBe(0)
    await signIn.acceptAs(session.person, text)
    await expect(signIn.acceptAs(session.person, text)).rejects.toMatchObject({
      code: 'accounts/unusable-link',
    })

    const again = await go({})
    expect(again.to).toBe('/sign-in')
    const { person } = (await signIn.sessionOf(from(again.cookies)))!
    expect([...person.roles]).toEqual([['acme', 'member']])

    // What the provider gave is kept nowhere.
    for (const file of readdirSync(dataDir)) {
      const bytes = readFileSync(join(dataDir, file))
      for (const secret of [...provider.tokens(), 'canary-refresh', clientSecret, text])
        expect(bytes.includes(secret), `${file} has ${secret.slice(0, 14)}`).toBe(false)
    }
  })

  it('another’s account is not taken over by its address: its owner adds the way when signed in', async () => {
    const { provider, go, signIn, cookies, proofOf } = await setup()
    provider.use({ sub: '8', email: 'ann@example.com', name: 'Not Ann' })
    const refused = await go({})
    expect(refused.to).toMatch(/error=account_not_linked/)
    expect(refused.cookies).toEqual([])
    provider.use({ sub: '9', email: 'ann@elsewhere.example', name: 'Ann' })
    expect((await go({ link: await proofOf(cookies), page: '/account' }, cookies)).to).toBe('/account')
    const again = await go({})
    const { person } = (await signIn.sessionOf(from(again.cookies)))!
    expect(person.email).toBe('ann@example.com')
  })

  it('who becomes a person is in the changes, and nobody does whose name or address cannot be kept', async () => {
    const { provider, go, invite, file, registry } = await setup()
    const { text } = await invite()
    for (const odd of [
      { name: 'B\u0007en' },
      { name: 'B'.repeat(201) },
      { email: 'ben@localhost' },
      { email: `${'b'.repeat(200)}@example.com` },
    ]) {
      provider.use({ ...ben, ...odd })
      const refused = await go({ invitation: text })
      expect(refused.to).toMatch(/error=/)
      expect(refused.cookies).toEqual([])
    }
    expect(await listPeople(file)).toHaveLength(1)
    provider.use(ben)
    expect((await go({ invitation: text })).cookies).toHaveLength(1)
    const changes = registry.sqlite.prepare(
      `SELECT what, subject, changed_by AS by FROM account_changes WHERE what NOT LIKE 'sign-in.%' ORDER BY id DESC LIMIT 2`,
    )
    expect(changes.all().reverse()).toEqual([
      { what: 'person.created', subject: ben.email, by: 'invitation' },
      { what: 'account.linked', subject: ben.email, by: ben.email },
    ])
  })

  it('a session alone adds no way to sign in, and a new password by a link ends those there are', async () => {
    const { provider, go, signIn, file, registry, cookies, proofOf } = await setup()
    provider.use({ sub: '9', email: 'eve@example.com', name: 'Eve' })
    const link = async (current: string) => ({ link: await proofOf(cookies, current), page: '/account' })
    await expect(go(await link('not-the-password'), cookies)).rejects.toMatchObject({
      code: 'accounts/wrong-credentials',
    })
    const { link: proof } = await link(password)
    // Away at the provider while the password is chosen anew.
    const away = await signIn.signInWith(name, { ...signInWay, link: proof }, from(cookies))
    expect((await go(await link(password), cookies)).to).toBe('/account')
    expect(await listWaysIn(file, proof.person.id)).toMatchObject({
      hasPassword: true,
      accounts: [{ provider: name }],
    })
    await signIn.resetPassword(await createResetLink(file, { email: ann.email, by: 'cli' }), password)
    expect((await go({})).cookies).toEqual([])
    const there = await fetch(away.url, { redirect: 'manual' })
    const { search } = new URL(there.headers.get('location')!)
    await signIn.comeBack(name, search, from([...away.cookies, ...cookies]))
    expect(await listWaysIn(file, proof.person.id)).toEqual({ hasPassword: true, accounts: [] })
    const changes = registry.sqlite.prepare(
      `SELECT what, changed_by AS by FROM account_changes WHERE what NOT LIKE 'sign-in.%' ORDER BY id`,
    )
    expect(changes.all().slice(-5)).toEqual([
      { what: 'account.linked', by: ann.email },
      { what: 'reset-link.created', by: 'cli' },
      { what: 'password.set', by: 'reset-link' },
      { what: 'account.unlinked', by: 'reset-link' },
      { what: 'sessions.ended', by: 'reset-link' },
    ])
  })

  it('who has no password chooses one soon after signing in, and keeps one way in', async () => {
    const { provider, go, invite, signIn, file, clock, proofOf } = await setup()
    provider.use(ben)
    const { cookies } = await go({ invitation: (await invite()).text })
    const { person, sessionId } = await proofOf(cookies)
    const change = () =>
      signIn.changePassword(person, { current: '', next: 'another-password', sessionId }, from(cookies))
    const [way] = (await listWaysIn(file, person.id)).accounts
    const end = () => endWayIn(file, { userId: person.id, id: way!.id, by: person.email })
    await expect(end()).rejects.toMatchObject({ code: 'accounts/invalid' })
    clock.skipped = 601
    await expect(change()).rejects.toMatchObject({ code: 'accounts/not-allowed' })
    await expect(go({ link: await proofOf(cookies) }, cookies)).rejects.toMatchObject({
      code: 'accounts/not-allowed',
    })
    clock.skipped = 0
    await change()
    await expect(endWayIn(file, { userId: 'user_other', id: way!.id, by: 'other' })).rejects.toMatchObject({
      code: 'accounts/unknown-account',
    })
    await end()
    expect((await go({})).cookies).toEqual([])
    await signIn.signIn({ email: ben.email, password: 'another-password' }, from())
  })

  it('what comes back without the state that the browser was given, or a second time, signs nobody in', async () => {
    const { provider, go, invite, signIn } = await setup()
    provider.use(ben)
    const came = await go({ invitation: (await invite()).text })
    const sessionCookies = ({ answer }: { answer: Response }) =>
      answer.headers.getSetCookie().filter((cookie) => /^upflow\.session_token=[^;]/.test(cookie))
    expect(sessionCookies(await signIn.comeBack(name, came.search, from(came.stateCookies)))).toEqual([])
    const other = await signIn.signInWith(name, signInWay, from())
    const there = await fetch(other.url, { redirect: 'manual' })
    const { search } = new URL(there.headers.get('location')!)
    // Somebody else's browser, led here with an answer that is not its own.
    expect(sessionCookies(await signIn.comeBack(name, search, from()))).toEqual([])
    expect(sessionCookies(await signIn.comeBack(name, '?code=x&state=y', from()))).toEqual([])
  })

  it.runIf(name === 'oidc')('an id token that was signed for somebody else is nobody’s', async () => {
    const { provider, go, invite, file } = await setup()
    provider.use(ben)
    provider.tamper()
    const came = await go({ invitation: (await invite()).text })
    expect(came.cookies).toEqual([])
    expect(await listPeople(file)).toHaveLength(1)
  })
})

it('a provider that does not answer keeps no password waiting, and is asked again later', async () => {
  const { signIn } = await setUpAnn({
    url: 'http://127.0.0.1:4400',
    providers: {
      github: null,
      oidc: { clientId: 'client', clientSecret, issuer: 'http://127.0.0.1:9', name: 'Gone' },
    },
  })
  await expect(signIn.signInWith('oidc', signInWay, from())).rejects.toMatchObject({
    code: 'accounts/provider-failed',
  })
  await expect(signIn.signInWith('github', signInWay, from())).rejects.toMatchObject({
    code: 'accounts/unknown-provider',
  })
  await signIn.signIn({ email: 'ann@example.com', password: 'canary-correct-horse' }, from())
})
