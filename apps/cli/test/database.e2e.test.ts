/** The commands of docs/postgresql.md, as they are written there: out of files, and from nothing. */
import { cpSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { openPostgres } from '@upflow/db'
import { startPostgres } from '@upflow/tooling/postgres'
import { afterAll, describe, expect, it } from 'vitest'
import { newAcme, newEmulator, newFolder, ok, small, upflow } from './support.ts'

const postgres = await startPostgres()
afterAll(() => postgres?.stop())

const secret = { UPFLOW_SECRET: 'a secret of some length' }

/** Whether it is ready to have some. */
async function hasRuns(url: string): Promise<boolean> {
  const { pool, close } = await openPostgres(url, { connections: 1 })
  const { rowCount } = await pool.query(`SELECT 1 FROM pg_namespace WHERE nspname = 'dbos'`)
  await close()
  return rowCount === 1
}

/** Of a time that is over, so that they are the same whenever they are given. */
const readings: readonly (readonly string[])[] = [
  ['report', 'acme', '--since', '2009-01-01'],
  ['now', 'acme', '--at', '2026-08-20'],
  ['reviews', 'show', 'acme'],
  ['reviews', 'responses', 'acme'],
  ['reviews', 'requests', 'acme'],
  ['flow', 'acme', '--until', '2026-08-21'],
  ['releases', 'acme'],
  ['health', 'pulls', 'acme'],
  ['health', 'ignored', 'acme'],
  ['pulls', 'list', 'acme'],
]

describe.skipIf(postgres === null)('organizations in a database', () => {
  it('come out of files: every page and command reads them as before', { timeout: 600_000 }, async () => {
    const dataDir = await newAcme(await newEmulator(small(10)), secret)
    await ok(upflow(dataDir, ['backfill', 'acme'], { env: secret }))
    const readAll = async (folder: string, env: Readonly<Record<string, string>>) => {
      const all: unknown[] = []
      for (const command of readings)
        all.push(JSON.parse((await ok(upflow(folder, [...command, '--json'], { env }))).stdout))
      return all
    }
    const before = await readAll(dataDir, secret)
    const env = { ...secret, UPFLOW_DATABASE_URL: await postgres!.cloneDatabase() }
    const migrated = await ok(upflow(dataDir, ['migrate', '--json'], { env }))
    expect(JSON.parse(migrated.stdout)).toEqual({ organizations: [] })
    const { stdout } = await ok(upflow(dataDir, ['data', 'copy', 'acme'], { env }))
    expect(stdout).toContain('raw_pull_requests  20 rows, the same in both')
    expect(await readAll(dataDir, env)).toEqual(before)
    // A machine with nothing on its disk.
    const other = newFolder()
    expect(await readAll(other, env)).toEqual(before)
    await ok(upflow(other, ['crawl', 'acme'], { env }))
    const backup = join(newFolder(), 'backup')
    const taken = await ok(upflow(other, ['backup', 'create', backup, '--json'], { env }))
    const notInIt = 'The organizations of the database are not in it'
    expect([JSON.parse(taken.stdout).organizationsIn, taken.stderr]).toEqual([
      'database',
      expect.stringContaining(notInIt),
    ])
    expect((await ok(upflow(other, ['backup', 'check', backup]))).stderr).toContain(notInIt)
    const again = await upflow(dataDir, ['data', 'copy', 'acme'], { env })
    expect([again.code === 0, again.stderr]).toEqual([
      false,
      expect.stringContaining('There already is data of organization'),
    ])
  })

  it('come to be there from nothing: created, read, and reported of elsewhere', {
    timeout: 600_000,
  }, async () => {
    const env = { ...secret, UPFLOW_DATABASE_URL: await postgres!.cloneDatabase() }
    const emulator = await newEmulator(small(10))
    const dataDir = await newAcme(emulator, env)
    await ok(upflow(dataDir, ['backfill', 'acme'], { env }))
    expect(readdirSync(dataDir)).not.toContain('tenants')
    const reading = ['report', 'acme', '--since', '2009-01-01', '--json']
    const { report } = JSON.parse((await ok(upflow(dataDir, reading, { env }))).stdout)
    const files = await newAcme(emulator, secret)
    await ok(upflow(files, ['backfill', 'acme'], { env: secret }))
    const ofFiles = JSON.parse((await ok(upflow(files, reading, { env: secret }))).stdout)
    expect(report.all.merged).toBeGreaterThan(0)
    expect(report.all).toEqual(ofFiles.report.all)
    expect(JSON.parse((await ok(upflow(newFolder(), reading, { env }))).stdout)).toEqual({ report })
  })

  it('have one audit, and the same tokens and invitations, wherever they are asked for', {
    timeout: 600_000,
  }, async () => {
    const env = { ...secret, UPFLOW_DATABASE_URL: await postgres!.cloneDatabase() }
    const here = await newAcme(await newEmulator(small(1)), env)
    const there = newFolder()
    const ask = async (dataDir: string, ...words: string[]) =>
      JSON.parse((await ok(upflow(dataDir, [...words, '--json'], { env }))).stdout)
    await ask(there, 'settings', 'set', 'acme', 'codingWindowDays', '30', '--no-recalculate')
    await ask(here, 'user', 'token', 'acme', 'ci')
    await ask(there, 'user', 'invite', 'acme', 'member', 'for Ben')
    const audit = await ask(here, 'audit', 'settings', 'acme')
    expect(JSON.stringify(audit)).toContain('codingWindowDays')
    expect(await ask(there, 'audit', 'settings', 'acme')).toEqual(audit)
    for (const list of [
      ['user', 'tokens', 'acme'],
      ['user', 'invitations', 'acme'],
      ['audit', 'accounts'],
    ]) {
      const ofHere = await ask(here, ...list)
      expect(await ask(there, ...list)).toEqual(ofHere)
      expect(Object.values(ofHere)[0]).toHaveLength(list[0] === 'audit' ? 2 : 1)
    }
  })

  it('of two machines with accounts of their own, somebody says whose are kept', {
    timeout: 600_000,
  }, async () => {
    const env = { ...secret, UPFLOW_DATABASE_URL: await postgres!.cloneDatabase() }
    const emulator = await newEmulator(small(1))
    const acme = await newAcme(emulator, secret)
    // The same organization, as machines have it before they share accounts.
    const newMachine = async (name: string) => {
      const dataDir = newFolder()
      cpSync(acme, dataDir, { recursive: true })
      await ok(upflow(dataDir, ['user', 'token', 'acme', name], { env: secret }))
      return dataDir
    }
    const [first, second] = [await newMachine('of the first'), await newMachine('of the second')]
    const copied = await ok(upflow(first, ['data', 'copy', 'acme'], { env }))
    expect(copied.stderr).toContain('in the database now, for all machines: people 0, 1 API token, 1 line of')
    const tokens = async (dataDir: string, of = env as Record<string, string>) => {
      const { stdout } = await ok(upflow(dataDir, ['user', 'tokens', 'acme', '--json'], { env: of }))
      return JSON.parse(stdout).tokens.map(({ name }: { name: string }) => name)
    }
    const refused = await upflow(second, ['user', 'tokens', 'acme'], { env })
    expect([refused.code === 0, refused.stderr]).toEqual([
      false,
      expect.stringContaining('upflow data accounts database'),
    ])
    // What asks for no accounts is not held up.
    await ok(upflow(second, ['org', 'list'], { env }))
    const migrated = await upflow(second, ['migrate'], { env })
    expect([migrated.code === 0, migrated.stderr]).toEqual([
      false,
      expect.stringContaining('upflow data accounts database'),
    ])
    expect(await hasRuns(env.UPFLOW_DATABASE_URL)).toBe(true)
    const choose = async (dataDir: string, kept: string) =>
      JSON.parse((await ok(upflow(dataDir, ['data', 'accounts', kept, '--json'], { env }))).stdout)
    const { aside } = await choose(second, 'database')
    expect([await tokens(second), await tokens(aside, secret)]).toEqual([['of the first'], ['of the second']])
    expect(await choose(second, 'database')).toMatchObject({ isChanged: false, aside: null })
    const third = await newMachine('of the third')
    const replaced = await choose(third, 'machine')
    expect([await tokens(third), await tokens(first), await tokens(replaced.aside, secret)]).toEqual([
      ['of the third'],
      ['of the third'],
      ['of the first'],
    ])
    // Without the database, what was copied of it is changed by nobody who does not say so.
    const alone = await upflow(first, ['user', 'token', 'acme', 'alone'], { env: secret })
    expect([alone.code === 0, alone.stderr]).toEqual([
      false,
      expect.stringContaining('are a copy of those in'),
    ])
    await ok(upflow(first, ['data', 'accounts', 'machine'], { env: secret }))
    await ok(upflow(first, ['user', 'token', 'acme', 'alone'], { env: secret }))
  })

  it('say so when the accounts of a machine come with a command that asks for them', async () => {
    const env = { ...secret, UPFLOW_DATABASE_URL: await postgres!.cloneDatabase() }
    const dataDir = newFolder()
    await ok(upflow(dataDir, ['org', 'create', 'acme'], { env: secret }))
    await ok(upflow(dataDir, ['user', 'token', 'acme', 'ci'], { env: secret }))
    const { stderr } = await ok(upflow(dataDir, ['user', 'list'], { env }))
    expect(stderr).toContain('in the database now, for all machines: people 0, 1 API token')
  })

  it('are asked for without a password in what is said', async () => {
    const env = { ...secret, UPFLOW_DATABASE_URL: 'postgresql://upflow:hunter2@127.0.0.1:1/upflow' }
    const { code, stdout, stderr } = await upflow(newFolder(), ['migrate'], { env })
    expect([code === 0, stderr]).toEqual([
      false,
      expect.stringContaining('127.0.0.1:1/upflow cannot be used'),
    ])
    expect(stdout + stderr).not.toContain('hunter2')
    const without = await upflow(newFolder(), ['data', 'copy', 'acme'], { env: secret })
    expect(without.stderr).toContain('UPFLOW_DATABASE_URL')
  })
})
