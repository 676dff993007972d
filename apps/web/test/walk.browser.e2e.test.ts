/**
 * From an empty data folder to figures, and on, through the pages alone: a server of its own, a GitHub, two people and
 * a program, none of whom ever needs a terminal after reading the set-up link in the log.
 */
import type { Dataset } from '@upflow/github-emulator'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { newPage, wholeTimeoutMs } from './browser/new-page.ts'
import { browserPath, skipReason, textOf } from './browser/open-browser.ts'
import { freePort, startWebProcess } from './browser/web-process.ts'
import { ask, password, setUpLinkOf } from './people.ts'
import { atEnd, newFolder, small, startGithub, token } from './support.ts'
import { until } from './until.ts'

const test = browserPath === null ? it.skip : it
if (browserPath === null) console.warn(`walk.browser.e2e.test.ts: ${skipReason}`)

/** A new installation, and a GitHub that it can read. */
async function begin() {
  const github = await startGithub(small(40))
  atEnd(() => github.close())
  const server = await startWebProcess({
    dataDir: newFolder(),
    port: await freePort(),
    concurrency: 1,
    isOpen: false,
  })
  atEnd(() => server.kill())
  return { github, server, url: server.url }
}

const figureOf = (page: Page, label: string) =>
  page.locator('.figure', { hasText: label }).first().locator('.figure-value')
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true }).click()
const go = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name, exact: true }).click()

async function introduce(page: Page, name: string, button: string): Promise<void> {
  await page.getByLabel('Your name').fill(name)
  await page.getByLabel('Your address').fill(`${name.toLowerCase()}@example.com`)
  await page.getByLabel('A password').fill(password)
  await press(page, button)
}

/** Without them, somebody else answered first, and later. */
function busiestReviewers({ repositories }: Dataset): string[] {
  const answers = new Map<string, number>()
  for (const { comments, reviews } of repositories.flatMap((one) => one.pullRequests))
    for (const { author } of [...comments.nodes, ...reviews.nodes])
      if (author?.__typename === 'User') answers.set(author.login, (answers.get(author.login) ?? 0) + 1)
  return [...answers]
    .sort(([, one], [, other]) => other - one)
    .slice(0, 3)
    .map(([login]) => login)
}

/** A page that was loaded anew has forgotten. */
const remember = (page: Page) => page.evaluate('window.isRemembered = true')
const isRemembered = (page: Page) => page.evaluate('window.isRemembered === true')

