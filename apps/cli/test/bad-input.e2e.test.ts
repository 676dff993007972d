/** What is wrong with what the CLI is given or finds is said in one line, and nothing is lost by it. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import {
  dump,
  fileHolds,
  newAcme,
  newEmulator,
  newFolder,
  ok,
  small,
  start,
  token,
  until,
  upflow,
} from './support.ts'

describe('bad input gives one clear line, the right exit code, and loses nothing', () => {
  const cases: [string, string[], number, RegExp][] = [
    ['an unknown organization', ['backfill', 'none'], 1, /no organization 'none'\. There are: acme/],
    [
      'an unknown repository',
      ['crawl', '--repository', 'a/b'],
      1,
      /no repository 'a\/b'\. There are: bitcoin-core\/gui/,
    ],
    ['an unknown run', ['runs', 'show', 'run_x'], 1, /no run 'run_x'/],
    ['an organization twice', ['org', 'create', 'acme'], 1, /already is an organization 'acme'/],
    ['a bad id', ['org', 'create', 'Not A Slug'], 2, /not an organization id/],
    ['a bad rule', ['org', 'create', 'beta', '--release-rule', 'tags:('], 1, /cannot be used/],
    ['a bad repository', ['repo', 'add', 'acme', 'a/b/c'], 1, /OWNER\/NAME/],
    [
      'a repository that is not there',
      ['repo', 'add', 'bitcoin-core/none'],
      1,
      /Could not resolve.*may not see it/,
    ],
    ['a bad day', ['report', '--since', '2026-02-30'], 2, /such as 2026-01-31/],
    ['no command', [], 2, /say what to do/i],
    ['an unknown command', ['backfil'], 2, /no command 'backfil'/],
    ['an unknown option', ['report', '--sinse', '2026-01-01'], 2, /[Uu]nknown option/],
    ['an option without its value', ['report', '--since'], 2, /value of --since is missing/],
    ['a reversed period', ['report', '--since', '2026-04-01', '--until', '2026-03-01'], 2, /not before/],
    [
      'a reversed period of a list',
      ['pulls', 'list', '--since', '2026-04-01', '--until', '2026-03-01'],
      2,
      /--since .* not before --until/,
    ],
    [
      'a period without a day',
      ['pulls', 'list', '--opened-since', '2026-04-01', '--opened-until', '2026-04-01'],
      2,
      /--opened-since .* not before --opened-until/,
    ],
    [
      'a size there is not',
      ['pulls', 'list', '--size', 'XXL'],
      2,
      /--size takes XS, S, M, L or XL, not 'XXL'/,
    ],
    ['a size there is not', ['report', '--size', 'huge'], 2, /--size takes XS/],
    [
      'a team as what it cannot be',
      ['report', '--team', 'core', '--team-as', 'owner'],
      2,
      /--team-as takes author, reviewer or repository, not 'owner'/,
    ],
    ['a role of no team', ['pulls', 'list', '--team-as', 'reviewer'], 2, /--team-as needs a --team/],
    ['a path of nothing', ['pulls', 'list', '--path', '/'], 2, /--path takes a file, a folder or a glob/],
    ['an author of nothing', ['report', '--author', ''], 2, /--author takes a login, not ''/],
    [
      'an author of nothing but an @',
      ['pulls', 'list', '--author', '@'],
      2,
      /--author takes a login, not '@'/,
    ],
    ['a kind of nothing', ['now', '--kind', ' '], 2, /--kind takes a kind of pull request/],
    ['a branch of nothing', ['releases', '--base='], 2, /--base takes a branch, not ''/],
    ['a team of nothing', ['flow', '--team', ''], 2, /--team takes a team's slug, not ''/],
    ['an empty rule', ['repo', 'add', 'bitcoin-core/gui', '--release-rule', ''], 1, /branch:NAME/],
    ['a repository of digits', ['crawl', '--repository', '007'], 1, /no repository '007'/],
    ['an empty repository', ['crawl', '--repository', ''], 1, /no repository ''/],
    ['an unknown action', ['runs', 'stop', 'x'], 2, /use list, show, retry, rerun or cancel/],
    ['a number that is none', ['worker', '--concurrency', '0x2'], 2, /from 1 to 64, not '0x2'/],
    ['a number of days that is none', ['user', 'token', 'acme', 'x', '--days', '1e1'], 2, /not '1e1'/],
    ['a number of hours that is none', ['notify', 'set', 'acme', '--wait-limit', '0x9'], 2, /not '0x9'/],
    ['a digest on no day', ['notify', 'set', 'acme', '--digest', '8 08:00'], 2, /1 is Monday.*not '8 08:00'/],
    [
      'options of a channel without its name',
      ['notify', 'set', 'acme', '--wait-limit', '9', '--mail', 'ann@example.com'],
      2,
      /needs the name of a channel/,
    ],
    [
      'options of mail for a webhook',
      ['notify', 'set', 'acme', 'hook', '--webhook', 'https://example.com', '--from', 'ann@example.com'],
      2,
      /--from, --smtp, --security and --user are of a channel by mail/,
    ],
    ['a flow of the future', ['flow', '--since', '9999-01-01'], 2, /--since 9999-01-01 lies in the future/],
    ['what stands behind two dashes', ['report', '--', '--json'], 1, /no organization '--json'/],
  ]
  it('on the command line', async () => {
    const emulator = await newEmulator()
    const dataDir = await newAcme(emulator)
    await ok(upflow(dataDir, ['backfill']))
    const rows = dump(dataDir)
    for (const [what, args, code, message] of cases) {
      const result = await upflow(dataDir, args)
      expect([what, result.code, result.stdout], result.stderr).toEqual([what, code, ''])
      expect(result.stderr, what).toMatch(/^Error: .+\n$/)
      expect(result.stderr, what).toMatch(message)
    }
    expect((await upflow(dataDir, ['backfill', 'none', '--verbose'])).stderr).toMatch(/\n {4}at /)
    expect(dump(dataDir)).toEqual(rows)
  })

  it('in the configuration, all problems at once', async () => {
    const env = { UPFLOW_DATA_DIR: 'relative', UPFLOW_THREADS: '0' }
    expect(await upflow(newFolder(), ['org', 'list'], { env })).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /^Error: .*UPFLOW_DATA_DIR must be an absolute path; UPFLOW_THREADS must be at least 1\.\n$/,
      ),
    })
  })

  it('no organization, or several and none named', async () => {
    const dataDir = newFolder()
    expect(await upflow(dataDir, ['crawl'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('backfill --demo'),
    })
    for (const id of ['one', 'two']) await ok(upflow(dataDir, ['org', 'create', id]))
    expect(await upflow(dataDir, ['crawl'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('one, two'),
    })
  })

  it('no token, a wrong token, GitHub down: nothing is fetched, and what was stored stays', async () => {
    const emulator = await newEmulator()
    const dataDir = await newAcme(emulator)
    await ok(upflow(dataDir, ['backfill']))
    const rows = dump(dataDir)
    emulator.journal.length = 0
    const wrong = await upflow(dataDir, ['backfill'], {
      env: { UPFLOW_GITHUB_TOKEN: 'ghp_wrongwrongwrongwrongwrong', UPFLOW_GITHUB_API_URL: emulator.url },
    })
    expect(wrong).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/refused the token.*store a new one/),
    })
    expect(wrong.stderr).not.toMatch(/ at .*\.js/)
    expect(emulator.journal.map(({ operation }) => operation)).toEqual(['Viewer'])
    await emulator.close()
    const waiting = start(dataDir, ['backfill'])
    await until(() => /waits until .*Z: .*cannot be reached.*refused.*try again/.test(waiting.stderr()))
    waiting.process.kill('SIGINT')
    expect((await waiting.ended).code).toBe(130)
    await ok(upflow(dataDir, ['org', 'create', 'beta']))
    expect(await upflow(dataDir, ['repo', 'add', 'beta', 'a/b'])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/no GitHub token for organization 'beta'.*UPFLOW_GITHUB_TOKEN/),
    })
    expect(dump(dataDir)).toEqual(rows)
  })

  it("the environment's token for an address that was given without it, until it is given with it", async () => {
    const emulator = await newEmulator(small(2))
    const dataDir = newFolder()
    const env = { UPFLOW_GITHUB_TOKEN: token }
    const add = (environment: Readonly<Record<string, string>> = env) =>
      upflow(dataDir, ['repo', 'add', 'acme', 'bitcoin-core/gui'], { env: environment })
    await ok(upflow(dataDir, ['org', 'create', 'acme', '--api-url', emulator.url]))
    const refused = await add()
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is for https://api.github.com'),
    })
    expect(emulator.journal).toEqual([])
    const [, remedy] = /say so with '(.*?)'/.exec(refused.stderr)!
    await ok(upflow(dataDir, remedy!.split(' '), { env }))
    expect(await add({ GITHUB_TOKEN: token })).toMatchObject({ code: 1 })
    expect(emulator.journal).toEqual([])
    await ok(add())
  })

  it('a data folder that cannot be written, and files that are damaged or newer', async () => {
    const emulator = await newEmulator()
    const dataDir = await newAcme(emulator)
    const blocked = join(newFolder(), 'file')
    writeFileSync(blocked, '')
    expect(await upflow(join(blocked, 'data'), ['org', 'list'])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^Error: The data folder .* cannot be made.*UPFLOW_DATA_DIR.*\n$/),
    })

    const path = join(dataDir, 'tenants', 'acme.db')
    const file = new Database(path)
    file.pragma('user_version = 99')
    file.close()
    expect(await upflow(dataDir, ['backfill'])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^Error: .*newer Upflow.*unchanged\.\n$/),
    })
    writeFileSync(path, 'not a database at all, but long enough to be looked at. '.repeat(100))
    expect(await upflow(dataDir, ['report'])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^Error: .*damaged or not a SQLite database.*backup.*\n$/),
    })
    expect(fileHolds(path, 'not a database at all')).toBe(true)
    // Another organization is none the worse.
    await ok(upflow(dataDir, ['org', 'create', 'beta']))
    expect((await ok(upflow(dataDir, ['repo', 'list', 'beta']))).stdout).toBe('')

    writeFileSync(
      join(dataDir, 'jobs.db'),
      'not a database at all, but long enough to be looked at. '.repeat(100),
    )
    expect(await upflow(dataDir, ['runs', 'list'])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^Error: The jobs file .*\n$/),
    })
  })
})

it('a file that is damaged in the middle is named by what meets the damage', async () => {
  const emulator = await newEmulator()
  const dataDir = await newAcme(emulator)
  await ok(upflow(dataDir, ['backfill']))
  const path = join(dataDir, 'tenants', 'acme.db')
  const bytes = readFileSync(path)
  bytes.fill(0xff, 4_096 * 20, 4_096 * 200)
  writeFileSync(path, bytes)
  const result = await upflow(dataDir, ['recalculate', '--everything'])
  expect(result).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/file of organization 'acme'.*is damaged.*restore it from a backup/),
  })
  expect(result.stderr).not.toMatch(/\n {4}at /)
  for (const command of [['report'], ['pulls', 'list'], ['reviews', 'show']])
    expect(await upflow(dataDir, command), command.join(' ')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`file of organization 'acme' ${path} is damaged`),
    })
})
