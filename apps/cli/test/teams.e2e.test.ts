/** Teams and who somebody is at GitHub, from the command line. */
import { expect, it } from 'vitest'
import { newFolder, ok, upflow } from './support.ts'

it('lists teams, binds one to a team of GitHub and lets go of it, and refuses what it cannot mean', async () => {
  const dataDir = newFolder()
  await ok(upflow(dataDir, ['org', 'create', 'acme']))
  const say = async (...args: string[]) => (await ok(upflow(dataDir, ['teams', ...args]))).stdout
  expect(await say('list')).toBe('')
  const teams = [{ slug: 'web', name: 'Web', members: ['ann', { login: 'ben', from: '2026-01-01' }] }]
  await ok(upflow(dataDir, ['settings', 'set', 'teams', JSON.stringify(teams)]))
  expect(await say('list', 'acme')).toBe('web  Web  set here\n  ann\n  ben from 2026-01-01\n')
  const bound = await ok(upflow(dataDir, ['teams', 'mirror', 'web', 'acme/web']))
  expect(bound.stderr).toContain("'crawl acme' does it now")
  expect(await say('list')).toContain('web  Web  mirrored from acme/web, not read yet\n  ann\n')
  expect(JSON.parse(await say('list', '--json')).teams).toMatchObject([
    { slug: 'web', githubTeam: 'acme/web', mirror: null },
  ])
  // Nobody else sets who is in it meanwhile.
  expect(
    await upflow(dataDir, [
      'settings',
      'set',
      'teams',
      JSON.stringify([{ ...teams[0], githubTeam: 'acme/web', members: [] }]),
    ]),
  ).toMatchObject({ code: 1, stderr: expect.stringContaining('they are mirrored from acme/web') })
  await ok(upflow(dataDir, ['teams', 'mirror', 'acme', 'web', 'none']))
  expect(await say('list')).toContain('web  Web  set here\n')
  const log = (await ok(upflow(dataDir, ['audit', 'settings', 'acme', '--what', 'teams']))).stdout
  expect(log.trim().split('\n').length).toBeGreaterThanOrEqual(3)
  for (const [args, code, message] of [
    [['list', 'acme', 'web'], 2, /teams list takes no 'web'/i],
    [['mirror', 'web'], 2, /teams mirror takes the slug of a team/i],
    [['mirror', 'none', 'acme/web'], 1, /There is no team 'none'. There are: web/],
    [['mirror', 'web', 'acme'], 1, /a team of GitHub such as acme\/platform/],
  ] as const) {
    const { code: ended, stderr } = await upflow(dataDir, ['teams', ...args])
    expect([ended, stderr]).toEqual([code, expect.stringMatching(message)])
  }
})

it('says who a member is at GitHub, and that there are no pages of people', async () => {
  const dataDir = newFolder()
  await ok(upflow(dataDir, ['org', 'create', 'acme']))
  const { default: Database } = await import('better-sqlite3')
  const registry = new Database(`${dataDir}/registry.db`)
  registry.exec(`INSERT INTO "user" (id, name, email, emailVerified, createdAt, updatedAt) VALUES
    ('user_ann', 'Ann', 'ann@example.com', 0, '2026-01-01', '2026-01-01'),
    ('user_ben', 'Ben', 'ben@example.com', 0, '2026-01-01', '2026-01-01')`)
  registry.close()
  const login = (...args: string[]) => upflow(dataDir, ['user', 'login', ...args])
  expect(await login('ann@example.com', 'acme', 'ann')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("ann@example.com is no member of 'acme'"),
  })
  for (const name of ['ann', 'ben'])
    await ok(upflow(dataDir, ['user', 'role', `${name}@example.com`, 'acme', 'member']))
  await ok(login('ann@example.com', 'acme', '@ann'))
  expect(await login('ben@example.com', 'acme', 'ANN')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("Another member is 'ANN' already"),
  })
  await ok(login('ann@example.com', 'acme', 'none'))
  await ok(login('ben@example.com', 'acme', 'ANN'))
  expect(await login('ben@example.com', 'acme')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/user login takes a person's address, an organization, and a login/i),
  })
  const log = (await ok(upflow(dataDir, ['audit', 'settings', 'acme', '--what', 'login']))).stdout
  expect(log.match(/login: .*/g)).toEqual([
    'login: ben@example.com is ANN at GitHub',
    'login: ann@example.com is nobody at GitHub',
    'login: ann@example.com is ann at GitHub',
  ])

  await ok(upflow(dataDir, ['settings', 'set', 'person-pages', 'false']))
  expect((await ok(upflow(dataDir, ['settings', 'get', 'personPages']))).stdout).toBe('false\n')
  expect(await upflow(dataDir, ['settings', 'set', 'personPages', 'perhaps'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('personPages must be true or false'),
  })
})
