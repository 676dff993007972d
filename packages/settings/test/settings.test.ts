import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openTenant, type Tenant } from '@upflow/db'
import { defaultRules, parseOrganizationId, toRepositoryId } from '@upflow/model'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  changeFromPresent,
  changeSettings,
  defaultSettings,
  pausesOf,
  readChanges,
  readRules,
  readSetting,
  readSettings,
  recordAction,
  type SettingKey,
  type SettingsError,
  setPaused,
} from '../src/index.ts'

const acme = parseOrganizationId('acme')
const app = toRepositoryId('R_app')
const by = { by: 'ann', now: 1_700_000_000 }

let folder: string
let tenant: Tenant

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'upflow-settings-'))
  tenant = await openTenant(join(folder, 'acme.db'), acme)
  tenant.sqlite.prepare(`INSERT INTO repositories (id, owner, name) VALUES (?, 'acme', 'app')`).run(app)
})
afterEach(() => {
  tenant.close()
  rmSync(folder, { recursive: true })
})

const set = (key: SettingKey, value: unknown) => changeSettings(tenant, [{ key, value }], by)
const stored = () => tenant.sqlite.prepare('SELECT key, value FROM settings ORDER BY key').all()

it('is as by default until something is set, and again when it is unset', async () => {
  expect(await readRules(tenant)).toEqual(defaultRules)
  for (const key of Object.keys(defaultSettings) as SettingKey[])
    expect(await readSetting(tenant, key)).toEqual(defaultSettings[key])
  await set('codingWindowDays', 30)
  expect((await readSettings(tenant)).codingWindowDays).toMatchObject({ value: 30, isSet: true })
  await set('codingWindowDays', undefined)
  expect((await readSettings(tenant)).codingWindowDays).toMatchObject({ value: 90, isSet: false })
  expect(stored()).toEqual([])
})

it('what is no repository’s is set without a look at the repositories', async () => {
  const asked: unknown[] = []
  const selectFrom = (table: never) => {
    asked.push(table)
    return tenant.db.selectFrom(table)
  }
  const watched = { ...tenant, db: { selectFrom } as unknown as Tenant['db'] }
  await changeSettings(watched, [{ key: 'codingWindowDays', value: 30 }], by)
  expect(asked).toEqual(['settings'])
  const rule = { key: 'releaseRule', value: { kind: 'none' }, repositoryId: app } as const
  await changeSettings(watched, [rule], by)
  expect(asked).toContain('repositories')
})

