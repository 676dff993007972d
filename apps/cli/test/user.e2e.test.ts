/** People from the command line: who is locked out comes in again, and no secret is in a file or an argument. */
import { expect, it } from 'vitest'
import { newFolder, ok, upflow } from './support.ts'

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
