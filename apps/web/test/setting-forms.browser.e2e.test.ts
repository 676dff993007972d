/** Settings in their forms, in the browser: what is written there is what is set, and what is wrong stands beside it. */
import { changeSettings, noteTeamMirror } from '@upflow/settings'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { audit } from './browser/audit.ts'
import { wholeTimeoutMs } from './browser/new-page.ts'
import { browserPath, skipReason, textOf } from './browser/open-browser.ts'
import { open, serve } from './browser/serve-sample.ts'
import { atEnd, small, startGithub } from './support.ts'
import { until } from './until.ts'

const test = browserPath === null ? it.skip : it
if (browserPath === null) console.warn(`setting-forms.browser.e2e.test.ts: ${skipReason}`)

const api = (url: string) => `${url}/api/v1/organizations/acme/settings`

async function settingOf(url: string, key: string): Promise<unknown> {
  const { settings } = (await (await fetch(api(url))).json()) as {
    settings: { key: string; value: unknown }[]
  }
  return settings.find((one) => one.key === key)!.value
}

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

async function save(page: Page, label: string): Promise<void> {
  // What was saved before is said until this is.
  const answered = page.waitForResponse((answer) => answer.request().method() === 'PUT')
  await press(page, `Save ${label}`)
  await answered
  await page.getByText('Saved.').waitFor()
}

test(
  'a calendar: days, hours and zone, and the holidays of a file, which are looked at before they are added',
  async () => {
    const { url } = await serve()
    const { page, complaints } = await open(`${url}/o/acme/settings/calendar`)
    await page.getByLabel('Time zone').fill('Europe/Berlin')
    await page.getByLabel('Friday').uncheck()
    await page.getByLabel('From', { exact: true }).fill('25:00')
    await page.getByLabel('To', { exact: true }).fill('17:30')
    await press(page, 'Save Calendar')
    await page.locator('.field-problem').first().waitFor()
    expect(await settingOf(url, 'calendar')).toMatchObject({ timeZone: 'UTC', workingDays: [1, 2, 3, 4, 5] })

    const choose = (text: string) =>
      page
        .getByLabel('Holidays from a file')
        .setInputFiles({ name: 'days.ics', mimeType: 'text/calendar', buffer: Buffer.from(text) })
    await choose('<html>')
    await page.getByText('where an iCalendar file has BEGIN:VCALENDAR').waitFor()
    await choose(
      `BEGIN:VCALENDAR
BEGIN:VEVENT
SUMMARY:Unity Day
DTSTART;VALUE=DATE:20261003
END:VEVENT
BEGIN:VEVENT
SUMMARY:Lunch
DTSTART:20261003T120000Z
END:VEVENT
END:VCALENDAR`,
    )
    await page.getByText('1 holiday in the file').click()
    await page.getByText('2026-10-03: Unity Day').waitFor()
    await page.getByText('Left out: Lunch is of some hours').waitFor()
    expect(await audit(page)).toEqual([])
    await press(page, 'Add 1 day to the list')
    expect(await page.getByLabel('Holidays, one a line').inputValue()).toBe('2026-10-03')
    await page.getByLabel('From', { exact: true }).fill('08:30')
    await save(page, 'Calendar')
    expect(await settingOf(url, 'calendar')).toEqual({
      timeZone: 'Europe/Berlin',
      workingDays: [1, 2, 3, 4],
      from: '08:30',
      to: '17:30',
      holidays: ['2026-10-03'],
    })
    expect(complaints.filter((text) => !text.includes('status of 400'))).toEqual([])
  },
  wholeTimeoutMs,
)