describe('what cannot be used is refused with what is wrong, and nothing is written:', () => {
  it.each<[SettingKey, unknown, RegExp]>([
    ['excludedLogins', 'ann', /excludedLogins must be a list of logins/],
    ['excludedLogins', ['ann', ''], /excludedLogins\.1 must be a login/],
    ['botLogins', ['a b'], /'a b' is no login: write it as GitHub shows it/],
    ['botLogins', [7], /botLogins\.0 must be a login/],
    ['generatedFiles', [''], /generatedFiles\.0 must be a glob/],
    ['kinds', [{ kind: 'Docs', title: '.*' }], /kinds\.0\.kind must be a name of lower-case letters/],
    ['kinds', [{ kind: 'docs' }], /kinds\.0 asks for nothing/],
    ['kinds', [{ kind: 'bot', title: '.*' }], /'bot' is given by itself/],
    ['kinds', [{ kind: 'docs', title: '(' }], /The pattern '\(' cannot be used/],
    ['kinds', [{ kind: 'docs', title: '(?=a)' }], /without backreferences and look-around/],
    ['kinds', [{ kind: 'docs', titel: 'a' }], /titel/],
    ['kinds', [{ kind: 'docs', titel: 'a', title: 'b' }], /kinds\.0 has what is not known there: 'titel'/],
    ['kinds', [null], /kinds\.0 must be an object/],
    ['kinds', null, /kinds must be a list of rules/],
    ['botLogins', null, /botLogins must be a list of logins/],
    ['calendar', null, /calendar must be an object/],
    ['calendar', { timezone: 'UTC' }, /calendar has what is not known there: 'timezone'/],
    ['teams', [7], /teams\.0 must be an object/],
    ['releaseRule', { kind: 'branch', key: [] }, /releaseRule\.key must not be empty/],
    ['releaseRule', { kind: 'none', key: 'a' }, /releaseRule has what is not known there: 'key'/],
    ['codingWindowDays', 0, /must be at least 1 day/],
    ['codingWindowDays', 1.5, /must be a whole number of days/],
    ['codingWindowDays', '30', /must be a number of days/],
    ['calendar', { timeZone: 'Mars/Base' }, /'Mars\/Base' is no time zone/],
    ['calendar', { workingDays: [] }, /it has no working day/],
    ['calendar', { workingDays: [0] }, /'0' is no weekday/],
    ['calendar', { from: '22:00', to: '06:00' }, /they must end later than they begin/],
    ['calendar', { holidays: ['2026-02-30'] }, /'2026-02-30' is no date/],
    ['calendar', { timezone: 'UTC' }, /timezone/],
    ['teams', [{ slug: 'a b', members: [] }], /teams\.0\.slug must be a slug of lower-case letters/],
    [
      'teams',
      [
        { slug: 'a', members: [] },
        { slug: 'a', members: [] },
      ],
      /has two teams 'a'/,
    ],
    ['teams', [{ slug: 'a', members: ['x y'] }], /'x y' is no login/],
    ['teams', [{ slug: 'a', members: [7] }], /teams\.0\.members\.0 must be an object/],
    [
      'teams',
      [{ slug: 'a', members: [{ login: 'ann', from: '2026-02-30' }] }],
      /teams\.0\.members\.0\.from must be a day such as/,
    ],
    [
      'teams',
      [{ slug: 'a', members: [{ login: 'ann', from: '2026-02-02', to: '2026-02-01' }] }],
      /teams\.0\.members\.0 must not end before it begins/,
    ],
    [
      'teams',
      [
        {
          slug: 'a',
          members: ['ben', { login: 'ann', to: '2026-02-01' }, { login: 'Ann', from: '2026-02-01' }],
        },
      ],
      /teams\.0\.members has 'Ann' twice at a time/,
    ],
    ['mergedLogins', [{ login: 'ann', others: [] }], /mergedLogins\.0\.others must name another login/],
    [
      'mergedLogins',
      [{ login: 'ann', others: ['Ann'] }],
      /mergedLogins has 'ann' twice: a login is of one person/,
    ],
    [
      'mergedLogins',
      [
        { login: 'ann', others: ['x'] },
        { login: 'ben', others: ['X'] },
      ],
      /mergedLogins has 'x' twice/,
    ],
    ['teams', [{ slug: 'a', members: [], repositories: ['web'] }], /must be a repository such as acme\/web/],
    ['teams', [{ slug: 'a', members: [], calendar: { timeZone: 'Nowhere' } }], /'Nowhere' is no time zone/],
    ['releaseRule', { kind: 'tags', key: 'v[' }, /The pattern 'v\[' cannot be used/],
    ['releaseRule', { kind: 'tag', key: 'v' }, /must be a release rule/],
    ['releaseRule', { kind: 'branch', key: [] }, /releaseRule\.key/],
  ])('%s %j', async (key, value, message) => {
    await expect(set(key, value)).rejects.toMatchObject({
      code: 'settings/invalid',
      message: expect.stringMatching(message),
    })
    expect(stored()).toEqual([])
    expect(await readChanges(tenant, { limit: 9 })).toEqual([])
  })

  it('one of several, all of it named at once', async () => {
    const wanted = [
      { key: 'codingWindowDays', value: 30 },
      { key: 'calendar', value: { timeZone: 'X' } },
      { key: 'botLogins', value: ['?'] },
    ] as const
    const error = await changeSettings(tenant, wanted, by).catch((thrown: SettingsError) => thrown)
    expect((error as SettingsError).message).toMatch(/calendar.*; botLogins/)
    expect(stored()).toEqual([])
  })
})

