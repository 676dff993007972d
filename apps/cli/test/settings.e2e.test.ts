/** Settings as they are set in a terminal: validated, audited, and followed by what they change. */
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dump, newAcme, newEmulator, newFolder, ok, small, token, upflow } from './support.ts'

const json = (text: string) => JSON.parse(text)
const repository = 'bitcoin-core/secp256k1'

/** A data folder in which `acme` is read, copied for each test. */
const read = mkdtempSync(join(tmpdir(), 'upflow-settings-'))
afterAll(() => rmSync(read, { recursive: true, force: true }))

beforeAll(async () => {
  const emulator = await newEmulator(small(60))
  const dataDir = await newAcme(emulator)
  await ok(upflow(dataDir, ['backfill']))
  cpSync(dataDir, read, { recursive: true })
})

const analyses = (dataDir: string) => dump(dataDir).analyzed_pull_requests as Record<string, unknown>[]
const setting = async (dataDir: string, name: string) =>
  json((await ok(upflow(dataDir, ['settings', 'get', 'acme', name, '--json']))).stdout).value

describe('holidays of an iCalendar file', () => {
  it('are added to those that there are, what is none is said, and an odd file changes nothing', async () => {
    const dataDir = newFolder(read)
    const path = join(dataDir, 'holidays.ics')
    const add = () => upflow(dataDir, ['settings', 'holidays', path, '--no-recalculate', '--json'])
    await ok(upflow(dataDir, ['settings', 'set', 'calendar.holidays', '2030-01-01', '--no-recalculate']))
    const year = new Date().getUTCFullYear()
    writeFileSync(
      path,
      `BEGIN:VCALENDAR
BEGIN:VEVENT
SUMMARY:Labour Day
DTSTART;VALUE=DATE:20200501
RRULE:FREQ=YEARLY;UNTIL=${year}0501
END:VEVENT
BEGIN:VEVENT
SUMMARY:Lunch
DTSTART:${year}0501T120000Z
END:VEVENT
END:VCALENDAR
`,
    )
    const { stdout, stderr } = await ok(add())
    expect(stderr).toContain('Lunch is of some hours')
    expect(json(stdout).leftOut).toHaveLength(1)
    const holidays = await setting(dataDir, 'calendar.holidays')
    expect(holidays).toContain(`${year}-05-01`)
    expect(holidays).toContain('2030-01-01')
    expect(json((await ok(add())).stdout).changes).toEqual([])
    writeFileSync(path, '<html>')
    const odd = await add()
    expect(odd.code).not.toBe(0)
    expect(odd.stderr).toContain('where an iCalendar file has BEGIN:VCALENDAR')
    expect(await setting(dataDir, 'calendar.holidays')).toEqual(holidays)
  })
})