test(
  'teams: added, named, with members from and to days and times of their own, and removed',
  async () => {
    const { url } = await serve()
    const { page } = await open(`${url}/o/acme/settings/teams`)
    await press(page, 'Add a team')
    await page.getByLabel('Name', { exact: true }).fill('Core Team')
    expect(await page.getByLabel('Slug').inputValue()).toBe('core-team')
    await press(page, 'Add a member to Core Team')
    await page.getByLabel('Login of member 1').fill('no login')
    await press(page, 'Save Teams')
    await page.locator('.field-problem', { hasText: "'no login' is no login" }).waitFor()
    expect(await page.getByLabel('Login of member 1').getAttribute('aria-invalid')).toBe('true')
    await page.getByLabel('Login of member 1').fill('@ann')
    await press(page, 'Add a member to Core Team')
    await page.getByLabel('Login of member 2').fill('ben')
    await page.getByLabel('First day of ben').fill('2026-03-01')
    await page.getByLabel('Last day of ben').fill('2026-02-01')
    await press(page, 'Save Teams')
    await page.locator('.field-problem', { hasText: 'must not end before it begins' }).waitFor()
    await page.getByLabel('Last day of ben').fill('2026-04-01')
    await press(page, 'Add a member to Core Team')
    await press(page, 'Remove member 3 from the team')
    await page.getByLabel('It works at other times than the organization').check()
    await page.getByLabel('Time zone').fill('Asia/Tokyo')
    expect(await audit(page)).toEqual([])
    await save(page, 'Teams')
    expect(await settingOf(url, 'teams')).toMatchObject([
      {
        slug: 'core-team',
        name: 'Core Team',
        members: [
          { login: 'ann', from: null, to: null },
          { login: 'ben', from: '2026-03-01', to: '2026-04-01' },
        ],
        calendar: { timeZone: 'Asia/Tokyo' },
      },
    ])
    await press(page, 'Remove Core Team')
    await save(page, 'Teams')
    expect(await settingOf(url, 'teams')).toEqual([])
  },
  wholeTimeoutMs,
)

test(
  'a team that is mirrored from GitHub: bound, with what came of it, and its members to be seen alone',
  async () => {
    const { url } = await serve(async (tenant) => {
      const teams = [{ slug: 'core', name: 'Core', members: ['ann'] }]
      await changeSettings(tenant, [{ key: 'teams', value: teams }], { by: 'ann' })
      await noteTeamMirror(tenant, { githubTeam: 'acme/core', problem: 'It needs read:org.', now: 1 })
    })
    const { page } = await open(`${url}/o/acme/settings/teams`)
    await page.getByLabel('The members of Core are as GitHub has them').check()
    await press(page, 'Save Teams')
    await page.locator('.field-problem', { hasText: 'must be a team of GitHub such as' }).waitFor()
    await page.getByLabel('Team of GitHub that Core is mirrored from').fill('acme/core')
    await save(page, 'Teams')
    await page.getByText('The members are those of before. It needs read:org.').waitFor()
    await page.getByRole('group', { name: 'Members of Core' }).getByText('ann', { exact: true }).waitFor()
    expect(await page.getByRole('button', { name: 'Add a member to Core' }).count()).toBe(0)
    expect(await audit(page)).toEqual([])
    expect(await settingOf(url, 'teams')).toMatchObject([
      { githubTeam: 'acme/core', members: [{ login: 'ann' }] },
    ])
    await page.getByLabel('The members of Core are as GitHub has them').uncheck()
    await press(page, 'Add a member to Core')
    await page.getByLabel('Login of member 2').fill('ben')
    await save(page, 'Teams')
    await until(async () => JSON.stringify(await settingOf(url, 'teams')).includes('"ben"'))
    expect(JSON.stringify(await settingOf(url, 'teams'))).not.toContain('githubTeam')
  },
  wholeTimeoutMs,
)

test(
  'kinds: added, put before another, with what is wrong beside its field; and the same as text',
  async () => {
    const { url } = await serve()
    const { page } = await open(`${url}/o/acme/settings`)
    const before = (await settingOf(url, 'kinds')) as object[]
    await press(page, 'Add a rule')
    const rule = page.getByRole('group', { name: `Rule ${before.length + 1}`, exact: true })
    await rule.getByLabel('Kind').fill('docs')
    await press(page, 'Save Kinds')
    await rule.locator('.field-problem', { hasText: 'asks for nothing' }).waitFor()
    await rule.getByLabel('A label of it matches').fill('(')
    await press(page, 'Save Kinds')
    await rule.locator('.field-problem', { hasText: "The pattern '('" }).waitFor()
    await rule.getByLabel('A label of it matches').fill('Docs')
    await press(page, `Try rule ${before.length + 1} earlier`)
    expect(await audit(page)).toEqual([])
    await save(page, 'Kinds')
    expect(await settingOf(url, 'kinds')).toEqual([
      ...before.slice(0, -1),
      { kind: 'docs', label: 'Docs' },
      before.at(-1),
    ])
    await press(page, 'Kinds as text')
    const text = page.getByLabel('Kinds, as text')
    expect(JSON.parse(await text.inputValue())).toHaveLength(before.length + 1)
    await text.fill('[{')
    await press(page, 'Kinds as a form')
    await page.getByText('This is no JSON').waitFor()
    await text.fill('[]')
    await press(page, 'Kinds as a form')
    await save(page, 'Kinds')
    expect(await settingOf(url, 'kinds')).toEqual([])
  },
  wholeTimeoutMs,
)

