/** The CLI as people use it: processes, real files, a GitHub on loopback. */
import { closeSync, openSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { dump, jsonOf, newAcme, newEmulator, newFolder, ok, pagesOf, start, upflow } from './support.ts'

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
    expect(await upflow(dataDir, ['org', 'check', 'demo'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('there is no GitHub to check'),
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
    expect(jsonOf(stdout)).toMatchObject({
      run: { id: expect.stringMatching(/^run_/), status: 'succeeded' },
      output: { repositories: 2, read: 150, failed: [] },
    })
    expect(stderr).toContain('fetch 75/75 done')
    expect(jsonOf((await ok(upflow(dataDir, ['report', '--json']))).stdout).report.repositories).toHaveLength(
      2,
    )
    expect(jsonOf((await ok(upflow(dataDir, ['org', 'list', '--json']))).stdout)).toEqual({
      organizations: [{ id: 'acme', name: 'acme' }],
    })
    expect(jsonOf((await ok(upflow(dataDir, ['repo', 'list', '--json']))).stdout).repositories).toHaveLength(
      2,
    )
    const { runs } = jsonOf((await ok(upflow(dataDir, ['runs', 'list', '--json']))).stdout)
    expect(runs).toMatchObject([{ job: 'backfill', status: 'succeeded' }])
    expect(
      jsonOf((await ok(upflow(dataDir, ['runs', 'show', runs[0].id, '--json']))).stdout).steps,
    ).toHaveLength(8)
    expect(jsonOf((await upflow(dataDir, ['crawl', 'none', '--json'])).stdout)).toMatchObject({
      run: null,
      output: null,
      error: { code: 'db/unknown-organization' },
    })
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
    const { run, output } = jsonOf(partial.stdout)
    expect([run.status, output.failed.map(({ repository }: { repository: string }) => repository)]).toEqual([
      'partial',
      ['bitcoin-core/gui'],
    ])
    expect(partial.stderr).toContain(`runs retry ${run.id}`)
    gui!.isVisible = true
    emulator.journal.length = 0
    const retried = await ok(upflow(dataDir, ['runs', 'retry', run.id, '--json']))
    expect(jsonOf(retried.stdout)).toMatchObject({
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

it('a repository that is named twice, in whatever form, is read once', async () => {
  const emulator = await newEmulator()
  const dataDir = await newAcme(emulator)
  const names = ['gui', 'bitcoin-core/gui', 'Bitcoin-Core/GUI'].flatMap((name) => ['--repository', name])
  const { stdout } = await ok(upflow(dataDir, ['backfill', ...names, '--json']))
  expect(jsonOf(stdout).output).toMatchObject({ repositories: 1, read: 75 })
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
