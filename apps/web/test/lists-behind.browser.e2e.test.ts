/** Every number opens: the list behind it has exactly as many pull requests as it says. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, openPage, settled, skipReason } from './browser/open-browser.ts'
import { demoTimeoutMs, type OpenDemo, openDemo } from './browser/open-demo.ts'
import type { WebProcess } from './browser/web-process.ts'

const suite = browserPath === null ? describe.skip : describe
if (browserPath === null) console.warn(`lists-behind.browser.e2e.test.ts: ${skipReason}`)

/** Of a page. */
const most = 50

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
      count: Number(/(\d[\d,]*)(?: pull requests?)?$/.exec(words)![1]!.replaceAll(',', '')),
    }))
    const some = numbers.filter(({ count }) => count > 0 && count < most)
    expect(some.length).toBeGreaterThanOrEqual(least)
    for (const { address, count } of some) {
      await page.goto(`${server.url}${address}`)
      await settled(page)
      await page.locator('.pull-requests tbody tr').first().waitFor()
      expect(await page.locator('.pull-requests tbody tr').count(), address).toBe(count)
    }
  })

  it('complains about nothing', () => expect(complaints).toEqual([]))
})