test(
  'a release rule shows what it matches while it is written',
  async () => {
    const { url } = await serve()
    const { page } = await open(`${url}/o/acme/settings`)
    const table = page.getByRole('region', { name: 'What the rule matches' })
    await table.getByRole('row').nth(1).waitFor()
    expect(await textOf(table.getByRole('row').nth(1).getByRole('cell').nth(1))).toMatch(/^\d+ of \d+ merged/)
    await page.getByLabel('Branches, one a line', { exact: true }).fill('nowhere')
    await table
      .getByText(/^0 of \d+ merged: /)
      .first()
      .waitFor()
    await page.getByLabel('Release rule', { exact: true }).selectOption('tags')
    await page.getByLabel('Pattern of tags').fill('(')
    await page.getByText("The pattern '(' cannot be used").waitFor()
  },
  wholeTimeoutMs,
)

test(
  'an account that looks like automation is a bot by one press, which the list of bots shows',
  async () => {
    const login = 'acme-ci'
    const { url } = await serve(({ sqlite }) => {
      sqlite
        .prepare(
          `UPDATE analyzed_pull_requests SET author_login = ?
         WHERE pull_request_key = (SELECT min(pull_request_key) FROM analyzed_pull_requests WHERE author_kind = 'user')`,
        )
        .run(login)
    })
    const { page } = await open(`${url}/o/acme/settings/people`)
    await press(page, `${login} is a bot`)
    await page.getByText('Saved.').waitFor()
    expect(await settingOf(url, 'botLogins')).toEqual([login])
    await expect.poll(() => page.getByLabel('Bots, one a line').inputValue()).toBe(login)
    // What was not touched is made from what there is now.
    await page.getByLabel('Bots, one a line').fill(`${login}\nanother-ci`)
    await press(page, 'Save Bots')
    await page.locator('#botLogins').getByText('Saved.').waitFor()
    expect(await settingOf(url, 'botLogins')).toEqual([login, 'another-ci'])
  },
  wholeTimeoutMs,
)

test(
  'logins of one person are previewed, merged, and told apart again',
  async () => {
    const { url } = await serve()
    const ask = async <T>(path: string) =>
      (await (await fetch(`${url}/api/v1/organizations/acme${path}`)).json()) as T
    const { pullRequests } = await ask<{
      pullRequests: { repository: string; number: number; author: { login: string } }[]
    }>('/pulls?state=merged&sort=review&limit=1')
    const [{ repository, number, author }] = pullRequests as [(typeof pullRequests)[number]]
    const { responses } = await ask<{ responses: { reviewer: { login: string } }[] }>(
      `/pulls/${repository}/${number}`,
    )
    const [login, other] = [author.login, responses[0]!.reviewer.login]
    const countOf = async (who: string) =>
      (await ask<{ all: { merged: number } }>(`/figures?author=${who}`)).all.merged
    const both = (await countOf(login)) + (await countOf(other))
    const { page } = await open(`${url}/o/acme/settings/people`)
    await press(page, 'Merge logins of one person')
    const person = page.getByRole('group', { name: 'person 1', exact: true })
    await person.getByLabel('Login that counts, of person 1').fill(login)
    await press(page, 'Save Merged logins')
    await page.locator('.field-problem', { hasText: 'must name another login' }).waitFor()
    await page.getByLabel(`Other logins of ${login}, one a line`).fill(other)
    await press(page, 'Preview Merged logins')
    await page.getByText('would come out otherwise').waitFor()
    expect(await audit(page)).toEqual([])
    await press(page, 'Save Merged logins')
    await page.getByRole('link', { name: 'Figures are being made anew' }).click()
    await page.getByText('Succeeded.', { exact: true }).waitFor()
    // By whichever login they are asked for.
    expect([await countOf(login), await countOf(other)]).toEqual([both, both])
    await page.goto(`${url}/o/acme/settings/people`)
    await press(page, `Tell the logins of ${login} apart again`)
    await page.locator('#mergedLogins').getByRole('button', { name: 'Save Merged logins' }).click()
    await page.locator('#mergedLogins').getByText('Saved.').waitFor()
    expect(await settingOf(url, 'mergedLogins')).toEqual([])
  },
  wholeTimeoutMs,
)

