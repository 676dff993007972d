/** Files that are missing, may only be read, or are locked by others; and organizations that did not come to be. */
import { spawn } from 'node:child_process'
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { asShellsSee, newAcme, newEmulator, newFolder, ok, start, token, until, upflow } from './support.ts'

describe('an organization whose file is missing', () => {
  it('is an error of every command; no file is made anew, nobody is asked', async () => {
    const emulator = await newEmulator()
    const dataDir = await newAcme(emulator)
    const path = join(dataDir, 'tenants', 'acme.db')
    rmSync(path)
    for (const args of [
      ['report'],
      ['repo', 'list'],
      ['repo', 'add', 'bitcoin-core/gui'],
      ['org', 'token', 'acme'],
      ['backfill'],
      ['crawl'],
      ['recalculate'],
    ]) {
      const result = await upflow(dataDir, args, { input: token, env: { UPFLOW_GITHUB_TOKEN: token } })
      expect([args, result.code], result.stderr).toEqual([args, 1])
      expect(result.stderr).toMatch(
        /^Error: The file of organization 'acme', .*acme\.db, is missing or empty\./,
      )
    }
    expect(existsSync(path)).toBe(false)
    expect(emulator.journal).toEqual([])
    await ok(upflow(dataDir, ['org', 'create', 'acme', '--api-url', emulator.url]))
    expect((await ok(upflow(dataDir, ['org', 'list']))).stdout).toBe('acme  acme\n')
    await ok(upflow(dataDir, ['repo', 'list']))
  })
})

describe('a registry that is missing beside files of organizations', () => {
  it('is an error of every command; none is made, nothing is backed up, and one that takes a file up begins it', async () => {
    const dataDir = newFolder()
    await ok(upflow(dataDir, ['org', 'create', 'acme', '--token-stdin'], { input: token }))
    await ok(upflow(dataDir, ['settings', 'set', 'acme', 'excludedLogins', 'ann', '--no-recalculate']))
    const path = join(dataDir, 'registry.db')
    rmSync(path)
    const to = join(newFolder(), 'backup')
    for (const args of [
      ['report', 'acme'],
      ['org', 'list'],
      ['crawl', 'acme'],
      ['user', 'list'],
      ['org', 'create', 'beta'],
      ['backup', 'create', to],
    ]) {
      const result = await upflow(dataDir, args)
      expect([args, result.code, result.stdout], result.stderr).toEqual([args, 1, ''])
      expect(result.stderr).toMatch(
        /^Error: The registry .*registry\.db is missing or empty, while .*: acme\. .*'org create acme'/,
      )
    }
    expect([existsSync(path), existsSync(to)]).toEqual([false, false])
    await ok(upflow(dataDir, ['org', 'create', 'acme']))
    const { stdout } = await ok(upflow(dataDir, ['settings', 'show', 'acme']))
    expect(stdout).toMatch(/excludedLogins.*\n.*"ann"/)
  })
})

it('all files are brought up to date before anything serves, those of the runs too', async () => {
  const dataDir = newFolder()
  await ok(upflow(dataDir, ['org', 'create', 'acme']))
  const path = join(dataDir, 'jobs.db')
  const formatOf = () => {
    const file = new Database(path)
    try {
      return file.pragma('user_version', { simple: true })
    } finally {
      file.close()
    }
  }
  const migrated = await ok(upflow(dataDir, ['migrate']))
  expect(migrated.stdout).toBe('The registry, the runs and 1 organization are up to date.\n')
  // Where nothing ran there is nothing to bring up to date.
  expect(existsSync(path)).toBe(false)
  const old = new Database(path)
  old.exec(readFileSync(new URL('../../../packages/jobs/test/fixtures/jobs-v1.sql', import.meta.url), 'utf8'))
  old.close()
  expect(formatOf()).toBe(1)
  await ok(upflow(dataDir, ['migrate']))
  expect(formatOf()).toBeGreaterThan(1)
})

