/** People from the command line: who is locked out comes in again, and no secret is in a file or an argument. */
import { expect, it } from 'vitest'
import { fileHolds, newFolder, ok, upflow } from './support.ts'

it('says that there is nobody, and what is wrong with what is typed', async () => {
  const dataDir = newFolder()
  expect(await upflow(dataDir, ['user', 'list'])).toMatchObject({
    code: 0,
    stdout: '',
    stderr: expect.stringContaining('set-up link'),
  })
  for (const [args, message] of [
    [['reset-link'], "needs a person's address"],
    [['role', 'ann@example.com'], 'user role takes an address and'],
    [['role', 'ann@example.com', 'owner'], 'administrator or none'],
    [['role', 'ann@example.com', 'acme', 'king'], 'a role is viewer, member, admin, owner or none'],
    [['list', 'ann@example.com'], 'takes no'],
    [['remove', 'ann@example.com', 'now'], 'takes no'],
  ] as const)
    expect(await upflow(dataDir, ['user', ...args])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(new RegExp(message, 'i')),
    })
  expect(await upflow(dataDir, ['user', 'reset-link', 'nobody@example.com', '--json'])).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('accounts/unknown-person'),
  })
})

it('gives roles and takes them, but never the last administrator’s', async () => {
  const dataDir = newFolder()
  await ok(upflow(dataDir, ['org', 'create', 'acme']))
  await withPeople(dataDir)
  const people = async () => JSON.parse((await ok(upflow(dataDir, ['user', 'list', '--json']))).stdout).people
  await ok(upflow(dataDir, ['user', 'role', 'ben@example.com', 'acme', 'admin']))
  expect((await people())[1]).toMatchObject({ email: 'ben@example.com', roles: { acme: 'admin' } })
  expect(await upflow(dataDir, ['user', 'role', 'ann@example.com', 'none', '--json'])).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('accounts/last-owner'),
  })
  await ok(upflow(dataDir, ['user', 'role', 'ben@example.com', 'administrator']))
  await ok(upflow(dataDir, ['user', 'role', 'ann@example.com', 'none']))
  await ok(upflow(dataDir, ['user', 'role', 'ben@example.com', 'acme', 'none']))
  const { stdout } = await ok(upflow(dataDir, ['user', 'reset-link', 'ann@example.com']))
  expect(stdout).toMatch(/^http:\/\/127\.0\.0\.1:4400\/reset#[\w-]{43}\n$/)
  await ok(upflow(dataDir, ['user', 'remove', 'ann@example.com']))
  expect(await people()).toEqual([
    { id: 'user_ben', name: 'Ben', email: 'ben@example.com', isAdministrator: true, roles: {} },
  ])
})

