/** The one browser of a test file, in which pages know nothing of each other. */
import type { Browser, BrowserContextOptions } from 'playwright-core'
import { beforeAll } from 'vitest'
import { atEnd } from '../support.ts'
import { browserPath, openBrowser, openPage, type WatchedPage } from './open-browser.ts'

/** How long a condition may take to come where everything takes long, and a test with all of its own. */
const slowTimeoutMs = 120_000
export const wholeTimeoutMs = 600_000

let browser: Browser
beforeAll(async () => {
  if (browserPath === null) return
  browser = await openBrowser()
  atEnd(() => browser.close())
})

/** As somebody has it who has never been here. */
export async function newPage(options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const opened = await openPage(browser, options)
  atEnd(() => opened.page.context().close())
  opened.page.setDefaultTimeout(slowTimeoutMs)
  return opened
}
