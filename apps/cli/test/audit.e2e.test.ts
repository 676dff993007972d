/** The audit on the command line: of an organization, its members, and all accounts, by kind and by person. */
import { expect, it } from 'vitest'
import { newAcme, newEmulator, newFolder, ok, small, upflow } from './support.ts'

it('shows what was done to an organization and its members, and finds it by kind, by person, and page by page', async () => {
  const dataDir = await newAcme(await newEmulator(small(3)))
  await ok(upflow(dataDir, ['org', 'check', 'acme']))
  await ok(upflow(dataDir, ['user', 'invite', 'acme', 'viewer', 'Ben']))
  await ok(upflow(dataDir, ['user', 'token', 'acme', 'dashboard']))
  const audit = async (...args: string[]) => (await ok(upflow(dataDir, ['audit', ...args]))).stdout.trim()
  expect(await audit('settings', '--what', 'connection')).toMatch(
    /^\S+Z {2}\S+ {2}connection: checked, good$/,
  )
  expect(await audit('settings', 'acme', '--who', 'nobody')).toBe('')
  expect(await audit('members')).toMatch(
    /^\S+ {2}cli:\S+ {2}token\.created: dashboard in acme: read\n\S+ {2}cli:\S+ {2}invitation\.created: Ben in acme: viewer$/,
  )
  expect(await audit('accounts', '--what', 'token.created', '--who', 'DASH')).toContain(
    'token.created: dashboard',
  )
  const page = async (...args: string[]) =>
    JSON.parse(await audit('accounts', '--limit', '1', ...args, '--json')).changes as {
      id: number
      what: string
    }[]
  const [newest] = await page()
  expect(newest!.what).toBe('token.created')
  expect(await page('--before', String(newest!.id))).toMatchObject([{ what: 'invitation.created' }])
  const { stderr } = await ok(upflow(dataDir, ['audit', 'accounts', '--limit', '1']))
  expect(stderr).toContain(`--before ${newest!.id}`)
})

it('says what is wrong with what is typed, before anything is opened', async () => {
  const dataDir = newFolder()
  for (const [args, message] of [
    [[], 'settings, members or accounts'],
    [['people'], "no 'audit people'"],
    [['accounts', 'acme'], 'of the whole installation'],
    [['accounts', '--what', 'sign-ins'], 'sign-in.succeeded, sign-in.refused'],
    [['settings', '--what', 'sign-in.refused'], '--what takes one of'],
    [['members', '--before', 'x'], '--before takes the id of a line'],
    [['members', '--limit', '0'], '--limit takes'],
  ] as const)
    expect(await upflow(dataDir, ['audit', ...args])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(message),
    })
})