it('keeps values as they are meant: no @, nothing twice, days and dates in order, defaults for what is left out', async () => {
  await set('botLogins', ['@Renovate[bot]', 'renovate[bot]', 'deploy-ci'])
  await set('generatedFiles', ['**/*.lock', '**/*.Lock', '**/*.lock'])
  expect(await readSetting(tenant, 'generatedFiles')).toEqual(['**/*.lock', '**/*.Lock'])
  await set('calendar', { workingDays: [3, 1, 3], holidays: ['2026-12-25', '2026-01-01', '2026-12-25'] })
  await set('teams', [
    { slug: 'core', members: ['ann'] },
    { slug: 'web', members: [], repositories: ['acme/web', 'acme/api', 'Acme/Web'] },
  ])
  expect(await readSetting(tenant, 'botLogins')).toEqual(['renovate[bot]', 'deploy-ci'])
  expect(await readSetting(tenant, 'calendar')).toEqual({
    timeZone: 'UTC',
    workingDays: [1, 3],
    from: '09:00',
    to: '17:00',
    holidays: ['2026-01-01', '2026-12-25'],
  })
  expect(await readSetting(tenant, 'teams')).toEqual([
    {
      slug: 'core',
      name: 'core',
      members: [{ login: 'ann', from: null, to: null }],
      calendar: null,
    },
    { slug: 'web', name: 'web', members: [], repositories: ['Acme/Web', 'acme/api'], calendar: null },
  ])
})

it('gives pull requests of a team its calendar, in the order of the teams', async () => {
  const berlin = { ...defaultRules.calendar, timeZone: 'Europe/Berlin' }
  await set('teams', [
    { slug: 'a', members: ['ann'] },
    { slug: 'b', members: ['ben', 'ann'], calendar: berlin },
  ])
  expect((await readRules(tenant)).calendars).toEqual([{ logins: ['ben', 'ann'], calendar: berlin }])
})

describe('a membership', () => {
  const members = async () => (await readSetting(tenant, 'teams'))[0]!.members
  const always = { from: null, to: null }

  it('of before there were dates is for always, and to save it as it is changes nothing', async () => {
    const before = JSON.stringify([{ slug: 'core', name: 'Core', members: ['ann', 'Ben'], calendar: null }])
    tenant.sqlite.prepare(`INSERT INTO settings (key, value) VALUES ('teams', ?)`).run(before)
    expect(await members()).toEqual([
      { login: 'ann', ...always },
      { login: 'Ben', ...always },
    ])
    expect(await set('teams', await readSetting(tenant, 'teams'))).toEqual([])
    expect(stored()).toEqual([{ key: 'teams', value: before }])
  })

  it('ends, and begins again later; the same twice is one', async () => {
    const first = { login: 'ann', from: null, to: '2026-01-31' }
    const again = { login: 'ann', from: '2026-03-01', to: null }
    await set('teams', [{ slug: 'core', members: [first, '@ben', again, 'Ben', first] }])
    expect(await members()).toEqual([first, { login: 'Ben', ...always }, again])
  })

  it('gives its calendar to what is opened in its days alone', async () => {
    const berlin = { ...defaultRules.calendar, timeZone: 'Europe/Berlin' }
    const dated = { login: 'ann', from: '2026-03-01', to: null }
    await set('teams', [{ slug: 'core', members: [dated, 'ben'], calendar: berlin }])
    expect((await readRules(tenant)).calendars).toEqual([
      { logins: ['ben'], calendar: berlin },
      { logins: ['ann'], calendar: berlin, from: '2026-03-01', to: null },
    ])
  })
})

it('nobody has several logins unless it is set, so that what was analyzed before is by the same rules', async () => {
  expect(await readRules(tenant)).not.toHaveProperty('mergedLogins')
  await set('mergedLogins', [{ login: '@Ann', others: ['ann-at-work', 'Ann-at-work'] }])
  expect((await readRules(tenant)).mergedLogins).toEqual([{ login: 'Ann', others: ['Ann-at-work'] }])
})

