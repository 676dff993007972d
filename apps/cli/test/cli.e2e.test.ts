/** The CLI as people use it: processes, real files, a GitHub on loopback. */
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import {
  asShellsSee,
  dump,
  fileHolds,
  holdPages,
  newAcme,
  newEmulator,
  newFolder,
  ok,
  pagesOf,
  start,
  token,
  until,
  upflow,
} from './support.ts'

const json = (text: string) => {
  expect(text.trim().split('\n')).toHaveLength(1)
  return JSON.parse(text)
}

describe('the demo', () => {
  it('fetches, analyzes and reports with nothing set up; again it changes no row', async () => {
    const dataDir = newFolder()
    const first = await ok(upflow(dataDir, ['backfill', '--demo']))
    expect(first.stdout).toMatch(/^1275 merged, 55 without a response/m)
    for (const metric of ['coding', 'pickup', 'unanswered', 'review', 'deploy', 'total', 'lead time'])
      expect(first.stdout).toMatch(new RegExp(`^  ${metric} .*[\\d.]+ (s|min|h|d) +\\d+$`, 'm'))
    const shares = [...first.stdout.matchAll(/^ {2}(?:coding|pickup|review|deploy) +(\d+) %/gm)]
    expect(shares.reduce((sum, [, percent]) => sum + Number(percent), 0)).toBe(100)
    const lines = first.stdout.split('Sample:')[0]!.split('\n')
    expect(lines.filter((line) => line.length > 80)).toEqual([])
    expect(first.stderr).toMatch(/bitcoin-core\/secp256k1: fetch 1308\/1308 done/)
    const rows = dump(dataDir, 'demo')

    const again = await ok(upflow(dataDir, ['backfill', '--demo']))
    expect(again.stderr).toMatch(/0 new or different; 0 analyzed, 0 changed/)
    expect(dump(dataDir, 'demo')).toEqual(rows)
    const undated = (text: string) => text.replaceAll(/^As of .*$/gm, '')
    expect(undated(again.stdout)).toBe(undated(first.stdout))
    expect((await ok(upflow(dataDir, ['report']))).stdout.trim()).toBe(again.stdout.trim())
    const { stdout } = await ok(upflow(dataDir, ['pulls', 'show', 'bitcoin-core/secp256k1#1313', '--demo']))
    expect(stdout).toMatch(/awaiting review +marked ready by/)
    const [, total, ...parts] = /total +(\d+) = coding (\d+) \+ pickup (\d+) \+ review (\d+)/.exec(stdout)!
    expect(parts.reduce((sum, part) => sum + Number(part), 0)).toBe(Number(total))
    const csv = (await ok(upflow(dataDir, ['report', '--by', 'repository', '--format', 'csv']))).stdout
    expect(
      csv
        .trim()
        .split('\n')
        .map((line) => line.split(',')[0]),
    ).toEqual(['group', 'bitcoin-core/gui', 'bitcoin-core/secp256k1', 'all'])
    const listed = await ok(
      upflow(dataDir, ['pulls', 'list', '--sort', 'total', '--state', 'merged', '--limit', '1']),
    )
    expect(listed.stdout).toContain('bitcoin-core/secp256k1#337')
    expect(listed.stderr).toMatch(/^Left out: \d+ of kind bot$/m)
    const byLogin = (login: string) =>
      ok(upflow(dataDir, ['report', '--author', login])).then(({ stdout: text }) => text)
    expect(await byLogin('@DEV-6ffce68383')).toBe(await byLogin('dev-6ffce68383'))
    // Nothing was merged: what waits, and what was before, are no less there.
    const empty = (await ok(upflow(dataDir, ['report', '--since', '2026-11-01', '--until', '2026-11-02'])))
      .stdout
    expect(empty).toMatch(/^0 merged.*\nbefore: 0 merged, 0 without a response \(from 2026-10-31\)$/m)
    expect(empty).toMatch(/^Waiting now, the longest first$/m)
    expect(empty).not.toContain('Where the time went')
    // Without the sample its runs are left alone, and it says what to do.
    expect(await upflow(dataDir, ['crawl'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('add --demo'),
    })
    expect(await upflow(dataDir, ['backfill', 'acme', '--demo'])).toMatchObject({ code: 2 })
  })

  it('may be started several times at once in an empty folder', async () => {
    const dataDir = newFolder()
    const results = await Promise.all(
      [1, 2, 3, 4].map(() => upflow(dataDir, ['backfill', '--demo', '--json'])),
    )
    for (const { code, stderr } of results) expect(code, stderr).toBe(0)
    expect(dump(dataDir, 'demo').analyzed_pull_requests).toHaveLength(1845)
  })

  it('has a second organization, and says what its sample lacks', async () => {
    const { stdout } = await ok(upflow(newFolder(), ['backfill', 'demo-cfrg', '--demo']))
    expect(stdout).toContain('Pull requests of demo-cfrg merged at any time')
    expect(stdout).toContain('It lacks when reviews were submitted')
  })
})

describe('--json', () => {
  it('prints one object on stdout, and everything else on stderr', async () => {
    const emulator = await newEmulator()
    const dataDir = await newAcme(emulator)
    const { stdout, stderr } = await ok(upflow(dataDir, ['backfill', '--json']))
    expect(json(stdout)).toMatchObject({
      run: { id: expect.stringMatching(/^run_/), status: 'succeeded' },
      output: { repositories: 2, read: 150, failed: [] },
    })
    expect(stderr).toContain('fetch 75/75 done')
    expect(json((await ok(upflow(dataDir, ['report', '--json']))).stdout).report.repositories).toHaveLength(2)
    expect(json((await ok(upflow(dataDir, ['org', 'list', '--json']))).stdout)).toEqual({
      organizations: [{ id: 'acme', name: 'acme' }],
    })
    expect(json((await ok(upflow(dataDir, ['repo', 'list', '--json']))).stdout).repositories).toHaveLength(2)
    const { runs } = json((await ok(upflow(dataDir, ['runs', 'list', '--json']))).stdout)
    expect(runs).toMatchObject([{ job: 'backfill', status: 'succeeded' }])
    expect(
      json((await ok(upflow(dataDir, ['runs', 'show', runs[0].id, '--json']))).stdout).steps,
    ).toHaveLength(8)
    expect(json((await upflow(dataDir, ['crawl', 'none', '--json'])).stdout)).toMatchObject({
      run: null,
      output: null,
      error: { code: 'db/unknown-organization' },
    })
  })
})

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
    ['an empty rule', ['repo', 'add', 'bitcoin-core/gui', '--release-rule', ''], 1, /branch:NAME/],
    ['a repository of digits', ['crawl', '--repository', '007'], 1, /no repository '007'/],
    ['an empty repository', ['crawl', '--repository', ''], 1, /no repository ''/],
    ['an unknown action', ['runs', 'stop', 'x'], 2, /use list, show, retry, rerun or cancel/],
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

describe('a repository that fails', () => {
  it('ends the run as partial with exit code 3, and retry takes only that one', async () => {
    const emulator = await newEmulator()
    const dataDir = await newAcme(emulator)
    const [gui] = emulator.data.repositories
    gui!.isVisible = false
    const partial = await upflow(dataDir, ['backfill', '--json'])
    expect(partial.code).toBe(3)
    const { run, output } = json(partial.stdout)
    expect([run.status, output.failed.map(({ repository }: { repository: string }) => repository)]).toEqual([
      'partial',
      ['bitcoin-core/gui'],
    ])
    expect(partial.stderr).toContain(`runs retry ${run.id}`)
    gui!.isVisible = true
    emulator.journal.length = 0
    const retried = await ok(upflow(dataDir, ['runs', 'retry', run.id, '--json']))
    expect(json(retried.stdout)).toMatchObject({
      run: { id: run.id, status: 'succeeded' },
      output: { read: 150, failed: [] },
    })
    expect(new Set(pagesOf(emulator).map(({ repository }) => repository))).toEqual(new Set([gui!.id]))
    expect(await upflow(dataDir, ['runs', 'retry', run.id])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is succeeded'),
    })
  })
})

