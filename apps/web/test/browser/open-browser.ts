/**
 * The browser of this machine, where there is one: Debian's Chromium, or what CHROMIUM_PATH names. Rather without a
 * window to draw: it loads a page in three fifths of the time.
 */
import { existsSync } from 'node:fs'
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core'
import { until } from '../until.ts'
import { type Traffic, watchTraffic } from './watch-traffic.ts'

const places = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
]

/** Null where there is none: then these tests say that they are skipped, and why. */
export const browserPath: string | null =
  [process.env.CHROMIUM_PATH, ...places].find((path) => path !== undefined && existsSync(path)) ?? null

export const skipReason = 'skipped, since there is no Chromium here: install it, or set CHROMIUM_PATH'

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: browserPath!, args: ['--no-sandbox'] })

export interface WatchedPage {
  readonly page: Page
  /** What the console and the page complained about. */
  readonly complaints: string[]
}

const watched = new WeakMap<Page, Traffic>()

/** A page of its own, whose complaints are kept. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
  const page = await context.newPage()
  watched.set(page, watchTraffic(page))
  const complaints: string[] = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  return { page, complaints }
}

/** What it says, without the spaces around it. */
export const textOf = async (locator: Locator): Promise<string> =>
  ((await locator.textContent()) ?? '').trim()

/** Until a page of `openPage` is drawn with all that it asked for, and with what that led to. */
export async function settled(page: Page): Promise<void> {
  const traffic = watched.get(page)!
  for (;;) {
    await until(() => traffic.underWay === 0)
    const { begun } = traffic
    await page.locator('h1').first().waitFor()
    await page.locator('.loading, [data-stale=true]').first().waitFor({ state: 'detached' })
    await drawn(page)
    if (traffic.underWay === 0 && traffic.begun === begun) return
  }
}

/** By the second frame after an answer, what it leads to is asked for. */
const drawn = (page: Page) =>
  page.evaluate(
    `(async () => {
      for (let frame = 0; frame < 2; frame++)
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
    })()`,
  )