describe('a repository that is paused', () => {
  const pause = (isPaused: boolean, who = 'ann') =>
    setPaused(tenant, { repositoryId: app, name: 'acme/app', isPaused, by: who, now: 1_700_000_000 })

  it('says since when and by whom, once, until it is read again; each is a line of the audit', async () => {
    expect(await pausesOf(tenant)).toEqual(new Map())
    expect([await pause(true), await pause(true, 'ben')]).toEqual([true, false])
    expect(await pausesOf(tenant)).toEqual(new Map([[app, { since: 1_700_000_000, by: 'ann' }]]))
    expect([await pause(false, 'ben'), await pause(false, 'ben')]).toEqual([true, false])
    expect(await pausesOf(tenant)).toEqual(new Map())
    expect(await readChanges(tenant, { limit: 9 })).toMatchObject([
      {
        key: 'repository',
        changedBy: 'ben',
        repositoryId: app,
        before: '{"name":"acme/app","isPaused":true}',
        after: '{"name":"acme/app","isPaused":false}',
      },
      { changedBy: 'ann', after: '{"name":"acme/app","isPaused":true}' },
    ])
  })

  it('is no setting, and leaves those as they are', async () => {
    const before = await readSettings(tenant)
    await pause(true)
    expect(await readSettings(tenant)).toEqual(before)
  })
})

describe('the audit', () => {
  it('says who changed what, when, before and after; what was so already is no change', async () => {
    await set('codingWindowDays', 30)
    await set('codingWindowDays', 30)
    await changeSettings(tenant, [{ key: 'codingWindowDays', value: 60 }], { by: 'ben', now: 1_700_000_100 })
    await changeSettings(
      tenant,
      [{ key: 'releaseRule', value: { kind: 'tags', key: 'v.*' }, repositoryId: app }],
      by,
    )
    expect(await readChanges(tenant, { limit: 9 })).toMatchObject([
      {
        changedBy: 'ann',
        key: 'releaseRule',
        repositoryId: app,
        before: null,
        after: '{"kind":"tags","key":"v.*"}',
      },
      { changedBy: 'ben', changedAt: 1_700_000_100, key: 'codingWindowDays', before: '30', after: '60' },
      { changedBy: 'ann', changedAt: 1_700_000_000, key: 'codingWindowDays', before: null, after: '30' },
    ])
    const [newest] = await readChanges(tenant, { limit: 1 })
    const [second] = await readChanges(tenant, { limit: 1, before: newest!.id })
    expect([newest!.key, second!.key]).toEqual(['releaseRule', 'codingWindowDays'])
  })

  it('is looked for by what and by whom however long ago, and meanwhile the loop turns', async () => {
    const insert = tenant.sqlite.prepare(
      'INSERT INTO setting_changes (id, changed_at, changed_by, key) VALUES (?, 1, ?, ?)',
    )
    insert.run(7, 'Cid', 'kinds')
    tenant.sqlite.transaction(() => {
      for (let id = 1_000; id < 26_000; id++) insert.run(id, 'ann', 'run')
    })()
    const idsOf = async (wanted: Omit<Parameters<typeof readChanges>[1], 'limit'>, limit = 2) =>
      (await readChanges(tenant, { limit, ...wanted })).map(({ id }) => id)
    const order: string[] = []
    setImmediate(() => order.push('turned'))
    expect(await idsOf({ key: 'kinds' })).toEqual([7])
    order.push('read')
    expect(order).toEqual(['turned', 'read'])
    expect(await idsOf({ who: 'CID' })).toEqual([7])
    expect(await idsOf({})).toEqual([25_999, 25_998])
    expect(await idsOf({ key: 'run', before: 1_001 })).toEqual([1_000])
    expect(await idsOf({ before: 1_001 }, 3)).toEqual([1_000, 7])
  })

  it('is written with the change or not at all', async () => {
    tenant.sqlite.exec(
      `CREATE TEMP TRIGGER refuse BEFORE INSERT ON setting_changes BEGIN SELECT raise(ABORT, 'no room'); END`,
    )
    await expect(set('codingWindowDays', 30)).rejects.toThrow('no room')
    expect(stored()).toEqual([])
  })

  it('knows no token, only that there is one', async () => {
    const github = { kind: 'github', apiUrl: 'https://api.github.com' }
    await set('integration', { ...github, sealedToken: 'v1.sealed' })
    await set('integration', { ...github, sealedToken: 'v1.another' })
    const changes = await readChanges(tenant, { limit: 9 })
    expect(changes).toHaveLength(2)
    expect(JSON.stringify(changes)).not.toMatch(/sealed|another/)
    expect(changes[0]!.after).toBe(JSON.stringify({ ...github, hasToken: true }))
  })
})