describe('two at once', () => {
  it('the second backfill follows the first, and both end well', async () => {
    const emulator = await newEmulator()
    const dataDir = await newAcme(emulator)
    const held = holdPages(emulator, 3)
    const first = start(dataDir, ['backfill', '--json'])
    await until(() => pagesOf(emulator).length > 2)
    const second = start(dataDir, ['backfill', '--json'])
    await until(() => second.stderr().includes('is doing just that already'))
    held.release()
    const results = await Promise.all([ok(first.ended), ok(second.ended)])
    const [one, two] = results.map(({ stdout }) => json(stdout))
    expect([two.run, two.output]).toEqual([one.run, one.output])
    const pages = pagesOf(emulator).map(({ repository, after }) => `${repository} ${after}`)
    expect(new Set(pages).size).toBe(pages.length)
  })

  it('one with other options waits its turn', async () => {
    const emulator = await newEmulator()
    const dataDir = await newAcme(emulator)
    const held = holdPages(emulator, 3)
    const first = start(dataDir, ['backfill', '--json'])
    await until(() => pagesOf(emulator).length > 2)
    const second = start(dataDir, ['backfill', '--no-recalculate', '--json'])
    await until(() => second.stderr().includes('waits for run'))
    held.release()
    expect(json((await ok(second.ended)).stdout).output).toMatchObject({ stored: 0 })
    await ok(first.ended)
  })

  it('a run can be cancelled from another process', async () => {
    const emulator = await newEmulator()
    const dataDir = await newAcme(emulator)
    emulator.faults.push({
      when: ({ operation }) => operation === 'PullRequests',
      respond: { kind: 'hang' },
      times: Number.POSITIVE_INFINITY,
    })
    const first = start(dataDir, ['backfill', '--json'])
    await until(() => pagesOf(emulator).length > 0)
    const { runs } = json((await ok(upflow(dataDir, ['runs', 'list', '--json']))).stdout)
    expect(json((await ok(upflow(dataDir, ['runs', 'cancel', runs[0].id, '--json']))).stdout)).toEqual({
      run: { id: runs[0].id, status: 'cancelled' },
    })
    expect(await first.ended).toMatchObject({ code: 1, stderr: expect.stringContaining('cancelled') })
  })
})