describe('an organization that cannot be created', () => {
  it.each([
    [
      'its token has a space',
      ['--token-stdin'],
      'ghp_abc def',
      1,
      /no GitHub token, it contains white space/,
    ],
    ['its token is in quotes', ['--token-stdin'], `"${token}"`, 1, /contains quotes.*such as ghp_/],
    ['its token has a control character', ['--token-stdin'], 'ghp_\x07abc', 1, /control characters/],
    ['no token came', ['--token-stdin'], '\n', 2, /No GitHub token came/],
    ['its address has a password', ['--api-url', 'http://svc:hunter2@127.0.0.1:1'], '', 2, /without a user/],
    ['its address has a token', ['--api-url', 'http://127.0.0.1:1/?t=hunter2'], '', 2, /or a query/],
    ['its address has no scheme', ['--api-url', 'svc:hunter2@127.0.0.1:1'], '', 2, /http or https/],
    ['its rule is none', ['--release-rule', ''], '', 1, /write branch:NAME/],
  ])('because %s leaves nothing behind', async (_, args, input, code, message) => {
    const dataDir = newFolder()
    const failed = await upflow(dataDir, ['org', 'create', 'acme', ...args], { input })
    expect([failed.code, failed.stdout], failed.stderr).toEqual([code, ''])
    expect(failed.stderr).toMatch(message)
    expect(failed.stderr).not.toContain('hunter2')
    expect(existsSync(join(dataDir, 'tenants'))).toBe(false)
    expect((await ok(upflow(dataDir, ['org', 'list']))).stdout).toBe('')
    await ok(upflow(dataDir, ['org', 'create', 'acme']))
  })

  it('because its process died before it was registered can be created later', async () => {
    const dataDir = newFolder()
    await ok(upflow(dataDir, ['org', 'create', 'acme', '--token-stdin'], { input: token }))
    for (const name of readdirSync(dataDir)) if (name.startsWith('registry')) rmSync(join(dataDir, name))
    await ok(upflow(dataDir, ['org', 'create', 'acme', '--name', 'Acme']))
    expect((await ok(upflow(dataDir, ['org', 'list']))).stdout).toBe('acme  Acme\n')
  })
})

it('--demo leaves an organization alone that is not of the demo', async () => {
  const dataDir = newFolder()
  await ok(upflow(dataDir, ['org', 'create', 'demo', '--api-url', 'http://127.0.0.1:9']))
  expect(await upflow(dataDir, ['backfill', '--demo'])).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/'demo' that is not the demo's.*UPFLOW_DATA_DIR/),
  })
  expect((await ok(upflow(dataDir, ['repo', 'list', 'demo']))).stdout).toBe('')
})

it('commands that read work in a folder that may only be read', async () => {
  const dataDir = newFolder()
  await ok(upflow(dataDir, ['backfill', '--demo']))
  const reading = [
    ['report'],
    ['org', 'list'],
    ['repo', 'list'],
    ['runs', 'list'],
    ['schedules', 'list', 'demo'],
    ['schedules', 'list', '--all'],
    ['notify', 'show', 'demo'],
    ['notify', 'deliveries', 'demo'],
    ['org', 'webhook', 'demo'],
    ['org', 'app', 'demo'],
  ]
  const before = await Promise.all(reading.map(async (args) => (await ok(upflow(dataDir, args))).stdout))
  const names = () => readdirSync(dataDir, { recursive: true })
  const there = names()
  const all = [dataDir, ...there.map((name) => join(dataDir, String(name)))]
  for (const path of all) chmodSync(path, path.includes('.db') && !path.endsWith('.owners') ? 0o444 : 0o555)
  // What may not be written is nothing to root.
  const asOther = process.getuid?.() === 0 ? { uid: 65_534 } : {}
  try {
    for (const [index, args] of reading.entries())
      expect((await ok(upflow(dataDir, args, asOther))).stdout, args.join(' ')).toBe(before[index])
    const id = before[3]!.split(' ')[0]!
    expect((await ok(upflow(dataDir, ['runs', 'show', id], asOther))).stdout).toContain('succeeded')
    const out = newFolder()
    chmodSync(out, 0o777)
    for (const args of [
      ['export', 'demo', '--to', join(out, 'demo.db')],
      ['export', 'demo', '--to', join(out, 'demo')],
      ['backup', 'create', join(out, 'backup')],
    ]) {
      const made = await ok(upflow(dataDir, args, asOther))
      expect([args, made.stdout]).toEqual([args, expect.stringContaining(args.at(-1)!)])
      expect(made.stderr).toMatch(/^It is not in the audit: .*cannot be opened or written/m)
    }
    expect(await upflow(dataDir, ['org', 'create', 'beta'], asOther)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^Error: .*cannot be opened or written.*\n$/),
    })
    expect(names()).toEqual(there)
  } finally {
    for (const path of all) chmodSync(path, 0o755)
  }
})

/** Another process that has a file to itself, from readers too when it is told so, until it is killed. */
async function hold(path: string, how: 'writers' | 'everybody'): Promise<{ release(): Promise<void> }> {
  const source = `
    import Database from 'better-sqlite3'
    const db = new Database(${JSON.stringify(path)})
    ${how === 'everybody' ? `db.pragma('locking_mode = EXCLUSIVE')` : ''}
    db.exec('BEGIN EXCLUSIVE; CREATE TABLE held (a)')
    process.stdout.write('held')
    process.stdin.resume()`
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
    cwd: import.meta.dirname,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()))
  await new Promise((resolve) => child.stdout!.once('data', resolve))
  return {
    async release() {
      child.kill('SIGKILL')
      await closed
    },
  }
}