describe('a change', () => {
  it('is recorded with who made it, and recalculates what it touches as if it had been so from the start', async () => {
    const dataDir = newFolder(read)
    const reviewers = dump(dataDir).review_requests as { reviewer_login: string }[]
    const someone = reviewers[0]!.reviewer_login
    const { stdout } = await ok(
      upflow(dataDir, ['settings', 'set', 'excluded-logins', `@${someone}`, '--json']),
    )
    const { changes, run, output } = json(stdout)
    expect(changes).toMatchObject([{ key: 'excludedLogins', before: null, after: JSON.stringify([someone]) }])
    expect(run.status).toBe('succeeded')
    expect(output.changed).toBeGreaterThan(0)
    const changed = dump(dataDir)
    expect(
      json((await ok(upflow(dataDir, ['recalculate', '--everything', '--json']))).stdout).output.changed,
    ).toBe(0)
    expect(dump(dataDir)).toEqual(changed)

    const log = await ok(upflow(dataDir, ['settings', 'log', 'acme']))
    // The newest first: two recalculations that followed, and the change.
    const [everything, after, change] = log.stdout.split('\n')
    for (const line of [everything, after])
      expect(line).toMatch(/^\S+Z {2}\S+ {2}run: recalculate started \(run_/)
    expect(change).toMatch(new RegExp(`^\\S+Z  \\S+  excludedLogins: \\[\\] → \\["${someone}"\\]$`))
    expect(log.stdout).not.toContain(token)
    await ok(upflow(dataDir, ['settings', 'unset', 'excludedLogins']))
    expect(dump(dataDir)).toEqual(dump(read))
  })

  it('adds to a list and removes from it; a field of the calendar leaves the others', async () => {
    const dataDir = newFolder(read)
    const set = (...args: string[]) =>
      ok(upflow(dataDir, ['settings', 'set', 'acme', ...args, '--no-recalculate']))
    await set('botLogins', 'a-ci', 'b-ci')
    await set('botLogins', 'c-ci', '--add')
    await set('botLogins', 'B-ci', '--remove')
    expect(await setting(dataDir, 'botLogins')).toEqual(['a-ci', 'c-ci'])
    await set('calendar.workingDays', '1', '2')
    const note = await set('calendar.timeZone', 'Europe/Berlin')
    expect(note.stderr).toContain(`calendar.timeZone: "UTC" → "Europe/Berlin"`)
    expect(note.stderr).toContain(`until 'recalculate acme'`)
    expect(await setting(dataDir, 'calendar')).toMatchObject({
      workingDays: [1, 2],
      timeZone: 'Europe/Berlin',
    })
    expect(await setting(dataDir, 'calendar.timeZone')).toBe('Europe/Berlin')
    const teams = JSON.stringify([{ slug: 'core', members: ['ann'] }])
    await ok(
      upflow(dataDir, ['settings', 'set', 'acme', 'teams', '--file', '-', '--no-recalculate'], {
        input: teams,
      }),
    )
    expect(await setting(dataDir, 'teams')).toMatchObject([{ slug: 'core', name: 'core' }])
    const dated = [{ slug: 'core', members: ['ann', { login: 'ben', to: '2026-03-01' }] }]
    await set('teams', JSON.stringify(dated))
    expect(await setting(dataDir, 'teams')).toMatchObject([
      {
        members: [
          { login: 'ann', from: null, to: null },
          { login: 'ben', from: null, to: '2026-03-01' },
        ],
      },
    ])
    const merged = [{ login: 'ann', others: ['ann-at-work'] }]
    const said = await set('merged-logins', JSON.stringify(merged))
    expect(said.stderr).toContain('mergedLogins: [] → [{"login":"ann","others":["ann-at-work"]}]')
    expect(await setting(dataDir, 'mergedLogins')).toEqual(merged)
  })

  it('adds words of a file to a list, and nothing that is none', async () => {
    const dataDir = newFolder(read)
    const add = (name: string, input: unknown, how = '--add') =>
      upflow(dataDir, ['settings', 'set', 'acme', name, how, '--file', '-', '--no-recalculate'], {
        input: JSON.stringify(input),
      })
    await ok(add('botLogins', ['a-ci', 'b-ci']))
    await ok(add('calendar.workingDays', [6]))
    const before = [await setting(dataDir, 'botLogins'), await setting(dataDir, 'calendar')]
    expect(before[0]).toEqual(['a-ci', 'b-ci'])
    for (const odd of [[null], [{ login: 'c-ci' }], 'c-ci', null, { add: ['c-ci'] }])
      expect(await add('botLogins', odd)).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('take a list of words from -, such as'),
      })
    // All of it would be set, and what is not in it lost.
    for (const how of ['--add', '--remove'])
      expect((await add('calendar', { timeZone: 'Europe/Berlin' }, how)).code).toBe(2)
    expect([await setting(dataDir, 'botLogins'), await setting(dataDir, 'calendar')]).toEqual(before)
  })

  it('keeps what is there when it is added again, in its place; globs by their very letters', async () => {
    const dataDir = newFolder(read)
    const set = (...args: string[]) =>
      ok(upflow(dataDir, ['settings', 'set', 'acme', ...args, '--no-recalculate']))
    await set('botLogins', 'a-ci', 'b-ci')
    expect((await set('botLogins', '@A-ci', '--add')).stderr).toContain('It was so already.')
    await set('botLogins', 'c-ci', 'A-CI', '--add')
    expect(await setting(dataDir, 'botLogins')).toEqual(['a-ci', 'b-ci', 'c-ci'])
    await set('generatedFiles', '**/*.lock')
    await set('generatedFiles', '**/*.Lock', '--add')
    await set('generatedFiles', '**/*.lock', '--remove')
    expect(await setting(dataDir, 'generatedFiles')).toEqual(['**/*.Lock'])
    const nothing = await upflow(dataDir, ['settings', 'set', 'acme', 'botLogins', '--file', '-'], {
      input: 'null',
    })
    expect(nothing).toMatchObject({ code: 1, stderr: expect.stringContaining('must be a list of logins') })
    expect(await setting(dataDir, 'botLogins')).toEqual(['a-ci', 'b-ci', 'c-ci'])
    await ok(
      upflow(dataDir, ['settings', 'set', 'acme', 'botLogins', '--file', '-', '--no-recalculate'], {
        input: '[]',
      }),
    )
    expect(await setting(dataDir, 'botLogins')).toEqual([])
  })

  it.each([
    [['set', 'acme', 'botLogins'], 2, /to empty it, give --file - with \[\].*'settings unset'/],
    [['set', 'acme', 'calendar.timeZone', 'Mars'], 1, /'Mars' is no time zone/],
    [['set', 'acme', 'kinds', '[{"kind":"x","title":"("}]'], 1, /The pattern '\(' cannot be used/],
    [['set', 'acme', 'kinds', '[{'], 2, /value of kinds is no JSON/i],
    [['set', 'acme', 'codingWindowDays', 'a', 'b'], 2, /takes one value/],
    [['set', 'acme', 'codingWindowDays'], 2, /needs its value/],
    [['set', 'acme', 'codingWindowDays', '5', '--add'], 2, /--add goes with lists/],
    [['set', 'acme', 'botLogins', 'nobody', '--remove'], 2, /no 'nobody' in botLogins/],
    [['set', 'acme', 'mergedLogins', '[{"login":"ann","others":[]}]'], 1, /must name another login/],
    [['set', 'acme', 'releaseRule', 'tag:v'], 1, /'tag:v' is not a release rule/],
    [['set', 'acme', 'botLogin', 'a'], 2, /no setting 'botLogin': there are .*botLogins/],
    [['unset', 'acme', 'calendar.timeZone'], 2, /only all of calendar/i],
    [['set', 'nobody', 'botLogins', 'a'], 1, /no organization 'nobody'/],
    [['edit', 'acme'], 2, /set EDITOR to one, or give what is to be set with --file/],
  ] as const)('that cannot be meant says why, and changes nothing: %j', async (args, code, message) => {
    const result = await upflow(read, ['settings', ...args])
    expect(result).toMatchObject({ code, stderr: expect.stringMatching(message) })
    const { settings } = json((await ok(upflow(read, ['settings', 'show', 'acme', '--json']))).stdout)
    expect(Object.keys(settings).filter((key) => settings[key].isSet)).toEqual(['releaseRule'])
  })
})