it('a run whose process was killed is said to be executed by nobody, and can be cancelled at once', async () => {
  const emulator = await newEmulator()
  const dataDir = await newAcme(emulator)
  const held = holdPages(emulator, 1)
  const victim = start(dataDir, ['backfill'])
  await until(() => pagesOf(emulator).length > 0)
  victim.process.kill('SIGKILL')
  await victim.ended
  held.release()
  const listed = await ok(upflow(dataDir, ['runs', 'list', '--json']))
  const { runs } = json(listed.stdout)
  const unserved = `Nobody executes ${runs[0].id}. No process serves the queue 'default': start 'upflow worker'`
  expect(listed.stderr).toContain(unserved)
  expect((await ok(upflow(dataDir, ['runs', 'show', runs[0].id]))).stderr).toContain(unserved)
  expect(json((await ok(upflow(dataDir, ['runs', 'cancel', runs[0].id, '--json']))).stdout)).toEqual({
    run: { id: runs[0].id, status: 'cancelled' },
  })
})

describe('Ctrl-C', () => {
  it('once gives the run back, and the next start goes on after the last page', async () => {
    const emulator = await newEmulator()
    const dataDir = await newAcme(emulator)
    const held = holdPages(emulator, 4)
    const first = start(dataDir, ['backfill', '--json'])
    await until(() => pagesOf(emulator).length > 3)
    first.process.kill('SIGINT')
    const stopped = await first.ended
    held.release()
    expect([stopped.code, stopped.signal]).toEqual([130, null])
    expect(stopped.stderr).toContain('goes on at the next start')
    const { run } = json(stopped.stdout)
    const before = pagesOf(emulator).length
    const next = json((await ok(upflow(dataDir, ['backfill', '--json']))).stdout)
    expect(next.run).toEqual({ id: run.id, status: 'succeeded' })
    // 7 pages of each repository; at most the two that were under way are asked for again.
    expect(before).toBeLessThan(14)
    expect(pagesOf(emulator).length).toBeLessThanOrEqual(14 + 2)
  })

  it('twice quits at once, whatever hangs', async () => {
    const emulator = await newEmulator()
    const dataDir = await newAcme(emulator)
    const held = holdPages(emulator, 2)
    const first = start(dataDir, ['backfill'])
    await until(() => pagesOf(emulator).length > 1)
    first.process.kill('SIGSTOP')
    first.process.kill('SIGINT')
    first.process.kill('SIGCONT')
    await until(() => first.stderr().includes('Stopping') || first.process.exitCode !== null)
    first.process.kill('SIGINT')
    expect(asShellsSee(await first.ended)).toBe(130)
    held.release()
    await ok(upflow(dataDir, ['backfill']))
  })
})

