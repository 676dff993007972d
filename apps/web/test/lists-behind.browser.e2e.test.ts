/** Every number opens: the list behind it has exactly as many pull requests as it says. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { auditBoth } from './browser/audit.ts'
import { browserPath, openPage, settled, skipReason, textOf } from './browser/open-browser.ts'
import { demoTimeoutMs, type OpenDemo, openDemo } from './browser/open-demo.ts'
import type { WebProcess } from './browser/web-process.ts'

const suite = browserPath === null ? describe.skip : describe
if (browserPath === null) console.warn(`lists-behind.browser.e2e.test.ts: ${skipReason}`)

/** Of a page. */
const most = 50
const rows = '.pull-requests tbody tr, .behind tbody tr'

suite('the list behind a number', () => {
  let demo: OpenDemo
  let server: WebProcess
  let browser: Browser
  let page: Page
  let complaints: string[]

  beforeAll(async () => {
    demo = await openDemo()
    ;({ server, browser } = demo)
    ;({ page, complaints } = await openPage(browser))
  }, demoTimeoutMs)

  afterAll(() => demo?.close())

  it.each([
    ['figures of reviews', 'reviews?from=2015-01-01&to=2015-12-31', '.figure-value[href*="unreviewed"]', 1],
    ['rounds of review', 'reviews?from=2026-06-15&to=2026-08-31', '.chart a[href*="rounds="]', 3],
    ['what was opened', 'flow?from=2026-08-01&to=2026-08-31', '.figure-value[href*="openedFrom"]', 1],
    ['what was closed', 'flow?from=2026-06-01&to=2026-08-31', '.figure-value[href*="closedFrom"]', 1],
    ['what was merged', 'flow?from=2026-08-01&to=2026-08-31', '.figure-value[href*="/pulls?from"]', 1],
    ['waits of releases', 'releases?from=2026-01-01&to=2026-08-31', '.chart a[href*="batched="]', 3],
    ['waits by the other clock', 'releases?period=all&clock=working', '.chart a[href*="batched="]', 1],
    ['pickup with bots', 'reviews?from=2026-08-01&to=2026-08-31', '.chart a[href*="sort=pickup"]', 1],
    ['its months', 'reviews?from=2026-06-10&to=2026-07-05&by=month', '.chart a[href*="sort=pickup"]', 1],
    ['releases', 'releases?from=2024-01-01&to=2026-08-31', 'table.releases td.number a', 3],
    ['what is not released', 'releases?period=all', '[aria-label="Merged, and not released"] td.number a', 1],
    ['coverage', 'reviews?from=2026-08-01&to=2026-08-31', '.figure-coverage a[href*="/pulls"]', 2],
    ['requests', 'reviews?from=2026-08-01&to=2026-08-31', '.figure-coverage a[href*="requests"]', 2],
    ['waits', 'releases?from=2026-01-01&to=2026-02-28', '.figure-coverage a', 1],
    ['what is open', 'now?repo=secp256k1', '.now-count a', 1],
    [
      'what the flow leaves out',
      'flow?from=2025-11-01&to=2026-08-31',
      '.coverage-note a[href*="kind=bot"]',
      1,
    ],
    [
      'what a board of the past leaves out',
      'now?at=2026-07-01T12:00:00Z',
      '.coverage-note a[href*="kind=bot"]',
      1,
    ],
    ['what releases leave out', 'releases?period=all', '.coverage-note a[href*="kind=bot"]', 1],
    ['a distribution', 'cycle-time?from=2026-08-01&to=2026-08-31', 'figcaption p a', 1],
    ['groups', 'cycle-time?from=2026-07-01&to=2026-08-31', '[aria-label="By repository"] td.number a', 2],
  ])('of %s', async (_, path, selector, least) => {
    await page.goto(`${server.url}/o/demo/${path}`)
    await settled(page)
    const links = await page.locator(selector).evaluateAll((all) =>
      all.map((link) => ({
        address: link.getAttribute('href')!,
        words: link.getAttribute('aria-label') ?? link.textContent ?? '',
      })),
    )
    const numbers = links.map(({ address, words }) => ({
      address,
      count: Number(
        [/(\d[\d,]*) pull requests?$/, /^(\d[\d,]*)/, /(\d[\d,]*)$/]
          .flatMap((one) => one.exec(words)?.[1] ?? [])[0]!
          .replaceAll(',', ''),
      ),
    }))
    const some = numbers.filter(({ count }) => count > 0 && count < most)
    expect(some.length).toBeGreaterThanOrEqual(least)
    for (const { address, count } of some) {
      await page.goto(`${server.url}${address}`)
      await settled(page)
      await page.locator(rows).first().waitFor()
      expect(await page.locator(rows).count(), address).toBe(count)
      if (address.includes('/pulls?')) await page.locator(`.list-head [data-count="${count}"]`).waitFor()
    }
  })

  it('of releases: a row each, below', async () => {
    await page.goto(`${server.url}/o/demo/releases?from=2024-01-01&to=2026-08-31`)
    await settled(page)
    const figure = page.locator('a.figure-value[href="#releases"]')
    const count = Number(await figure.textContent())
    expect(count).toBeGreaterThan(3)
    const top = () => page.locator('#releases').evaluate((section) => section.getBoundingClientRect().top)
    const { height } = page.viewportSize()!
    expect(await top()).toBeGreaterThan(height)
    await figure.click()
    await page.waitForURL('**#releases')
    await expect.poll(top).toBeLessThan(height)
    expect(await page.locator('#releases tbody tr').count()).toBe(count)
  })

  it('of health: of each repository and reason, and of the sentence', async () => {
    await page.goto(`${server.url}/o/demo/health`)
    await settled(page)
    const links = page.locator('.table td.number a, .lead-health a')
    expect(await links.count()).toBeGreaterThan(8)
    // Of no number that can be opened is there one that cannot.
    const closed = page.locator('.table td.number:not(:has(a))')
    for (const text of await closed.allTextContents()) expect(text).toMatch(/^(?:0|\d+ times?)$/)
    for (const index of [0, 1, (await links.count()) - 1]) {
      await page.goto(`${server.url}/o/demo/health`)
      await settled(page)
      const link = links.nth(index)
      const said = /\d[\d,]*/.exec((await link.textContent())!)![0]
      await link.click()
      await page.locator('.behind-words').waitFor()
      await settled(page)
      expect(await page.locator('.behind-words').getAttribute('data-count')).toBe(said.replaceAll(',', ''))
      expect(await page.locator('.behind tbody tr').count()).toBe(
        Math.min(most, Number(said.replaceAll(',', ''))),
      )
    }
    await auditBoth(page)
  })

  it('of the heat map: each cell by keyboard and by ear, and the way back', async () => {
    await page.goto(`${server.url}/o/demo/reviews?from=2026-06-01&to=2026-08-31`)
    await settled(page)
    const cells = page.locator('.heat a')
    // One stop of the tab key, however many cells there are.
    expect(await page.locator('.heat a[tabindex="0"]').count()).toBe(1)
    const first = page.locator('.heat a[tabindex="0"]')
    await first.focus()
    const begun = await first.getAttribute('aria-label')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowDown')
    const focused = page.locator('.heat a:focus')
    const words = (await focused.getAttribute('aria-label'))!
    expect(words).not.toBe(begun)
    expect(words).toMatch(/^\d+ responses?(?: on \w+days)? from \d+:00 to \d+:00$/)
    expect(await cells.count()).toBeGreaterThan(40)
    const count = Number.parseInt((await focused.textContent())!, 10)
    await page.keyboard.press('Enter')
    await page.locator('.behind-words').waitFor()
    await settled(page)
    expect(await textOf(page.locator('.behind-words'))).toContain(words)
    expect(await page.locator('.behind tbody tr').count()).toBe(count)
    expect(page.url()).toMatch(/\/reviews\/responses\?.*from=2026-06-01.*hour=\d+/)
    await auditBoth(page)
    await page.getByRole('link', { name: 'All of the reviews' }).click()
    await page.getByRole('heading', { level: 1, name: 'Reviews' }).waitFor()
    expect(page.url()).toContain('from=2026-06-01')
    const share = page.locator('.share-labels a', { hasText: 'responses' }).first()
    const said = Number.parseInt((await share.textContent())!.replaceAll(',', ''), 10)
    await share.click()
    await page.locator('.behind-words').waitFor()
    await settled(page)
    expect(await page.locator('.behind-words').getAttribute('data-count')).toBe(String(said))
  })

  it('of what has no number: no row of a page stays on the next', async () => {
    const row = {
      repository: 'bitcoin-core/gui',
      title: '',
      isAnalyzed: false,
      updatedAt: null,
      incomplete: [],
      retry: { reason: 'timeout', attempts: 2, nextAt: 100 },
      removedAt: null,
    }
    const answer = (numbers: readonly (number | null)[], next: string | null) => ({
      json: { count: 5, next, pullRequests: numbers.map((number) => ({ ...row, number })) },
    })
    await page.route('**/api/v1/organizations/demo/health/pulls?**', (route) =>
      route.fulfill(
        route.request().url().includes('cursor=')
          ? answer([null, null], null)
          : answer([7, null, null], 'rest'),
      ),
    )
    await page.goto(`${server.url}/o/demo/health/pulls?standing=missing`)
    await settled(page)
    expect(await page.locator(rows).count()).toBe(3)
    await page.getByRole('link', { name: 'Next page' }).click()
    await page.getByRole('link', { name: 'First page' }).waitFor()
    await settled(page)
    expect(await page.locator(rows).locator('th').allTextContents()).toEqual(
      Array.from({ length: 2 }, () => 'bitcoin-core/gui, of a number that is not known'),
    )
    await page.unroute('**/api/v1/organizations/demo/health/pulls?**')
  })

  it('of what is not for who looks: nothing is offered to take along, and there is a way back', async () => {
    const address = '**/api/v1/organizations/demo/reviews/responses?**'
    const json = { count: null, responses: null, next: null }
    await page.route(address, (route) => route.fulfill({ json }))
    await page.goto(`${server.url}/o/demo/reviews/responses?load=busiest&period=all`)
    await page.getByRole('heading', { level: 2, name: 'Not shown' }).waitFor()
    await settled(page)
    expect(await page.getByRole('link', { name: 'CSV' }).count()).toBe(0)
    await page.getByRole('link', { name: 'All of the reviews' }).click()
    await page.getByRole('heading', { level: 1, name: 'Reviews' }).waitFor()
    expect(page.url()).toMatch(/\/reviews\?period=all$/)
    await page.unroute(address)
  })

  it.each([
    'cycle-time?from=2026-06-01&to=2026-08-31',
    'reviews?from=2026-06-01&to=2026-08-31',
    'flow?from=2026-06-01&to=2026-08-31',
    'releases?from=2026-01-01&to=2026-08-31',
  ])('in the tables of %s: no count of pull requests stands there without one', async (path) => {
    await page.goto(`${server.url}/o/demo/${path}`)
    await settled(page)
    for (;;) {
      const toggle = page.getByRole('button', { name: 'As a table' })
      if ((await toggle.count()) === 0) break
      await toggle.first().click()
    }
    const closed = await page
      .locator('.table td.number')
      .evaluateAll((all) =>
        all.flatMap((cell) =>
          cell.querySelector('a') === null && /^[1-9][\d,]*$/.test(cell.textContent ?? '')
            ? [`${cell.closest('.chart, .section')?.querySelector('h2')?.textContent}: ${cell.textContent}`]
            : [],
        ),
      )
    // What bots alone answered has no list: it is no figure of a pull request.
    expect(closed.filter((one) => !one.startsWith('First response, with and without bots'))).toEqual([])
  })

  it.each([
    '?from=2026-06-01&to=2026-08-31',
    'cycle-time?from=2026-06-01&to=2026-08-31',
    'reviews?from=2026-06-01&to=2026-08-31',
    'flow?from=2026-06-01&to=2026-08-31',
  ])('behind every figure of %s: without what was not read whole, as it counts', async (path) => {
    await page.goto(`${server.url}/o/demo/${path}`)
    await settled(page)
    const lists = await page
      .locator('main a[href*="/pulls?"]')
      .evaluateAll((all) => all.map((link) => link.getAttribute('href')!))
    expect(lists.length).toBeGreaterThan(10)
    // Of another kind than the figures count, whatever was read of it.
    expect(lists.filter((list) => !/[?&](?:whole=|kind=bot)/.test(list))).toEqual([])
  })

  it('complains about nothing', () => expect(complaints).toEqual([]))
})
