/** The browser of this machine, where there is one: Debian's Chromium, or what CHROMIUM_PATH names. */
import { existsSync } from 'node:fs'
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core'

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

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

/** A page of its own, whose complaints are kept. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
  const page = await context.newPage()
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

/** Until a page is drawn with all that it asked for. */
export async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle')
  await page.locator('h1').first().waitFor()
  await page.locator('.loading').waitFor({ state: 'detached' })
}