it('the token is in no file of the jobs, WAL included, while it runs and after a kill', async () => {
  const emulator = await newEmulator()
  const dataDir = await newAcme(emulator)
  const held = holdPages(emulator, 4)
  const env = { UPFLOW_GITHUB_TOKEN: token, UPFLOW_GITHUB_API_URL: emulator.url }
  const victim = start(dataDir, ['backfill'], { env })
  await until(() => pagesOf(emulator).length > 3)
  victim.process.kill('SIGKILL')
  await victim.ended
  held.release()
  for (const name of ['jobs.db', 'jobs.db-wal', 'tenants/acme.db', 'registry.db'])
    expect(fileHolds(join(dataDir, name), 'canary'), name).toBe(false)
  await ok(upflow(dataDir, ['backfill'], { env }))
  for (const name of ['jobs.db', 'tenants/acme.db', 'registry.db'])
    expect(fileHolds(join(dataDir, name), 'canary'), name).toBe(false)
})

it('a repository that is named twice, in whatever form, is read once', async () => {
  const emulator = await newEmulator()
  const dataDir = await newAcme(emulator)
  const names = ['gui', 'bitcoin-core/gui', 'Bitcoin-Core/GUI'].flatMap((name) => ['--repository', name])
  const { stdout } = await ok(upflow(dataDir, ['backfill', ...names, '--json']))
  expect(json(stdout).output).toMatchObject({ repositories: 1, read: 75 })
})

it('an organization may be called by digits', async () => {
  const dataDir = newFolder()
  await ok(upflow(dataDir, ['org', 'create', '007', '--name', '1e3']))
  expect((await ok(upflow(dataDir, ['org', 'list']))).stdout).toBe('007  1e3\n')
})

it('a result that cannot be written is an error, in one sentence', async () => {
  const full = openSync('/dev/full', 'w')
  try {
    for (const args of [['--help'], ['org', 'list', '--json']]) {
      const { ended } = start(newFolder(), args, { stdout: full })
      expect(await ended).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/^Error: The output cannot be written: .*no space left.*$/m),
      })
    }
  } finally {
    closeSync(full)
  }
})

it('a reader that leaves early is no error', async () => {
  const dataDir = newFolder()
  const running = start(dataDir, ['--help'])
  running.process.stdout!.destroy()
  expect((await running.ended).stderr).not.toContain('EPIPE')
})