describe('of two who change the same, the second', () => {
  it('is told, with what is there now, and writes nothing over it', async () => {
    const mine = (await readSettings(tenant)).excludedLogins.version
    const other = await openTenant(tenant.path, acme)
    await changeSettings(other, [{ key: 'excludedLogins', value: ['ben'] }], { by: 'ben' })
    other.close()
    const change = { key: 'excludedLogins', value: ['ann'], ifVersion: mine } as const
    await expect(changeSettings(tenant, [{ key: 'calendar', value: {} }, change], by)).rejects.toMatchObject({
      code: 'settings/changed-meanwhile',
      facts: { key: 'excludedLogins', now: '["ben"]', wanted: '["ann"]' },
    })
    expect(stored()).toEqual([{ key: 'excludedLogins', value: '["ben"]' }])
  })

  it('may, once it has read it again', async () => {
    await set('excludedLogins', ['ben'])
    const { version } = (await readSettings(tenant)).excludedLogins
    await changeSettings(tenant, [{ key: 'excludedLogins', value: undefined, ifVersion: version }], by)
    expect(await readSetting(tenant, 'excludedLogins')).toEqual([])
  })
})

it('a repository has a release rule of its own, and nothing else; one that is gone is named', async () => {
  const own = {
    key: 'releaseRule',
    value: { kind: 'branch', key: ['main', 'master'] },
    repositoryId: app,
  } as const
  await changeSettings(tenant, [own], by)
  const rule = () => tenant.sqlite.prepare('SELECT release_rule FROM repositories').pluck().get()
  expect(rule()).toBe('{"kind":"branch","key":["main","master"]}')
  await changeSettings(tenant, [{ ...own, value: undefined }], by)
  expect(rule()).toBeNull()
  await expect(
    changeSettings(tenant, [{ key: 'botLogins', value: ['a'], repositoryId: app }], by),
  ).rejects.toMatchObject({ code: 'settings/invalid' })
  await expect(
    changeSettings(tenant, [{ ...own, repositoryId: toRepositoryId('R_gone') }], by),
  ).rejects.toMatchObject({ code: 'settings/unknown-repository' })
})

it('reads rules that stood together in files of before, and lets each be set and unset', async () => {
  tenant.sqlite
    .prepare(`INSERT INTO settings (key, value) VALUES ('rules', ?)`)
    .run(JSON.stringify({ botLogins: ['ci'], codingWindowDays: 5 }))
  expect(await readRules(tenant)).toMatchObject({ botLogins: ['ci'], codingWindowDays: 5 })
  await set('botLogins', ['other'])
  expect(await readRules(tenant)).toMatchObject({ botLogins: ['other'], codingWindowDays: 5 })
  await set('botLogins', undefined)
  await set('codingWindowDays', undefined)
  expect(await readRules(tenant)).toEqual(defaultRules)
  expect((await readChanges(tenant, { limit: 1 }))[0]).toMatchObject({
    key: 'codingWindowDays',
    before: '5',
    after: null,
  })
})

