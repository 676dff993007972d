/** What a page asked for and does not get is said in its place; what it got before stays, and is said to be of before. */
import { expect, it } from 'vitest'
import { audit } from './browser/audit.ts'
import { newPage, wholeTimeoutMs } from './browser/new-page.ts'
import { browserPath, settled, skipReason, textOf } from './browser/open-browser.ts'
import { serve } from './browser/serve-sample.ts'
import { until } from './until.ts'

const test = browserPath === null ? it.skip : it
if (browserPath === null) console.warn(`asked.browser.e2e.test.ts: ${skipReason}`)

const broken = {
  status: 500,
  contentType: 'application/json',
  body: JSON.stringify({ error: { code: 'web/internal', message: 'It broke in the middle.' } }),
}

test.each([
  ['health', 'retries'],
  ['health', 'ignored'],
  ['cycle-time?period=all', 'distribution'],
  ['cycle-time?period=all', 'pulls'],
  ['settings/members', 'invitations'],
])(
  '%s says that %s could not be had, and asks for it again',
  async (path, part) => {
    const { url } = await serve()
    const { page } = await newPage()
    const address = new RegExp(`/api/v1/organizations/acme/${part}(\\?|$)`)
    await page.route(address, (route) => route.fulfill(broken))
    await page.goto(`${url}/o/acme/${path}`)
    await settled(page)
    expect(await textOf(page.getByRole('alert').locator('p').first())).toBe('It broke in the middle.')
    expect(await audit(page)).toEqual([])
    await page.unroute(address)
    await page.getByRole('button', { name: 'Try again' }).click()
    await settled(page)
    expect(await page.getByText('It broke in the middle.').count()).toBe(0)
  },
  wholeTimeoutMs,
)

test(
  'figures stay while the server does not answer, and so does what is being written',
  async () => {
    const { url } = await serve()
    const { page } = await newPage()
    await page.clock.install()
    const lookAgain = async () => {
      await page.route('**/api/v1/**', (route) => route.abort())
      await page.clock.fastForward(60_000)
      await page.evaluate(`window.dispatchEvent(new Event('visibilitychange'))`)
    }
    const notice = page.getByText('This is as it was before.').first()
    const said = () =>
      until(async () => {
        await page.clock.fastForward(2_000)
        return (await notice.count()) > 0
      })
    await page.goto(`${url}/o/acme?period=all`)
    await settled(page)
    const merged = await textOf(page.locator('.figure-value').first())
    await lookAgain()
    await said()
    expect(await textOf(page.locator('.figure-value').first())).toBe(merged)
    expect(await audit(page)).toEqual([])
    await page.unroute('**/api/v1/**')
    while ((await notice.count()) > 0) {
      await notice.getByRole('button', { name: 'Try again' }).click()
      await settled(page)
    }
    await page.goto(`${url}/o/acme/settings/people`)
    await settled(page)
    await page.getByLabel('Bots, one a line').fill('half-written')
    await lookAgain()
    await said()
    expect(await page.getByLabel('Bots, one a line').inputValue()).toBe('half-written')
  },
  wholeTimeoutMs,
)

test(
  'a page whose code cannot be had says so in its place, and comes once the server answers',
  async () => {
    const { url } = await serve()
    const { page } = await newPage()
    await page.goto(`${url}/o/acme/pulls?period=all`)
    await settled(page)
    await page.route('**', (route) => route.abort())
    await page.getByRole('link', { name: 'General', exact: true }).click()
    await page.getByRole('alert').getByText('The server does not answer').waitFor()
    expect(new URL(page.url()).pathname).toBe('/o/acme/settings/general')
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('alert').getByText('The server does not answer').waitFor()
    await page.unroute('**')
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('heading', { level: 1, name: 'General settings' }).waitFor()
  },
  wholeTimeoutMs,
)
