/** People in a real browser: from the set-up link to a team, tokens and sessions; and what is not theirs is not offered. */
import { describe, expect, it } from 'vitest'
import { auditBoth } from './browser/audit.ts'
import { newPage } from './browser/new-page.ts'
import { browserPath, settled, skipReason, textOf } from './browser/open-browser.ts'
import { pagesFolder } from './browser/serve-people.ts'
import { ask, password, setUpLinkOf, twoOrganizations } from './people.ts'
import { start } from './support.ts'
import { until } from './until.ts'

const suite = browserPath === null ? describe.skip : describe
if (browserPath === null) console.warn(`accounts.browser.e2e.test.ts: ${skipReason}`)

suite('people', () => {
  const open = () => newPage({ reducedMotion: 'reduce' })

  it('set Upflow up, invite, look without what is not theirs, make a token and end it, sign out and in', async () => {
    const web = await start({
      dataDir: await twoOrganizations(),
      environment: { UPFLOW_WEB_OPEN: '0' },
      pagesFolder,
    })
    const { url } = web.server
    const { page, complaints } = await open()

    // Whoever has not signed in is led there, and told where the link is.
    await page.goto(`${url}/o/acme/health`)
    await page.waitForURL('**/sign-in')
    await page.getByText('the log of the server has a link').waitFor()
    await auditBoth(page)

    await page.goto(`${url}/set-up`)
    await page.getByText('This page needs the one-time link').waitFor()
    expect(await page.getByRole('button', { name: 'Begin' }).count()).toBe(0)
    // In the same tab that is no new document.
    await page.goto(`${url}/set-up#${setUpLinkOf(web.lines)}`)
    await page.getByLabel('Your name').waitFor()
    expect(page.url()).toBe(`${url}/set-up`)
    await page.getByLabel('Your name').fill('Ann')
    await page.getByLabel('Your address').fill('ann@example.com')
    await page.getByLabel('A password').fill('short')
    await page.getByRole('button', { name: 'Begin' }).click()
    await page.getByText('takes 12 to 128 characters').waitFor()
    await auditBoth(page)
    await page.getByLabel('A password').fill(password)
    await page.getByRole('button', { name: 'Begin' }).click()
    // Back to what was wanted at first.
    await page.waitForURL('**/o/acme/health')
    await settled(page)

    await page.getByRole('link', { name: 'Members' }).click()
    await page.getByText('ann@example.com').waitFor()
    await page.getByLabel('Whom do you invite?').fill('Ben from the team')
    await page.getByRole('button', { name: 'Make the link' }).click()
    const invitation = await textOf(page.locator('.account-once code'))
    await page.getByRole('row', { name: /Ben from the team/ }).waitFor()
    await auditBoth(page)

    const ben = await open()
    await ben.page.goto(invitation)
    await ben.page.getByRole('heading', { name: 'Join Acme' }).waitFor()
    await auditBoth(ben.page)
    await ben.page.getByLabel('Your name').fill('Ben')
    await ben.page.getByLabel('Your address').fill('ben@example.com')
    await ben.page.getByLabel('A password').fill(password)
    await ben.page.getByRole('button', { name: 'Join' }).click()
    await ben.page.waitForURL('**/o/acme')
    await ben.page.getByRole('link', { name: 'Ben' }).waitFor()
    await settled(ben.page)
    expect(await ben.page.getByRole('heading', { name: 'Settings' }).count()).toBe(0)
    await ben.page.goto(`${url}/o/acme/settings/members`)
    await ben.page.getByText("This takes the role 'admin' in the organization.").first().waitFor()
    await ben.page.goto(`${url}/o/beta`)
    await ben.page.getByText("There is no organization 'beta'. There are: acme.").first().waitFor()
    // Used, it works for nobody.
    const eve = await open()
    await eve.page.goto(invitation)
    await eve.page.getByText('This link does not work').waitFor()

    // With a second look, and then at once.
    await page.reload()
    const member = page.getByRole('row', { name: /ben@example\.com/ })
    // By keyboard: the focus goes along with the question, and back where it is left.
    const focused = () => page.evaluate<string>('document.activeElement.textContent')
    await member.getByRole('button', { name: 'Remove… Ben' }).focus()
    await page.keyboard.press('Enter')
    expect(await focused()).toBe('Remove Ben')
    await page.keyboard.press('Tab')
    expect(await focused()).toBe('Keep Ben')
    await page.keyboard.press('Enter')
    expect(await focused()).toBe('Remove… Ben')
    await page.keyboard.press('Enter')
    await auditBoth(page)
    expect(await focused()).toBe('Remove Ben')
    await page.keyboard.press('Enter')
    await member.waitFor({ state: 'detached' })
    await until(async () => (await focused()) === 'Ben is no longer a member.')
    await ben.page.goto(`${url}/o/acme`)
    await ben.page.getByText("There is no organization 'acme'.").first().waitFor()

    await page.getByRole('link', { name: 'API tokens' }).click()
    await page.getByLabel('What is it for?').fill('dashboard')
    await page.getByRole('button', { name: 'Make it' }).click()
    const token = await textOf(page.locator('.account-once code'))
    expect(token).toMatch(/^upf_[\w-]{43}$/)
    const asked = () => ask(url, '/api/v1/organizations/acme/repositories', { bearer: token })
    expect((await asked()).status).toBe(200)
    await auditBoth(page)
    await page.getByRole('button', { name: 'Revoke… dashboard' }).click()
    expect(await focused()).toBe('Revoke dashboard')
    await page.getByRole('button', { name: 'Keep dashboard' }).click()
    expect(await focused()).toBe('Revoke… dashboard')

    await page.getByRole('link', { name: 'Ann', exact: true }).click()
    await page.getByRole('heading', { name: 'Your account' }).waitFor()
    await page.getByText('This one').waitFor()
    expect(new URL(page.url()).pathname).toBe('/me')
    await page.getByLabel('Your name').fill('Ann of Acme')
    await page.getByRole('button', { name: 'Change your name' }).click()
    await page.getByText('Ann of Acme, ann@example.com').waitFor()
    const tokens = page.getByRole('region', { name: 'Your API tokens for Acme' })
    await tokens.getByText(/^dashboard, for Acme: may read; works until \d+ /).waitFor()
    await tokens.getByRole('button', { name: 'Revoke… dashboard' }).click()
    await auditBoth(page)
    expect((await asked()).status).toBe(200)
    await page.keyboard.press('Enter')
    await until(async () => (await focused()) === 'dashboard is revoked.')
    expect((await asked()).status).toBe(401)
    // What pages had before leads there; what is of an organization, to why there is none.
    await page.goto(`${url}/account`)
    await page.waitForURL('**/me')
    await page.getByRole('link', { name: 'your page in Acme' }).click()
    await page.getByText('Who you are at GitHub is not known here').waitFor()
    await auditBoth(page)

    // The pages of the installation, each of which answers its question.
    await page.goto(`${url}/me`)
    await page.getByRole('link', { name: 'Administer the installation' }).click()
    await page.getByRole('heading', { level: 1, name: 'Installation' }).waitFor()
    await page.getByRole('row', { name: /^Acme .*backfill/ }).waitFor()
    await page.getByRole('row', { name: /^acme crawl/ }).waitFor()
    await page.getByText('not set up: it begins with UPFLOW_SIGN_IN_GITHUB_ID').waitFor()
    await auditBoth(page)
    for (const [name, heading] of [
      ['Runs', 'Runs of all organizations'],
      ['Audit', 'Audit of accounts'],
      ['Backups', 'Backups'],
      ['People', 'People'],
    ] as const) {
      await page.getByRole('link', { name, exact: true }).click()
      await page.getByRole('heading', { level: 1, name: heading }).waitFor()
      await settled(page)
      expect(await page.evaluate<string>('document.activeElement.id')).toBe('content')
      await auditBoth(page)
    }
    const ofBen = page.getByRole('row', { name: /ben@example\.com/ })
    await ofBen.getByRole('button', { name: 'Make administrator… Ben' }).click()
    expect(await focused()).toBe('Make Ben administrator of all')
    await page.keyboard.press('Enter')
    const taking = ofBen.getByRole('button', { name: 'Take administration away… Ben' })
    await taking.waitFor()
    await until(async () => (await focused()) === 'Ben is an administrator now.')
    await taking.click()
    expect(await focused()).toBe('Take it away from Ben')
    await page.keyboard.press('Enter')
    await until(async () => (await focused()) === 'Ben is no administrator any more.')
    await ofBen.getByRole('button', { name: 'Make administrator… Ben' }).waitFor()
    await ben.page.goto(`${url}/admin`)
    await ben.page.getByText('This takes an administrator of the installation').waitFor()
    // Who has forgotten the password is given a link, which is shown once.
    await ofBen.getByRole('button', { name: 'New by a link… Ben' }).click()
    expect(await focused()).toBe('Make a link for Ben')
    await page.keyboard.press('Enter')
    const given = page.getByRole('status').locator('code')
    await given.waitFor()
    const reset = await textOf(given)
    await ben.page.goto(reset)
    await ben.page.getByLabel('New password').fill('chosen-by-a-link')
    await ben.page.getByRole('button', { name: 'Set it' }).click()
    await ben.page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await auditBoth(page)
    await page.reload()
    await ofBen.waitFor()
    expect(await page.content()).not.toContain(new URL(reset).hash)
    await ofBen.getByRole('button', { name: 'Remove… Ben' }).click()
    await page.keyboard.press('Enter')
    await ofBen.waitFor({ state: 'detached' })
    await until(async () => (await focused()) === 'Ben is removed.')
    await page.goto(`${url}/me`)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    // Nobody is led there from what is for administrators, and back.
    for (const path of ['/new-organization', '/admin']) {
      await page.goto(url + path)
      await page.waitForURL('**/sign-in')
    }
    await page.getByLabel('Address').fill('ann@example.com')
    await page.getByLabel('Password').fill('not-the-password')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('The address or the password is wrong.').waitFor()
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL('**/admin')
    await page.getByRole('heading', { level: 1, name: 'Installation' }).waitFor()

    // What was refused above is in the console as such, and nothing else.
    const other = (text: string) => !/status of 40[013]/.test(text)
    expect([...complaints, ...ben.complaints].filter(other)).toEqual(
      expect.not.arrayContaining([expect.stringContaining('Content Security Policy')]),
    )
  })
})