describe('while another process has a file to itself', () => {
  it.each([
    ['registry.db', 'everybody', ['org', 'list']],
    ['registry.db', 'writers', ['org', 'create', 'beta']],
    ['registry.db', 'everybody', ['report']],
    ['registry.db', 'everybody', ['backfill']],
    ['tenants/acme.db', 'everybody', ['report']],
    ['tenants/acme.db', 'everybody', ['repo', 'list']],
    ['tenants/acme.db', 'writers', ['repo', 'add', 'bitcoin-core/gui']],
    ['tenants/acme.db', 'writers', ['org', 'token', 'acme']],
    ['tenants/acme.db', 'everybody', ['recalculate']],
  ] as const)('%s (%s): %j says so, and ends at Ctrl-C', async (file, how, args) => {
    const emulator = await newEmulator()
    const dataDir = await newAcme(emulator)
    const held = await hold(join(dataDir, file), how)
    try {
      const running = start(dataDir, args, { input: token })
      await until(() => running.stderr().includes('which another process keeps locked'))
      expect(running.stderr()).toMatch(
        new RegExp(
          `^Process ${running.process.pid} waits for the .*${file.replace('.', '\\.')},? which .*: \\d+ s so far`,
          'm',
        ),
      )
      running.process.kill('SIGINT')
      expect(await running.ended).toMatchObject({ code: 130, signal: null })
    } finally {
      await held.release()
    }
    await ok(upflow(dataDir, ['report']))
    if (args[1] === 'create') expect(existsSync(join(dataDir, 'tenants', 'beta.db'))).toBe(false)
  })

  it('a backfill whose thread waits ends at Ctrl-C, and goes on afterwards', async () => {
    const emulator = await newEmulator()
    const dataDir = await newAcme(emulator)
    const held = await hold(join(dataDir, 'tenants/acme.db'), 'writers')
    try {
      const running = start(dataDir, ['backfill', '--json'])
      const runs = async () => JSON.parse((await ok(upflow(dataDir, ['runs', 'list', '--json']))).stdout).runs
      await until(async () => (await runs())[0]?.status === 'running')
      running.process.kill('SIGINT')
      const stopped = await running.ended
      expect(stopped, stopped.stderr).toMatchObject({ code: 130, signal: null })
      expect(JSON.parse(stopped.stdout)).toMatchObject({ run: { status: 'interrupted' } })
    } finally {
      await held.release()
    }
    expect(JSON.parse((await ok(upflow(dataDir, ['backfill', '--json']))).stdout).output.read).toBe(150)
  })

  it('a backfill whose thread waits quits at once at the second Ctrl-C', async () => {
    const emulator = await newEmulator()
    const dataDir = await newAcme(emulator)
    const held = await hold(join(dataDir, 'tenants/acme.db'), 'writers')
    try {
      // Of several, since what it does at that moment is left to chance.
      for (let round = 0; round < 5; round++) {
        const running = start(dataDir, ['backfill'])
        await until(() => running.stderr().includes('which another process keeps locked'))
        running.process.kill('SIGINT')
        await until(() => running.stderr().includes('Stopping') || running.process.exitCode !== null)
        running.process.kill('SIGINT')
        const quit = await running.ended
        expect(asShellsSee(quit), quit.stderr).toBe(130)
      }
    } finally {
      await held.release()
    }
    await ok(upflow(dataDir, ['backfill']))
  })

  it('a command that waits goes on when it is free again', async () => {
    const emulator = await newEmulator()
    const dataDir = await newAcme(emulator)
    const held = await hold(join(dataDir, 'registry.db'), 'everybody')
    const running = start(dataDir, ['org', 'list'])
    await until(() => running.stderr().includes('waits for the registry'))
    await held.release()
    expect((await ok(running.ended)).stdout).toBe('acme  acme\n')
  })
})

it('a file that is no module of SQLite for this Node is told in one sentence', async () => {
  const dataDir = newFolder()
  const broken = join(dataDir, 'broken.cjs')
  const text = [
    "The module '/x/better_sqlite3.node'",
    'was compiled against a different Node.js version using',
    'NODE_MODULE_VERSION 108. This version of Node.js requires',
    'NODE_MODULE_VERSION 127. Please try re-compiling or re-installing',
    'the module (for instance, using `npm rebuild` or `npm install`).',
  ].join('\n')
  // What a module of another version makes Node throw, at the place where it is loaded.
  writeFileSync(
    broken,
    `process.dlopen = () => { throw Object.assign(new Error(${JSON.stringify(text)}), { code: 'ERR_DLOPEN_FAILED' }) }`,
  )
  for (const args of [['org', 'list'], ['report'], ['backfill', '--demo']]) {
    const result = await upflow(dataDir, args, { env: { NODE_OPTIONS: `--require ${broken}` } })
    expect(result).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /Error: SQLite's module better-sqlite3 was built for Node 18, and this is Node .* Run it with Node 18, or build it again .*pnpm install.*\n/,
      ),
    })
    expect(result.stderr).not.toMatch(/\n {4}at |Please try/)
  }
})