it('a change from what is set is made again from what somebody else has set meanwhile', async () => {
  await set('botLogins', ['a-ci'])
  let asked = 0
  const changes = await changeFromPresent(
    tenant,
    ({ botLogins }) => {
      // Its transaction comes before that of the change.
      if (asked++ === 0) tenant.sqlite.exec(`UPDATE settings SET value = '["b-ci"]' WHERE key = 'botLogins'`)
      return [{ key: 'botLogins', value: [...botLogins.value, 'c-ci'] }]
    },
    by,
  )
  expect(asked).toBe(2)
  expect(changes).toMatchObject([{ after: '["b-ci","c-ci"]' }])
})

it('a change from what is set ends when that is changed each time', async () => {
  let asked = 0
  const change = changeFromPresent(
    tenant,
    () => {
      tenant.sqlite.exec(`INSERT OR REPLACE INTO settings VALUES ('codingWindowDays', '${++asked}')`)
      return [{ key: 'codingWindowDays', value: 50 }]
    },
    by,
  )
  await expect(change).rejects.toMatchObject({ code: 'settings/changed-meanwhile' })
  expect(asked).toBe(10)
})

it('a schedule is cron fields or never, and what is left out is as by default', async () => {
  await set('schedules', { crawl: null })
  expect(await readSetting(tenant, 'schedules')).toEqual({
    crawl: null,
    reconcile: defaultSettings.schedules.reconcile,
  })
  for (const crawl of ['often', '* * *', '* * * * * *', '@daily', '2030-01-01T00:00:00', '0 0 31 2 *', 7])
    await expect(set('schedules', { crawl })).rejects.toMatchObject({
      code: 'settings/invalid',
      message: expect.stringContaining('schedules.crawl'),
    })
})

it('what is discovered is by patterns of OWNER/NAME, of which one at least takes in', async () => {
  await set('discovery', { patterns: [' acme/* ', 'ACME/*', '!acme/sandbox-*'] })
  expect(await readSetting(tenant, 'discovery')).toEqual({
    ...defaultSettings.discovery,
    patterns: ['ACME/*', '!acme/sandbox-*'],
  })
  for (const [wrong, where] of [
    [{ patterns: ['acme'] }, /discovery\.patterns\.0 must be OWNER\/NAME/],
    [{ patterns: ['acme/**'] }, /discovery\.patterns\.0 must be OWNER/],
    [{ patterns: ['acme/a/b'] }, /discovery\.patterns\.0 must be OWNER/],
    [{ patterns: ['!acme/x'] }, /discovery\.patterns must have one that takes in/],
    [{ topics: ['Back End'] }, /discovery\.topics\.0 must be a topic/],
    [{ archived: 'yes' }, /discovery\.archived must be true or false/],
  ] as const)
    await expect(set('discovery', wrong)).rejects.toMatchObject({
      code: 'settings/invalid',
      message: expect.stringMatching(where),
    })
})

it('who is too late is told which version is there now', async () => {
  const { version } = (await readSettings(tenant)).codingWindowDays
  await set('codingWindowDays', 30)
  const late = { key: 'codingWindowDays', value: 45, ifVersion: version } as const
  await expect(changeSettings(tenant, [late], by)).rejects.toMatchObject({
    code: 'settings/changed-meanwhile',
    facts: {
      now: '30',
      wanted: '45',
      version: (await readSettings(tenant)).codingWindowDays.version,
    },
  })
  // As from outside: made from one version, it is not made again from another.
  await expect(changeFromPresent(tenant, () => [late], by, { isFromOutside: true })).rejects.toMatchObject({
    code: 'settings/changed-meanwhile',
  })
})

it('what is done is in the same list as what is set', async () => {
  await set('codingWindowDays', 30)
  await recordAction(tenant, { key: 'name', by: 'ben', before: 'Acme', after: 'Acme Inc', now: by.now })
  expect(await readChanges(tenant, { limit: 2 })).toMatchObject([
    { key: 'name', changedBy: 'ben', before: '"Acme"', after: '"Acme Inc"', repositoryId: null },
    { key: 'codingWindowDays' },
  ])
})
