/** Who came in and who did not, in the list of changes; and that a flood of those who did not is a few lines of it. */
import { readFileSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import {
  type AccountFile,
  type ChangeKind,
  createInvitation,
  createResetLink,
  endSession,
  forgetEnded,
  keepForgetting,
  readAccountChanges,
  signOutEverywhere,
} from '../src/index.ts'
import type { ProviderName } from '../src/sign-in.ts'
import { clientSecret, startProvider } from './oidc-server.ts'
import { ann, atEnd, from, password, setUpAnn } from './support.ts'

const setup = async (options: Parameters<typeof setUpAnn>[0] = {}) => {
  const accounts = await setUpAnn(options)
  /** The oldest first, without those of the set-up. */
  const linesOf = async (...kinds: readonly ChangeKind[]) => {
    // Refusals are written behind their answers: in a file, where nothing is locked, with the next turn of the loop.
    await setImmediate()
    const changes = await readAccountChanges(accounts.file, { limit: 10_000 })
    return changes
      .reverse()
      .filter(({ what }) => kinds.includes(what))
      .map(({ what, changedBy, subject, before, after }) => [what, changedBy, subject, before, after])
  }
  const fail = (email: string, address = '192.0.2.1', given = 'not-the-password') =>
    accounts.signIn.signIn({ email, password: given }, from([], address)).then(
      () => 'signed in',
      ({ code }: { code: string }) => code,
    )
  return { ...accounts, linesOf, fail }
}

/** Where it goes over a network, what is written behind an answer is there a moment later. */
const eventually = <T>(read: () => T | Promise<T>) => expect.poll(read)

const succeeded = (email: string, after: string) => ['sign-in.succeeded', email, email, null, after]
const refused = (subject: string, after: string) => ['sign-in.refused', 'nobody', subject, null, after]

it('who comes in by a password is a line, with the address that the server believes', async () => {
  const { file, signIn, linesOf } = await setup()
  await signIn.signIn({ email: ' ANN@example.com', password }, from([], '198.51.100.7'))
  const { text } = await createInvitation(file, {
    organization: 'acme',
    role: 'viewer',
    note: 'Ben',
    days: 7,
    by: ann.email,
  })
  await signIn.acceptAsNewcomer(text, { ...ann, name: 'Ben', email: 'ben@example.com' }, from([], '::1'))
  expect(await linesOf('sign-in.succeeded', 'sign-in.refused')).toEqual([
    succeeded(ann.email, 'password from 192.0.2.1'),
    succeeded(ann.email, 'password from 198.51.100.7'),
    succeeded('ben@example.com', 'password from ::1'),
  ])
})

it('who is refused is a line that names a person, and never what was typed where there is none', async () => {
  const { signIn, cookies, dataDir, linesOf, fail, registry } = await setup()
  expect(await fail(ann.email)).toBe('accounts/wrong-credentials')
  // A password in the field of the address.
  expect(await fail('canary-typed-in-the-wrong-field')).toBe('accounts/wrong-credentials')
  const { id: sessionId, person } = (await signIn.sessionOf(from(cookies)))!
  const change = { current: 'not-the-password', next: 'another-password', sessionId }
  await expect(signIn.changePassword(person, change, from(cookies, '198.51.100.9'))).rejects.toMatchObject({
    code: 'accounts/wrong-credentials',
  })
  await eventually(() => linesOf('sign-in.refused')).toEqual([
    refused(ann.email, 'password from 192.0.2.1'),
    refused('unknown', 'password from 192.0.2.1'),
    ['sign-in.refused', ann.email, ann.email, null, 'present password from 198.51.100.9'],
  ])
  registry.sqlite.pragma('wal_checkpoint(TRUNCATE)')
  expect(readFileSync(`${dataDir}/registry.db`).includes('canary-typed')).toBe(false)
})

it('a refusal waits for no lock of the registry, and is written once it can be', async () => {
  const { dataDir, fail, linesOf } = await setup()
  const other = new Database(`${dataDir}/registry.db`)
  atEnd(() => other.close())
  other.exec('BEGIN IMMEDIATE')
  expect(await fail(ann.email)).toBe('accounts/wrong-credentials')
  expect(await linesOf('sign-in.refused')).toEqual([])
  other.exec('COMMIT')
  await eventually(() => linesOf('sign-in.refused')).toEqual([refused(ann.email, 'password from 192.0.2.1')])
})

it('a refusal that cannot be written is a refusal, and said to whoever runs the server', async () => {
  const { registry, fail, trouble } = await setup()
  registry.sqlite.exec(
    `CREATE TRIGGER full BEFORE INSERT ON account_changes BEGIN SELECT RAISE(ABORT, 'no room'); END`,
  )
  expect(await fail(ann.email)).toBe('accounts/wrong-credentials')
  await eventually(() => trouble).toEqual(['A refused sign-in is not in the audit: no room'])
})

it('a flood of refusals is a line at its first and each tenth power, and of many addresses one as of one', async () => {
  const { clock, fail, linesOf } = await setup()
  for (let count = 0; count < 120; count++) await fail(ann.email)
  await eventually(() => linesOf('sign-in.refused')).toEqual([
    refused(ann.email, 'password from 192.0.2.1'),
    refused(ann.email, 'password from 192.0.2.1, the 10th within 15 minutes'),
    refused(ann.email, 'password from 192.0.2.1, the 100th within 15 minutes'),
  ])
  // Ann's account is refused to all by now, from wherever it is tried.
  for (let count = 0; count < 150; count++) await fail(ann.email, `198.51.100.${count}`)
  await eventually(() => linesOf('sign-in.refused')).toHaveLength(3 + 49 + 3)
  expect((await linesOf('sign-in.refused')).slice(-3)).toEqual([
    refused(ann.email, 'password from many addresses'),
    refused(ann.email, 'password from many addresses, the 10th within 15 minutes'),
    refused(ann.email, 'password from many addresses, the 100th within 15 minutes'),
  ])
  clock.skipped += 15 * 60 + 1
  await fail(ann.email)
  await eventually(async () => (await linesOf('sign-in.refused')).slice(3 + 49 + 3)).toEqual([
    refused(ann.email, 'password from 192.0.2.1'),
  ])
})

it('a session that is ended is a line with who ended it; so are all that end with another', async () => {
  const { file, signIn, cookies, linesOf } = await setup()
  const { person } = (await signIn.sessionOf(from(cookies)))!
  const begin = async (held: readonly string[] = []) => {
    const begun = await signIn.signIn(ann, from(held, '198.51.100.7'))
    return { ...begun, id: (await signIn.sessionOf(from(begun.cookies)))!.id }
  }
  const ended = ['session.ended', ann.email, ann.email, 'from 198.51.100.7', null]
  await endSession(file, { userId: person.id, id: (await begin()).id, by: ann.email })
  const again = await begin((await begin()).cookies)
  await signIn.signOut(from(again.cookies))
  // A second time there is nothing to end.
  await signIn.signOut(from(again.cookies))
  await begin()
  await begin()
  const { id: sessionId } = (await signIn.sessionOf(from(cookies)))!
  await signIn.changePassword(
    person,
    { current: password, next: 'another-password', sessionId },
    from(cookies),
  )
  await signIn.resetPassword(await createResetLink(file, { email: ann.email, by: 'cli:root' }), password)
  await begin()
  await signOutEverywhere(file, { email: ann.email, by: 'cli:root' })
  await signOutEverywhere(file, { email: ann.email, by: 'cli:root' })
  expect(await linesOf('session.ended', 'sessions.ended')).toEqual([
    ended,
    ended,
    ended,
    ['sessions.ended', ann.email, ann.email, '2', null],
    ['sessions.ended', 'reset-link', ann.email, '1', null],
    ['sessions.ended', 'cli:root', ann.email, '1', null],
  ])
})

it('where somebody came from is forgotten in time, and who changed what is not', async () => {
  const { clock, file, fail, linesOf } = await setup()
  await fail(ann.email)
  await eventually(() => linesOf('sign-in.refused')).toHaveLength(1)
  const kinds = ['sign-in.succeeded', 'sign-in.refused', 'person.created'] as const
  const left = async () => (await linesOf(...kinds)).map(([what]) => what)
  clock.skipped = 89 * 86_400
  await forgetEnded(file)
  expect(await left()).toEqual(['person.created', 'sign-in.succeeded', 'sign-in.refused'])
  clock.skipped = 91 * 86_400
  await forgetEnded(file)
  expect(await left()).toEqual(['person.created', 'sign-in.succeeded'])
  clock.skipped = 367 * 86_400
  await forgetEnded(file)
  expect(await left()).toEqual(['person.created'])
})

it('what is forgotten goes a part at a time, and from day to day while it is kept up', async () => {
  const { clock, file, registry, linesOf } = await setup()
  await registry.write((sqlite) => {
    const insert = sqlite.prepare(
      `INSERT INTO account_changes (changed_at, changed_by, what, subject) VALUES (?, 'nobody', 'sign-in.refused', 'unknown')`,
    )
    for (let count = 0; count < 2_500; count++) insert.run(1)
    insert.run(file.now())
  })
  const gone: number[] = []
  const countLines = registry.sqlite.prepare<[], number>('SELECT count(*) FROM account_changes').pluck()
  const watched: AccountFile = {
    ...file,
    async write(work) {
      const before = countLines.get()!
      const done = await file.write(work)
      gone.push(before - countLines.get()!)
      return done
    },
  }
  const troubles: Error[] = []
  const kept = keepForgetting(watched, { everyMs: 5, onTrouble: (error) => troubles.push(error) })
  atEnd(kept.stop)
  const left = async () => (await linesOf('sign-in.refused')).length
  await eventually(() => gone.filter((count) => count > 0)).toEqual([1_000, 1_000, 500])
  expect(await left()).toBe(1)
  clock.skipped = 91 * 86_400
  await eventually(left).toBe(0)
  expect(troubles).toEqual([])
})

describe.each(['oidc', 'github'] as const)('with %s', (name: ProviderName) => {
  const way = name === 'github' ? 'GitHub' : 'OpenID Connect'

  it('who comes in and who is refused is a line; a further way in that is added is no sign-in', async () => {
    const provider = await startProvider()
    const client = { clientId: 'client', clientSecret }
    const { file, signIn, cookies, linesOf } = await setup({
      url: 'http://127.0.0.1:4400',
      providers: {
        github: name === 'github' ? { ...client, url: provider.url } : null,
        oidc: name === 'oidc' ? { ...client, issuer: provider.url, name: 'Test' } : null,
      },
    })
    const go = async (asked: object = {}, held: readonly string[] = []) => {
      const page = { invitation: null, link: null, page: '/sign-in', ...asked }
      const away = await signIn.signInWith(name, page, from(held))
      const there = await fetch(away.url, { redirect: 'manual' })
      const { search } = new URL(there.headers.get('location')!)
      const { answer: back } = await signIn.comeBack(
        name,
        search,
        from([...away.cookies, ...held], '198.51.100.3'),
      )
      return back.headers.getSetCookie()
    }
    provider.use({ sub: '7', email: 'ben@example.com', name: 'Ben' })
    await go()
    const { text } = await createInvitation(file, {
      organization: 'acme',
      role: 'member',
      note: 'Ben',
      days: 7,
      by: 'ann',
    })
    const first = await go({ invitation: text })
    // The session that the browser came with ends with the new one.
    await go({}, first)
    expect(await signIn.sessionOf(from(first))).toBeNull()
    provider.use({ sub: '9', email: 'ann@elsewhere.example', name: 'Ann' })
    const { id: sessionId, person } = (await signIn.sessionOf(from(cookies)))!
    await go({ link: { person, sessionId, current: password } }, cookies)
    expect(await signIn.sessionOf(from(cookies))).not.toBeNull()
    await signIn.comeBack(name, '?code=x&state=y', from([], '198.51.100.4'))
    await eventually(() => linesOf('sign-in.succeeded', 'sign-in.refused', 'session.ended')).toEqual([
      succeeded(ann.email, 'password from 192.0.2.1'),
      refused('unknown', `${way} from 198.51.100.3`),
      succeeded('ben@example.com', `${way} from 198.51.100.3`),
      succeeded('ben@example.com', `${way} from 198.51.100.3`),
      ['session.ended', 'ben@example.com', 'ben@example.com', 'from 198.51.100.3', null],
      refused('unknown', `${way} from 198.51.100.4`),
    ])
  })
})

it('changes are read by what they are about and whose they are, however long ago', async () => {
  const { file, registry } = await setup()
  await registry.write((sqlite) => {
    const insert = sqlite.prepare(
      `INSERT INTO account_changes (id, changed_at, changed_by, what, subject) VALUES (?, 1, ?, ?, ?)`,
    )
    insert.run(100, 'Cid', 'backup.taken', '/backups/100%')
    insert.run(101, 'cli:root', 'backup.taken', '/backups/1000')
    for (let id = 1_000; id < 26_000; id++) insert.run(id, 'nobody', 'sign-in.refused', 'unknown')
  })
  const idsOf = async (wanted: Parameters<typeof readAccountChanges>[1]) =>
    (await readAccountChanges(file, wanted)).map(({ id }) => id)
  expect(await idsOf({ what: 'backup.taken' })).toEqual([101, 100])
  expect(await idsOf({ what: 'backup.taken', limit: 1 })).toEqual([101])
  expect(await idsOf({ what: 'backup.taken', before: 101 })).toEqual([100])
  expect(await idsOf({ who: 'CID' })).toEqual([100])
  expect(await idsOf({ who: '100%' })).toEqual([100])
  expect(await idsOf({ who: 'nobody', limit: 2 })).toEqual([25_999, 25_998])
  expect(await idsOf({ organization: null, what: 'member.set' })).toEqual([])
  expect(await idsOf({ organization: 'acme', what: 'member.set' })).toHaveLength(1)
  expect(await idsOf({ before: Number.MAX_SAFE_INTEGER, limit: 1 })).toEqual([25_999])
  expect(await idsOf({ before: Number.NaN })).toEqual([])
})

it('changes of a kind are read from its index in their order, and what is forgotten by its age', async () => {
  const { file, registry } = await setup()
  const { prepare } = registry.sqlite
  const asked = new Set<string>()
  registry.sqlite.prepare = ((sql: string) => {
    asked.add(sql)
    return prepare.call(registry.sqlite, sql)
  }) as typeof prepare
  await readAccountChanges(file, { what: 'backup.taken', organization: null, who: 'ann' })
  await forgetEnded(file)
  registry.sqlite.prepare = prepare
  const plans = [...asked]
    .filter((sql) => sql.includes('account_changes'))
    .map((sql) => {
      const bound = sql.includes('@')
        ? Object.fromEntries(sql.match(/@\w+/g)!.map((name) => [name.slice(1), 1]))
        : sql.match(/\?/g)!.map(() => 1)
      return prepare
        .call(registry.sqlite, `EXPLAIN QUERY PLAN ${sql}`)
        .all(bound)
        .map((row) => (row as { detail: string }).detail)
        .filter((detail) => detail.includes('account_changes') || detail.includes('B-TREE'))
    })
  expect(plans).toEqual([
    [expect.stringContaining('account_changes_by_kind (what=? AND rowid<?)')],
    [expect.stringContaining('account_changes_by_kind (what=? AND rowid>? AND rowid<?)')],
    expect.arrayContaining([expect.stringContaining('account_changes_by_age (what=? AND changed_at<?)')]),
  ])
})