describe('a repository that is paused', () => {
  it('is left out and named by a run of all, refused when it is named, and read again after', async () => {
    const emulator = await newEmulator(small(10))
    const dataDir = await newAcme(emulator)
    const paused = await ok(upflow(dataDir, ['repo', 'pause', repository.toUpperCase(), '--json']))
    expect(json(paused.stdout)).toEqual({ paused: [repository] })
    expect(paused.stderr).toContain(`${repository} is paused: nothing is read of it`)
    expect((await ok(upflow(dataDir, ['repo', 'pause', repository]))).stderr).toContain('It was so already.')
    const { stdout, stderr } = await ok(upflow(dataDir, ['crawl', '--json']))
    expect(json(stdout).output).toMatchObject({ repositories: 1, paused: [repository] })
    expect(stderr).toContain(`Nothing was read of what is paused: ${repository}`)
    const refused = await upflow(dataDir, ['backfill', '--repository', repository])
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`repo resume acme ${repository}`),
    })
    expect((await ok(upflow(dataDir, ['repo', 'list']))).stdout).toMatch(
      new RegExp(`^${repository} .*, paused since \\S+Z by \\S+$`, 'm'),
    )
    await ok(upflow(dataDir, ['repo', 'resume', repository]))
    expect(json((await ok(upflow(dataDir, ['crawl', '--json']))).stdout).output.repositories).toBe(2)
    const log = (await ok(upflow(dataDir, ['settings', 'log']))).stdout
    expect(log).toContain(`repository: ${repository} paused`)
    expect(log).toContain(`repository: ${repository} read again`)
  })
})

