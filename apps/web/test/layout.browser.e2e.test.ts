/** The pages hold what is as long as it may be: names of repositories, words in titles, teams, on a phone and on paper. */
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { auditBoth } from './browser/audit.ts'
import { longRepositoryName, makeLongNames } from './browser/long-names.ts'
import { misplaced } from './browser/misplaced.ts'
import { newPage, wholeTimeoutMs } from './browser/new-page.ts'
import { browserPath, settled, skipReason } from './browser/open-browser.ts'
import { servePeople } from './browser/serve-people.ts'
import { freePort, startWebProcess } from './browser/web-process.ts'
import { atEnd, newFolder, until } from './support.ts'

const suite = browserPath === null ? describe.skip : describe
if (browserPath === null) console.warn(`layout.browser.e2e.test.ts: ${skipReason}`)

const sizes = [
  { width: 390, height: 844 },
  { width: 1_440, height: 900 },
]
const views = [
  '?period=all',
  '/now',
  '/now?now=table',
  '/cycle-time?period=all',
  '/cycle-time?period=all&by=team',
  '/reviews?period=all',
  '/reviews/requests?period=all',
  '/flow?period=all',
  '/releases?period=all',
  '/pulls?period=all',
  '/pulls?state=open',
  `/pulls/${longRepositoryName}/872`,
  '/teams/long?period=all',
  '/people/a-login-of-somebody-with-39-letters-too?period=all',
  '/health',
  '/health/pulls?standing=stored',
  '/runs',
  '/settings',
  '/settings/connection',
  '/settings/repositories',
  '/settings/teams',
  '/settings/people',
  '/settings/notifications',
  '/settings/audit',
  '/settings/members',
]

suite('with the longest names that there may be', () => {
  let url: string
  let page: Page

  beforeAll(async () => {
    const dataDir = newFolder()
    atEnd(await makeLongNames(dataDir))
    const server = await startWebProcess({ dataDir, port: await freePort() })
    atEnd(() => server.kill())
    url = `${server.url}/o/acme`
    ;({ page } = await newPage({ reducedMotion: 'reduce' }))
  }, wholeTimeoutMs)

  const open = async (view: string) => {
    await page.goto(url + view)
    await settled(page)
  }

  it.each(views)('%s keeps everything in its place, on a phone and on a desk', async (view) => {
    await open(view)
    for (const size of sizes) {
      await page.setViewportSize(size)
      await settled(page)
      expect(await misplaced(page), `at ${size.width}`).toEqual([])
    }
  })

  it('one run has its repositories in their place', async () => {
    await open('/runs')
    await page.getByRole('link', { name: 'backfill' }).click()
    await page.getByText('ended: succeeded').waitFor()
    for (const size of sizes) {
      await page.setViewportSize(size)
      await settled(page)
      expect(await misplaced(page), `at ${size.width}`).toEqual([])
    }
  })

  it('what is chosen from does not reach over the edge of a phone', async () => {
    await page.setViewportSize(sizes[0]!)
    await open('/pulls?period=all&size=XS&repo=nobody/nothing')
    expect(await page.getByRole('button', { name: 'Size: XS' }).isVisible()).toBe(false)
    await page.getByRole('button', { name: 'Filters (2)' }).click()
    for (const name of ['Repository: nothing', 'Team', 'Path']) {
      await page.getByRole('button', { name, exact: true }).click()
      await page.locator('.filter-dropdown').waitFor()
      expect(await misplaced(page), name).toEqual([])
      await page.keyboard.press('Escape')
      await page.locator('.filter-dropdown').waitFor({ state: 'detached' })
    }
  })

  it.each(['?period=all', '/now', '/cycle-time?period=all', '/reviews?period=all', '/pulls?period=all'])(
    '%s is printed whole, and without what can only be pressed',
    async (view) => {
      // A4 without its margins.
      await page.setViewportSize({ width: 718, height: 1_000 })
      await open(view)
      await page.emulateMedia({ media: 'print' })
      expect(await misplaced(page)).toEqual([])
      expect(await page.getByText(/^(CSV|As a table|Columns|Next page|Show|\d+ more)$/).all()).not.toEqual([])
      for (const one of await page.getByText(/^(CSV|As a table|Columns|Next page|Show|\d+ more)$/).all())
        expect(await one.isVisible()).toBe(false)
      await page.emulateMedia({ media: 'screen' })
    },
  )
})

it.skipIf(browserPath === null)(
  'the menu of organizations stands whole over the page',
  async () => {
    const web = await servePeople()
    const { page } = await web.openAs(web.administrator, '/o/acme/pulls?period=all')
    await page.getByRole('button', { name: /^Organization: / }).click()
    const last = page.getByRole('menuitem', { name: 'Administer the installation' })
    await last.waitFor()
    await until(async () => (await page.evaluate('document.activeElement.role')) === 'menuitem')
    const box = (await last.boundingBox())!
    const atItsEnd = await page.evaluate<string>(
      `document.elementFromPoint(${box.x + box.width - 2}, ${box.y + box.height / 2}).closest('[role=menuitem]')?.textContent`,
    )
    expect(atItsEnd).toBe('Administer the installation')
    await auditBoth(page)
  },
  wholeTimeoutMs,
)