it('invites, and shows and ends what was given out', async () => {
  const dataDir = newFolder()
  await ok(upflow(dataDir, ['org', 'create', 'acme']))
  await withPeople(dataDir)
  const { default: Database } = await import('better-sqlite3')
  const registry = new Database(`${dataDir}/registry.db`)
  registry.exec(`
    INSERT INTO api_tokens (id, hash, organization_id, user_id, name, scopes, created_at, expires_at)
      VALUES ('token_1', 'h', 'acme', 'user_ann', 'dashboard', 'read', 1, 4102444800);
    INSERT INTO session (id, expiresAt, token, createdAt, updatedAt, ipAddress, userAgent, userId)
      VALUES ('s1', '2100-01-01T00:00:00.000Z', 'h', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z',
        '192.0.2.1', 'Browser', 'user_ann')`)
  const said = async (...args: string[]) => (await ok(upflow(dataDir, ['user', ...args]))).stdout
  expect(await said('invite', 'acme', 'owner', 'Cid')).toMatch(
    /^http:\/\/127\.0\.0\.1:4400\/invite#[\w-]{43}\n$/,
  )
  const invited = await said('invitations', 'acme')
  expect(invited).toMatch(/^invitation_\S+ {2}owner {2}for Cid, by cli:/)
  expect(await said('tokens', 'acme')).toMatch(/^token_1 {2}read {2}dashboard, by ann@example\.com, until /)
  expect(await said('sessions', 'ann@example.com')).toBe('s1  2026-01-01 00:00  192.0.2.1  Browser\n')
  await said('revoke', 'acme', invited.split(' ')[0]!)
  await said('revoke', 'acme', 'token_1')
  await said('sign-out', 'ann@example.com')
  for (const [list, of] of [
    ['invitations', 'acme'],
    ['tokens', 'acme'],
    ['sessions', 'ann@example.com'],
  ] as const)
    expect(await said(list, of)).toBe('')
  expect(registry.prepare('SELECT what FROM account_changes ORDER BY id').pluck().all()).toEqual([
    'invitation.created',
    'invitation.revoked',
    'token.revoked',
    'sessions.ended',
  ])
  registry.close()
  expect(await upflow(dataDir, ['user', 'invite', 'acme', 'king', 'Cid'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('A role is'),
  })
})

it('makes a token in the name of who is a member, tells it once, and gives nobody more than they may', async () => {
  const dataDir = newFolder()
  await ok(upflow(dataDir, ['org', 'create', 'acme']))
  // Where nobody signs in, it is nobody's.
  const first = await ok(upflow(dataDir, ['user', 'token', 'acme', 'script', '--json']))
  expect(JSON.parse(first.stdout).token).toMatch(/^upf_[\w-]{43}$/)
  await withPeople(dataDir)
  await ok(upflow(dataDir, ['user', 'role', 'ben@example.com', 'acme', 'member']))
  for (const [args, message] of [
    [['acme'], 'what the token is for'],
    [['acme', 'x'], 'needs --for'],
    [['acme', 'x', '--for', 'ben@example.com', '--scope', 'all'], '--scope takes read, run, admin'],
    [['acme', 'x', '--for', 'ben@example.com', '--days', '367'], '--days takes a whole number from 1 to 366'],
  ] as const)
    expect(await upflow(dataDir, ['user', 'token', ...args])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(message),
    })
  const make = (...args: string[]) =>
    upflow(dataDir, ['user', 'token', 'acme', 'dashboard', ...args, '--json'])
  expect(await make('--for', 'ben@example.com', '--scope', 'read', '--scope', 'admin')).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('accounts/invalid'),
  })
  expect(await make('--for', 'nobody@example.com')).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('accounts/unknown-person'),
  })
  const { stdout } = await ok(make('--for', 'ben@example.com', '--days', '7'))
  const { token, expiresAt } = JSON.parse(stdout) as { token: string; expiresAt: number }
  const { default: Database } = await import('better-sqlite3')
  const registry = new Database(`${dataDir}/registry.db`)
  const rows = registry.prepare('SELECT user_id, scopes, expires_at - created_at AS seconds FROM api_tokens')
  expect(rows.all()).toEqual([
    { user_id: null, scopes: 'read', seconds: 90 * 86_400 },
    { user_id: 'user_ben', scopes: 'read', seconds: 7 * 86_400 },
  ])
  expect(expiresAt).toBeGreaterThan(Date.now() / 1_000)
  expect(
    registry.prepare(`SELECT after FROM account_changes WHERE what = 'token.created'`).pluck().all(),
  ).toEqual(['read', 'read for ben@example.com'])
  registry.pragma('wal_checkpoint(TRUNCATE)')
  registry.close()
  expect(fileHolds(`${dataDir}/registry.db`, token)).toBe(false)
})