describe('a release rule', () => {
  it('of a repository says how much it matches, and recalculates that one alone; default goes back', async () => {
    const dataDir = newFolder(read)
    const { stdout } = await ok(
      upflow(dataDir, ['repo', 'set', repository, '--release-rule', 'branch:main', '--json']),
    )
    const { matches, output } = json(stdout)
    expect(matches).toMatchObject([
      { repository, released: 0, problem: `no merge reached 'main'; the default branch is 'master'` },
    ])
    expect(output.repositories).toBe(1)
    const released = analyses(dataDir).filter((row) => row.released_at !== null)
    expect(new Set(released.map((row) => row.repository_id)).size).toBe(1)
    const back = await ok(upflow(dataDir, ['repo', 'set', repository, '--release-rule', 'default']))
    expect(back.stderr).toMatch(/secp256k1: branch master releases (\d+) of \1 merged\./)
    expect(analyses(dataDir)).toEqual(analyses(read))
  })

  it('of the organization holds for those without their own', async () => {
    const dataDir = newFolder(read)
    await ok(upflow(dataDir, ['repo', 'set', repository, '--release-rule', 'none']))
    const set = await ok(
      upflow(dataDir, ['org', 'set', 'acme', '--release-rule', 'branch:main,master', '--name', 'Acme']),
    )
    expect(set.stderr).toMatch(/gui: branch main or master releases (\d+) of \1 merged\./)
    expect(set.stderr).toContain('secp256k1: released by nothing.')
    expect((await ok(upflow(dataDir, ['org', 'list']))).stdout).toBe('acme  Acme\n')
  })
})