test(
  'from an empty folder to first figures, a team, another rule and a program, by the pages alone',
  async () => {
    const { github, server, url } = await begin()
    const { page, complaints } = await newPage({ reducedMotion: 'reduce' })

    // The first person comes by the link in the log.
    const link = await until(() => setUpLinkOf(server.lines))
    await page.goto(`${url}/set-up#${link}`)
    await introduce(page, 'Ann', 'Begin')
    await page.getByRole('heading', { name: 'There is no organization yet' }).waitFor()

    // An organization, its connection, checked before it is saved.
    await page.getByRole('link', { name: 'Create an organization' }).click()
    await page.getByLabel('Name').fill('Acme & Sons')
    expect(await page.getByLabel('Id', { exact: true }).inputValue()).toBe('acme-sons')
    await page.getByLabel('Id', { exact: true }).fill('acme')
    await press(page, 'Create it, and connect it to GitHub')
    await page.waitForURL('**/o/acme/settings/connection')
    await page.getByLabel('Address of the API').fill(github.url)
    await page.getByLabel('Token').fill('ghp_wrong0123456789wrong0123456789wrong012')
    await press(page, 'Check')
    await page.locator('.finding-bad').waitFor()
    await page.getByLabel('Token').fill(token)
    await press(page, 'Check')
    await page.getByText('The token belongs to dev.').waitFor()
    await page.locator('.finding-bad').waitFor({ state: 'detached' })
    await press(page, 'Save the connection')
    await page.getByText('Saved.', { exact: true }).waitFor()

    // What the token sees, and what of it is read.
    await go(page, 'Repositories')
    await press(page, 'Choose all that are not archived')
    await press(page, /^Add \d+ repositor/)
    await page.getByText('read already').first().waitFor()
    await press(page, 'Estimate a backfill')
    await page.getByText(/pull requests in .*: about/).waitFor()

    // The first backfill, seen as it happens: GitHub answers the last pages only once they are.
    let goOn = () => {}
    const isAllowed = new Promise<void>((resolve) => {
      goOn = resolve
    })
    github.faults.push({
      times: Number.POSITIVE_INFINITY,
      when: ({ operation, variables }) =>
        operation === 'PullRequests' && 'after' in variables && !!variables.after,
      respond: { kind: 'hold', until: isAllowed },
    })
    await go(page, 'Runs')
    await press(page, 'Read all history')
    await page.waitForURL('**/o/acme/runs/run_*')
    await page.getByText('Running.', { exact: true }).waitFor()
    await page.getByText('Live', { exact: true }).waitFor()
    await page.locator('progress').first().waitFor()
    await remember(page)
    goOn()
    await page.getByText('Succeeded.', { exact: true }).waitFor()
    expect(await isRemembered(page)).toBe(true)

    // The figures.
    await go(page, 'Overview')
    await press(page, 'all of the past')
    await page.locator('.lead').waitFor()
    const merged = Number(await textOf(figureOf(page, 'Merged')))
    expect(merged).toBeGreaterThan(0)
    const all = github.data.repositories.flatMap((one) => one.pullRequests)
    expect(merged).toBeLessThanOrEqual(all.filter(({ mergedAt }) => mergedAt !== null).length)
    const before = await textOf(figureOf(page, 'Pickup'))
    expect(before).toMatch(/\d/)
    await figureOf(page, 'Merged').click()
    await page.getByRole('heading', { name: 'Pull requests', level: 1 }).waitFor()

    // A viewer is let in, sees the same, and of the settings neither hair nor hide.
    await go(page, 'Members')
    await page.getByText('ann@example.com').waitFor()
    await page.getByLabel('Whom do you invite?').fill('Ben')
    await page.getByLabel('As', { exact: true }).selectOption('viewer')
    await press(page, 'Make the link')
    const invitation = await textOf(page.locator('.account-once code'))
    const ben = await newPage({ reducedMotion: 'reduce' })
    await ben.page.goto(invitation)
    await introduce(ben.page, 'Ben', 'Join')
    await ben.page.waitForURL('**/o/acme')
    await ben.page.goto(`${url}/o/acme?period=all`)
    await ben.page.getByText(before, { exact: true }).first().waitFor()
    await ben.page.getByRole('link', { name: 'Ben', exact: true }).waitFor()
    expect(await ben.page.getByRole('heading', { name: 'Settings' }).count()).toBe(0)
    for (const path of ['', '/connection', '/repositories', '/audit', '/members']) {
      await ben.page.goto(`${url}/o/acme/settings${path}`)
      await ben.page.getByText("This takes the role 'admin' in the organization.").first().waitFor()
    }
    await ben.page.goto(`${url}/new-organization`)
    await ben.page.getByText('This takes an administrator of the installation').waitFor()

    // A rule is tried, saved, and the figures are made anew by it, for everybody.
    await go(page, 'People')
    await page.getByLabel('Excluded people').fill(busiestReviewers(github.data).join('\n'))
    await press(page, 'Preview Excluded people')
    const cell = page.locator('tr[data-metric="pickup"] td').nth(1)
    await cell.waitFor()
    const [present, previewed] = (await textOf(cell)).split(' → ')
    expect(present).toBe(before)
    expect(previewed).toMatch(/\d/)
    await press(page, 'Save Excluded people')
    await page.getByRole('link', { name: 'Figures are being made anew' }).click()
    await page.getByText('Succeeded.', { exact: true }).waitFor()
    for (const one of [page, ben.page]) {
      await one.goto(`${url}/o/acme?period=all`)
      await figureOf(one, 'Pickup').waitFor()
      expect(await textOf(figureOf(one, 'Pickup'))).toBe(previewed)
    }

    // A program reads with a token, until it is revoked.
    await go(page, 'API tokens')
    await page.getByLabel('What is it for?').fill('dashboard')
    await press(page, 'Make it')
    const bearer = await textOf(page.locator('.account-once code'))
    const asked = () => ask(url, '/api/v1/organizations/acme/figures', { bearer })
    expect(await asked()).toMatchObject({ status: 200, json: { all: { merged } } })
    await press(page, 'Revoke… dashboard')
    await press(page, 'Revoke dashboard')
    await page.getByText('There is none.').waitFor()
    expect(await asked()).toMatchObject({ status: 401, json: { error: { code: 'accounts/bad-token' } } })

    // What was refused above is in the console as such, and nothing else is.
    expect([...complaints, ...ben.complaints].filter((text) => !/status of 40[13]/.test(text))).toEqual([])
  },
  wholeTimeoutMs,
)