it('ends one session, and one way in, and not the only one', async () => {
  const dataDir = newFolder()
  await ok(upflow(dataDir, ['org', 'create', 'acme']))
  await withPeople(dataDir)
  const { default: Database } = await import('better-sqlite3')
  const registry = new Database(`${dataDir}/registry.db`)
  const at = '2026-01-01T00:00:00.000Z'
  for (const id of ['s1', 's2'])
    registry
      .prepare(
        `INSERT INTO session (id, expiresAt, token, createdAt, updatedAt, ipAddress, userAgent, userId)
         VALUES (?, '2100-01-01T00:00:00.000Z', ?, ?, ?, '192.0.2.1', 'Browser', 'user_ann')`,
      )
      .run(id, id, at, at)
  for (const provider of ['github', 'oidc'])
    registry
      .prepare(
        `INSERT INTO account (id, accountId, providerId, userId, createdAt, updatedAt) VALUES (?, '7', ?, 'user_ann', ?, ?)`,
      )
      .run(`way_${provider}`, provider, at, at)
  const user = (...args: string[]) => upflow(dataDir, ['user', ...args])
  await ok(user('sign-out', 'ann@example.com', 's1'))
  expect((await ok(user('sessions', 'ann@example.com'))).stdout).toMatch(/^s2 .*\n$/)
  expect(await user('sign-out', 'ann@example.com', 's1', '--json')).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('accounts/unknown-session'),
  })
  expect((await ok(user('ways-in', 'ann@example.com'))).stdout).toBe(
    'way_github  github  since 2026-01-01 00:00\nway_oidc  oidc  since 2026-01-01 00:00\n',
  )
  await ok(user('unlink', 'ann@example.com', 'way_github'))
  expect(await user('unlink', 'ann@example.com', 'way_oidc', '--json')).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('the only way'),
  })
  expect(await user('unlink', 'ann@example.com')).toMatchObject({ code: 2 })
  expect(registry.prepare('SELECT what, before FROM account_changes ORDER BY id').raw().all()).toEqual([
    ['session.ended', 'from 192.0.2.1'],
    ['account.unlinked', 'github'],
  ])
  registry.close()
})

it('gives somebody another name', async () => {
  const dataDir = newFolder()
  await ok(upflow(dataDir, ['org', 'create', 'acme']))
  await withPeople(dataDir)
  await ok(upflow(dataDir, ['user', 'rename', 'ben@example.com', ' Ben Doe ']))
  const { people } = JSON.parse((await ok(upflow(dataDir, ['user', 'list', '--json']))).stdout)
  expect(people[1]).toMatchObject({ email: 'ben@example.com', name: 'Ben Doe' })
  expect(await upflow(dataDir, ['user', 'rename', 'ben@example.com'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('what they are called'),
  })
})

it('a link of a server that listens everywhere leads to a name that it answers to', async () => {
  const dataDir = newFolder()
  await ok(upflow(dataDir, ['org', 'create', 'acme']))
  await withPeople(dataDir)
  const linkWith = async (env: Readonly<Record<string, string>>) =>
    (await ok(upflow(dataDir, ['user', 'reset-link', 'ann@example.com'], { env }))).stdout.split('#')[0]
  for (const host of ['0.0.0.0', '::']) {
    expect(await linkWith({ UPFLOW_WEB_HOST: host })).toBe('http://127.0.0.1:4400/reset')
    expect(await linkWith({ UPFLOW_WEB_HOST: host, UPFLOW_WEB_HOSTS: 'upflow.lan,other.lan' })).toBe(
      'http://upflow.lan:4400/reset',
    )
  }
})

/** Two of them, written as a server would. */
async function withPeople(dataDir: string): Promise<void> {
  const { default: Database } = await import('better-sqlite3')
  const registry = new Database(`${dataDir}/registry.db`)
  const at = new Date(0).toISOString()
  for (const name of ['Ann', 'Ben'])
    registry
      .prepare(
        'INSERT INTO "user" (id, name, email, emailVerified, createdAt, updatedAt) VALUES (?, ?, ?, 0, ?, ?)',
      )
      .run(`user_${name.toLowerCase()}`, name, `${name.toLowerCase()}@example.com`, at, at)
  registry.prepare("INSERT INTO administrators VALUES ('user_ann')").run()
  registry.close()
}