describe('a release rule that asks for what no crawl has read', () => {
  it('has it read, and then says how much it matches', async () => {
    const data = small(20)
    const emulator = await newEmulator(data)
    const dataDir = await newAcme(emulator)
    await ok(upflow(dataDir, ['backfill']))
    const args = ['repo', 'set', repository, '--release-rule', 'tags:v.*']
    const { stderr } = await ok(upflow(dataDir, args))
    expect(stderr).toContain(`no crawl has read: ${repository}.`)
    expect(stderr).toMatch(/secp256k1: tags v\.\* matches \d+ of \d+ tags; /)
    const again = await ok(upflow(dataDir, [...args.slice(0, 4), 'tags:v1.*']))
    expect(again.stderr).not.toContain('no crawl has read')
  })

  it('says how where it cannot, or is not to, and does not take it for none', async () => {
    const dataDir = newFolder(read)
    const args = ['org', 'set', 'acme', '--release-rule', 'tags:v.*', '--no-recalculate']
    const { stderr } = await ok(upflow(dataDir, args))
    expect(stderr).toContain(`'crawl acme --repository `)
    expect(stderr).toMatch(/merged: its tags have not been read yet: 'crawl' reads them\.$/m)
    expect(stderr).not.toContain('0 of 0')
    const report = await ok(upflow(dataDir, ['report', 'acme']))
    expect(report.stdout).toContain(`Made by earlier settings`)
    const set = await ok(upflow(dataDir, ['org', 'set', 'acme', '--api-url', 'http://127.0.0.1:9']))
    expect(set.stderr).toContain(`is removed: store one with 'org token acme'`)
    const unable = await ok(upflow(dataDir, ['org', 'set', 'acme', '--release-rule', 'deployments:x']))
    expect(unable.stderr).toMatch(/There is no GitHub token.* Then 'crawl acme --repository /)
  })
})

describe('settings edit', () => {
  /** An editor that runs a script with the file as `$1`. */
  const editor = (dataDir: string, script: string) => {
    const path = join(dataDir, 'editor.sh')
    writeFileSync(path, `#!/bin/sh\n${script}\n`)
    chmodSync(path, 0o700)
    return { env: { EDITOR: `sh ${path}` } }
  }

  it('changes what was edited and nothing else', async () => {
    const dataDir = newFolder(read)
    const edit = editor(dataDir, `sed -i 's/"codingWindowDays": 90/"codingWindowDays": 7/' "$1"`)
    const { stdout } = await ok(upflow(dataDir, ['settings', 'edit', '--json'], edit))
    expect(json(stdout).changes).toMatchObject([{ key: 'codingWindowDays', after: '7' }])
  })

  it('keeps a text with a mistake in it, which can be tried again', async () => {
    const dataDir = newFolder(read)
    const edit = editor(dataDir, `echo '{"codingWindowDays": 0}' > "$1"`)
    const refused = await upflow(dataDir, ['settings', 'edit', 'acme', 'codingWindowDays'], edit)
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringMatching(/must be at least 1 day/) })
    const path = /--file (\S+)/.exec(refused.stderr)![1]!
    expect(readFileSync(path, 'utf8')).toContain('"codingWindowDays": 0')
    writeFileSync(path, '{"codingWindowDays": 14}')
    await ok(
      upflow(dataDir, ['settings', 'edit', 'acme', 'codingWindowDays', '--file', path, '--no-recalculate']),
    )
    expect(await setting(dataDir, 'codingWindowDays')).toBe(14)
  })

  it('writes nothing over what somebody has set meanwhile', async () => {
    const dataDir = newFolder(read)
    const main = join(import.meta.dirname, '../dist/main.js')
    const edit = editor(
      dataDir,
      `"${process.execPath}" "${main}" settings set acme codingWindowDays 30 --no-recalculate\nsed -i 's/90/7/' "$1"`,
    )
    const refused = await upflow(dataDir, ['settings', 'edit', 'acme', 'codingWindowDays'], edit)
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('somebody has changed codingWindowDays'),
    })
    expect(await setting(dataDir, 'codingWindowDays')).toBe(30)
  })

  it('changes nothing when the editor fails', async () => {
    const dataDir = newFolder(read)
    const failed = await upflow(dataDir, ['settings', 'edit'], editor(dataDir, 'exit 3'))
    expect(failed).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('ended with 3: nothing is changed'),
    })
  })
})

it('settings suggest names accounts that look like automation, with the evidence', async () => {
  const data = small(20)
  for (const { pullRequests } of data.repositories)
    for (const one of pullRequests)
      one.comments.nodes.push({
        ...one.comments.nodes[0],
        id: `IC_ci_${one.number}`,
        author: { __typename: 'User', login: 'buildkeeper' },
        createdAt: new Date(Date.parse(one.createdAt) + 5_000).toISOString(),
      } as never)
  const emulator = await newEmulator(data)
  const dataDir = await newAcme(emulator)
  await ok(upflow(dataDir, ['backfill']))
  const { stdout, stderr } = await ok(upflow(dataDir, ['settings', 'suggest']))
  expect(stdout).toMatch(/^buildkeeper {2}answered \d+ of \d+ pull requests within a minute$/m)
  expect(stderr).toContain('settings set acme botLogins --add buildkeeper')
  await ok(upflow(dataDir, ['settings', 'set', 'acme', 'botLogins', '--add', 'buildkeeper']))
  expect((await ok(upflow(dataDir, ['settings', 'suggest']))).stdout).not.toContain('buildkeeper')
})
