/** Passwords, sessions and links that work once. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { expect, it } from 'vitest'
import {
  createInvitation,
  createResetLink,
  createSetUpLink,
  endSession,
  listPeople,
  listSessions,
} from '../src/index.ts'
import { scrypt } from '../src/sign-in/passwords.ts'
import { checkLink, takeLink } from '../src/store/one-time-links.ts'
import { insertPerson, makeAdministrator } from '../src/store/people.ts'
import { place } from './places.ts'
import { ann, from, openTestAccounts, password, setUpAnn } from './support.ts'

it('the set-up link makes one administrator, who owns what there is, once', async () => {
  const { file, signIn } = await openTestAccounts()
  const old = await createSetUpLink(file)
  const link = await createSetUpLink(file)
  const oldIsRefused = () =>
    expect(signIn.setUp(old!, ann, from())).rejects.toMatchObject({ code: 'accounts/unusable-link' })
  // Of machines that start at once, each says a link that works.
  if (place === 'file') await oldIsRefused()
  await expect(signIn.setUp(link!, { ...ann, password: 'short' }, from())).rejects.toMatchObject({
    code: 'accounts/invalid',
    facts: { field: 'password' },
  })
  const { cookies } = await signIn.setUp(link!, ann, from())
  const { person } = (await signIn.sessionOf(from(cookies)))!
  expect(person).toMatchObject({ email: 'ann@example.com', isAdministrator: true })
  expect([...person.roles]).toEqual([
    ['acme', 'owner'],
    ['beta', 'owner'],
  ])
  await expect(signIn.setUp(link!, { ...ann, email: 'eve@example.com' }, from())).rejects.toMatchObject({
    code: 'accounts/unusable-link',
  })
  await oldIsRefused()
  expect(await createSetUpLink(file)).toBeNull()
})

// What is an address is the same wherever accounts lie.
it
  .skipIf(place === 'postgres')
  .each([
    'ann@example.com',
    ' ANN@Example.COM ',
    'ann+upflow@example.com',
    "o'neil@example.com",
    'ann_b-c.d@sub.example.co.uk',
    'ann@xn--mnchen-3ya.de',
    'admin@localhost',
    'ann@corp',
    'ann@[192.0.2.1]',
    'jürgen@firma.de',
    'ann@münchen.de',
    'a..b@example.com',
    '.ann@example.com',
    'ann.@example.com',
    '"ann b"@example.com',
    'ann@-example.com',
    'ann@example.com.',
    'ann@@example.com',
    'ann',
  ])('who comes in as %j can sign in again, or is refused with the link unused', async (email) => {
  const { file, signIn } = await openTestAccounts()
  const code = ({ code }: { code: string }) => code
  const comesIn = async (come: (newcomer: typeof ann) => Promise<unknown>) => {
    const came = await come({ ...ann, email }).then(() => 'came', code)
    if (came === 'came') return signIn.signIn({ email, password }, from()).then(() => 'signed in again', code)
    await come(ann)
    return came
  }
  const link = (await createSetUpLink(file))!
  const asFirst = await comesIn((newcomer) => signIn.setUp(link, newcomer, from()))
  for (const { email } of await listPeople(file))
    await signIn.resetPassword(await createResetLink(file, { email, by: 'cli' }), 'another-password')
  const invited = { organization: 'acme', role: 'viewer', note: 'Ben', days: 7, by: 'ann' } as const
  const { text } = await createInvitation(file, invited)
  // The first has the one address or the other by now.
  const other = (newcomer: typeof ann) => ({
    ...newcomer,
    email: newcomer.email.replace(/ann|admin|a/i, 'b$&'),
  })
  const ben = other({ ...ann, email })
  const asInvited = await signIn
    .acceptAsNewcomer(text, ben, from())
    .then(
      () => signIn.signIn({ email: ben.email, password }, from()).then(() => 'signed in again', code),
      code,
    )
  expect(['signed in again', 'accounts/invalid']).toContain(asFirst)
  expect(asInvited).toBe(asFirst)
  if (asInvited === 'accounts/invalid') await signIn.acceptAsNewcomer(text, other(ann), from())
})

it('the set-up link makes nobody a second administrator, however the first came', async () => {
  const { file, signIn } = await openTestAccounts()
  const link = (await createSetUpLink(file))!
  await file.write((sqlite) =>
    makeAdministrator(sqlite, insertPerson(sqlite, { ...ann, passwordHash: null }, 'another machine')),
  )
  const eve = { ...ann, email: 'eve@example.com' }
  const unusable = { code: 'accounts/unusable-link' }
  await expect(checkLink(file, 'set-up', link)).rejects.toMatchObject(unusable)
  await expect(signIn.setUp(link, eve, from())).rejects.toMatchObject(unusable)
  // Also not who was looked at before, and comes after.
  await expect(
    file.write((sqlite) => takeLink(file, sqlite, { purpose: 'set-up', text: link })),
  ).rejects.toMatchObject(unusable)
  expect((await listPeople(file)).map(({ email }) => email)).toEqual([ann.email])
})

it('of two that use the set-up link at once, one succeeds', async () => {
  const { file, signIn } = await openTestAccounts()
  const link = await createSetUpLink(file)
  const tries = ['ann', 'ben', 'eve'].map((name) =>
    signIn.setUp(link!, { ...ann, email: `${name}@example.com` }, from()).then(
      () => 'set up',
      ({ code }) => code as string,
    ),
  )
  expect((await Promise.all(tries)).sort()).toEqual([
    'accounts/unusable-link',
    'accounts/unusable-link',
    'set up',
  ])
  expect(await listPeople(file)).toHaveLength(1)
})

it('the set-up link ends after a day, a reset link after an hour', async () => {
  const { file, signIn, clock } = await openTestAccounts()
  const link = await createSetUpLink(file)
  clock.skipped = 86_401
  await expect(signIn.setUp(link!, ann, from())).rejects.toMatchObject({ code: 'accounts/unusable-link' })
  await signIn.setUp((await createSetUpLink(file))!, ann, from())
  const reset = await createResetLink(file, { email: ann.email, by: 'cli' })
  clock.skipped += 3_601
  await expect(signIn.resetPassword(reset, 'another-password')).rejects.toMatchObject({
    code: 'accounts/unusable-link',
  })
})

it('cookies are for HTTP alone, of our site alone, and behind https for https alone', async () => {
  const { cookies } = await setUpAnn()
  expect(cookies).toHaveLength(1)
  expect(cookies[0]).toMatch(/^upflow\.session_token=/)
  expect(cookies[0]).toMatch(/; HttpOnly/)
  expect(cookies[0]).toMatch(/; SameSite=Lax/)
  expect(cookies[0]).not.toMatch(/; Secure/)
  const secure = (await setUpAnn({ url: 'https://upflow.example.com' })).cookies
  expect(secure[0]).toMatch(/^__Secure-upflow\.session_token=.*; Secure/)
})

it('each sign-in begins another session, and ends the one that the browser came with', async () => {
  const { file, signIn, cookies } = await setUpAnn()
  const again = await signIn.signIn(ann, from(cookies))
  expect(again.cookies[0]).not.toBe(cookies[0])
  expect(await signIn.sessionOf(from(cookies))).toBeNull()
  const session = (await signIn.sessionOf(from(again.cookies)))!
  expect(await listSessions(file, session.person.id)).toMatchObject([
    { id: session.id, address: '192.0.2.1', browser: null },
  ])
  const fixed = ['upflow.session_token=chosen-by-somebody-else.c2lnbmF0dXJl; Path=/']
  const fresh = await signIn.signIn(ann, from(fixed))
  expect(fresh.cookies[0]).not.toContain('chosen-by-somebody-else')
  expect(await signIn.sessionOf(from(fixed))).toBeNull()
})

it('a session ends when its owner ends it, at sign-out, with a new password, and after 14 days', async () => {
  const { file, signIn, cookies, registry } = await setUpAnn()
  const { person } = (await signIn.sessionOf(from(cookies)))!
  const other = await signIn.signIn(ann, from())
  const { id } = (await signIn.sessionOf(from(other.cookies)))!
  await expect(endSession(file, { userId: 'user_other', id, by: 'other' })).rejects.toMatchObject({
    code: 'accounts/unknown-session',
  })
  await endSession(file, { userId: person.id, id, by: person.email })
  expect(await signIn.sessionOf(from(other.cookies))).toBeNull()

  const third = await signIn.signIn(ann, from())
  const { cookies: cleared } = await signIn.signOut(from(third.cookies))
  expect(cleared.find((cookie) => cookie.startsWith('upflow.session_token='))).toMatch(/Max-Age=0/)
  expect(await signIn.sessionOf(from(third.cookies))).toBeNull()

  const fourth = await signIn.signIn(ann, from())
  const mine = (await signIn.sessionOf(from(cookies)))!
  const change = { current: password, next: 'another-password', sessionId: mine.id }
  await expect(
    signIn.changePassword(person, { ...change, current: 'not-the-password' }, from(cookies)),
  ).rejects.toMatchObject({ code: 'accounts/wrong-credentials' })
  await signIn.changePassword(person, change, from(cookies))
  expect(await signIn.sessionOf(from(fourth.cookies))).toBeNull()
  expect(await signIn.sessionOf(from(cookies))).not.toBeNull()

  const link = await createResetLink(file, { email: ann.email, by: 'cli' })
  await signIn.resetPassword(link, password)
  expect(await signIn.sessionOf(from(cookies))).toBeNull()

  const last = await signIn.signIn(ann, from())
  await registry.write((sqlite) =>
    sqlite.prepare('UPDATE session SET expiresAt = ?').run(new Date(Date.now() - 1_000).toISOString()),
  )
  expect(await signIn.sessionOf(from(last.cookies))).toBeNull()
})

it('a cookie whose token or signature is another is nobody’s', async () => {
  const { signIn, cookies } = await setUpAnn()
  const [name, value] = cookies[0]!.split(';')[0]!.split('=') as [string, string]
  const [token, signature] = decodeURIComponent(value).split('.') as [string, string]
  const other = (text: string) => `${text.startsWith('A') ? 'B' : 'A'}${text.slice(1)}`
  for (const forged of [`${other(token)}.${signature}`, `${token}.${other(signature)}`, token, ''])
    expect(await signIn.sessionOf(from([`${name}=${encodeURIComponent(forged)}`]))).toBeNull()
  const sent = (cookie: string) => ({ headers: new Headers({ cookie }), address: '192.0.2.1' })
  expect(await signIn.sessionOf(sent(`other=1; ${name}=${value}; more=2`))).not.toBeNull()
  expect(await signIn.sessionOf(sent(`not-${name}=${value}; broken=%`))).toBeNull()
})

it('who does not exist is refused like who has another password, and after ten failures so is the right one', async () => {
  const { signIn, clock } = await setUpAnn()
  const refused = async (email: string, given: string, address: string) =>
    signIn.signIn({ email, password: given }, from([], address)).then(
      () => 'signed in',
      ({ code, message }) => `${code}: ${message}`,
    )
  const wrong = 'accounts/wrong-credentials: The address or the password is wrong.'
  expect(await refused('nobody@example.com', password, '192.0.2.9')).toBe(wrong)
  expect(await refused('no address', password, '192.0.2.9')).toBe(wrong)
  for (let count = 0; count < 10; count++)
    expect(await refused('ANN@example.com ', 'not-the-password', `192.0.2.${count}`)).toBe(wrong)
  expect(await refused(ann.email, password, '192.0.2.200')).toMatch(/^accounts\/too-many-attempts/)
  clock.skipped += 15 * 60 + 1
  expect(await refused(ann.email, password, '192.0.2.200')).toBe('signed in')
})

it('one address may fail for many accounts only so often', async () => {
  const { signIn } = await setUpAnn()
  const tries = Array.from({ length: 35 }, (_, index) =>
    signIn
      .signIn({ email: `person${index}@example.com`, password }, from([], '198.51.100.1'))
      .catch(({ code }) => code),
  )
  const codes = await Promise.all(tries)
  expect(codes.filter((code) => code === 'accounts/too-many-attempts')).toHaveLength(5)
  await expect(signIn.signIn(ann, from([], '198.51.100.1'))).rejects.toMatchObject({
    code: 'accounts/too-many-attempts',
  })
  await signIn.signIn(ann, from([], '198.51.100.2'))
})

it('passwords are computed in threads: the loop turns meanwhile', async () => {
  const { signIn } = await setUpAnn({ hashing: scrypt })
  const delay = monitorEventLoopDelay({ resolution: 5 })
  let turns = 0
  const turning = setInterval(() => turns++, 1)
  delay.enable()
  const startedAt = performance.now()
  await Promise.all(Array.from({ length: 6 }, () => signIn.signIn(ann, from())))
  const tookMs = performance.now() - startedAt
  delay.disable()
  clearInterval(turning)
  // Six computations in the loop's own thread would leave it one turn between each.
  expect(turns).toBeGreaterThan(20)
  console.log(
    `six sign-ins took ${Math.round(tookMs)} ms; the loop waited ${Math.round(delay.max / 1e6)} ms at most`,
  )
})

it('no file has a password, the text of a link, or what a browser holds', async () => {
  const { dataDir, file, signIn, cookies } = await setUpAnn()
  const reset = await createResetLink(file, { email: ann.email, by: 'cli' })
  const held = decodeURIComponent(cookies[0]!.split(';')[0]!.split('=')[1]!)
  await signIn.signIn(ann, from())
  for (const name of readdirSync(dataDir)) {
    const bytes = readFileSync(join(dataDir, name))
    for (const secret of [password, reset, held, held.split('.')[0]!])
      expect(bytes.includes(secret), `${name} has it`).toBe(false)
  }
})