test(
  'a repository is paused, which the pages say, and read again',
  async () => {
    const { url } = await serve()
    const { page } = await open(`${url}/o/acme/settings/repositories`)
    const name = 'bitcoin-core/gui'
    await press(page, `Pause ${name}`)
    await page.getByText(`${name} is paused: nothing is read of it`).waitFor()
    await page.getByRole('row', { name: new RegExp(`${name}.*Paused since .* by `) }).waitFor()
    expect(await audit(page)).toEqual([])
    await page.goto(`${url}/o/acme/health`)
    await page.getByText('1 repository is paused').waitFor()
    await page.getByRole('row', { name: new RegExp(`${name}.*paused .* by `) }).waitFor()
    await page.getByRole('link', { name: /1 repository paused/ }).waitFor()
    expect(await audit(page)).toEqual([])
    await page.goto(`${url}/o/acme/settings/repositories`)
    await press(page, `Read ${name} again`)
    await page.getByText(`${name} is read again, from the next run on.`).waitFor()
    await page.getByRole('button', { name: `Pause ${name}`, exact: true }).waitFor()
  },
  wholeTimeoutMs,
)

test(
  'a repository has a rule of its own, with what it matches there, or the organization’s',
  async () => {
    const { url } = await serve()
    const { page } = await open(`${url}/o/acme/settings/repositories`)
    const name = 'bitcoin-core/gui'
    const ruleOf = async () => {
      const { repositories } = (await (
        await fetch(`${url}/api/v1/organizations/acme/repositories`)
      ).json()) as { repositories: { name: string; releaseRule: object }[] }
      return repositories.find((one) => one.name === name)!.releaseRule
    }
    await press(page, `Rule… of ${name}`)
    await page.getByLabel('Branches, one a line').fill('nowhere')
    await page.getByText(/^0 of \d+ merged: /).waitFor()
    expect(await page.getByRole('region', { name: 'What the rule matches' }).getByRole('row').count()).toBe(2)
    expect(await audit(page)).toEqual([])
    await press(page, 'Save its own rule')
    await page.getByText('Saved.').waitFor()
    expect(await ruleOf()).toMatchObject({ kind: 'branch', key: 'nowhere' })
    await press(page, "Use the organization's")
    await page.getByText('Saved.').waitFor()
    await page.getByRole('row', { name: new RegExp(`^${name} branch master`) }).waitFor()
    expect(await ruleOf()).toMatchObject({ kind: 'branch', key: 'master' })
  },
  wholeTimeoutMs,
)

test(
  'patterns are tried before they are saved, and what is wrong with one stands beside it',
  async () => {
    const github = await startGithub(small())
    atEnd(() => github.close())
    const { url } = await serve(({ sqlite }) => {
      const move = `UPDATE settings SET value = json_set(value, '$.apiUrl', ?) WHERE key = 'integration'`
      sqlite.prepare(move).run(github.url)
    })
    const { page, complaints } = await open(`${url}/o/acme/settings/repositories`)
    const patterns = page.getByLabel('Patterns, one a line')
    await patterns.fill('bitcoin-core')
    for (const button of ['Show what it would add', 'Save the patterns']) {
      await press(page, button)
      await page.locator('.field-problem', { hasText: 'must be OWNER/NAME' }).waitFor()
    }
    expect(await settingOf(url, 'discovery')).toMatchObject({ patterns: [] })
    complaints.length = 0
    await patterns.fill('bitcoin-core/*\n!bitcoin-core/gui')
    await page.getByLabel('Forks too').check()
    await press(page, 'Show what it would add')
    await page.getByText(/^Of \d+ repositor.*, 1 taken in, \d of them new\.$/).waitFor()
    expect(await settingOf(url, 'discovery')).toMatchObject({ patterns: [] })
    expect(await audit(page)).toEqual([])
    await press(page, 'Save the patterns')
    await page.getByText('Saved. The next crawl adds what they take in.').waitFor()
    expect(await settingOf(url, 'discovery')).toEqual({
      patterns: ['bitcoin-core/*', '!bitcoin-core/gui'],
      topics: [],
      archived: false,
      forks: true,
    })
    expect(complaints).toEqual([])
  },
  wholeTimeoutMs,
)

test(
  'an organization is removed by its name, and nothing else than its name',
  async () => {
    const { url } = await serve()
    const { page } = await open(`${url}/o/acme/settings/removal`)
    await page.getByLabel('Type Acme').fill('acme')
    await press(page, 'Remove it with its data')
    await page.locator('.field-problem', { hasText: "give 'Acme'" }).waitFor()
    expect(await audit(page)).toEqual([])
    await page.getByLabel('Type Acme').fill('Acme')
    await press(page, 'Remove it with its data')
    await page.getByRole('heading', { name: 'There is no organization yet' }).waitFor()
    expect(await audit(page)).toEqual([])
  },
  wholeTimeoutMs,
)
