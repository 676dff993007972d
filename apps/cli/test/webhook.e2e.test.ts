/** The webhook and single pull requests in a terminal: a secret is shown once, and what has changed is said. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { fileHolds, newAcme, newEmulator, newFolder, ok, small, upflow } from './support.ts'

const json = (text: string) => JSON.parse(text)
const given = 'canary-webhook-secret-0123456789'

it('a secret is made and shown once, one is given, and the earlier one ends; none is in a file', async () => {
  const dataDir = newFolder()
  await ok(upflow(dataDir, ['org', 'create', 'acme']))
  const webhook = async (args: readonly string[] = [], input = '') =>
    json((await ok(upflow(dataDir, ['org', 'webhook', 'acme', '--json', ...args], { input }))).stdout)
  expect(await webhook()).toMatchObject({ secretsMadeAt: [], lastRunAt: null, problem: null })
  const { address, secret } = await webhook(['--new-secret'])
  expect(address).toMatch(/\/webhooks\/github\/acme$/)
  expect(secret.length).toBeGreaterThan(40)
  expect((await webhook(['--secret-stdin'], `${given}\n`)).secretsMadeAt).toHaveLength(2)
  const { stdout: settings } = await ok(upflow(dataDir, ['settings', 'show', '--json']))
  expect(Object.keys(json(settings).settings)).not.toContain('webhook')
  expect(settings).not.toContain('sealed')
  const shown = await webhook(['--drop', 'earlier'])
  expect(shown.secretsMadeAt).toHaveLength(1)
  expect(shown.secret).toBeUndefined()
  expect((await webhook(['--drop', 'all'])).secretsMadeAt).toEqual([])
  const paths = readdirSync(dataDir, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map(({ name, parentPath }) => join(parentPath, name))
  for (const path of paths)
    for (const canary of [secret, given]) expect(fileHolds(path, canary), path).toBe(false)
  const short = await upflow(dataDir, ['org', 'webhook', 'acme', '--secret-stdin'], { input: 'short\n' })
  expect(short).toMatchObject({ code: 1, stderr: expect.stringContaining('fewer than 16 characters') })
  const both = await upflow(dataDir, ['org', 'webhook', 'acme', '--new-secret', '--drop', 'all'])
  expect(both).toMatchObject({ code: 2, stderr: expect.stringContaining('takes one of') })
})

it('pull requests are read anew, each with what has changed of it', async () => {
  const emulator = await newEmulator(small(4))
  const dataDir = await newAcme(emulator)
  await ok(upflow(dataDir, ['backfill', 'acme']))
  const [repository] = emulator.data.repositories
  const [one, other] = repository!.pullRequests
  Object.assign(one!, { title: 'Called otherwise', updatedAt: '2029-01-01T00:00:00Z' })
  const name = `${repository!.owner}/${repository!.name}`
  const wanted = [one!.number, other!.number, 99_999].map((number) => `${name}#${number}`)
  const { stdout } = await ok(upflow(dataDir, ['pulls', 'refresh', ...wanted]))
  expect(stdout.trim().split('\n')).toEqual([
    `${wanted[0]}: changed: title`,
    `${wanted[1]}: nothing has changed`,
    `${wanted[2]}: there is none of this number`,
  ])
  const second = emulator.data.repositories[1]!
  const elsewhere = `${second.owner}/${second.name}#${second.pullRequests[0]!.number}`
  // One object, of however many repositories.
  const told = json((await ok(upflow(dataDir, ['pulls', 'refresh', wanted[0]!, elsewhere, '--json']))).stdout)
  expect(told).toMatchObject({
    runs: [wanted[0]!, elsewhere].map((reference) => ({
      repository: reference.split('#')[0],
      run: { status: 'succeeded' },
      output: { pullRequests: [{ number: Number(reference.split('#')[1]), became: 'unchanged' }] },
    })),
  })
  const wrong = await upflow(dataDir, ['pulls', 'refresh', 'acme', name])
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('OWNER/NAME#123') })
})
