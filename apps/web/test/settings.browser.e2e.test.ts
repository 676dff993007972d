/** A rule in the browser: tried, saved, recalculated before one's eyes, and the new figure; two who save at once. */
import { openPipeline } from '@upflow/pipeline'
import { changeSettings } from '@upflow/settings'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { audit } from './browser/audit.ts'
import { browserPath, openBrowser, openPage, settled, skipReason, textOf } from './browser/open-browser.ts'
import { freePort, startWebProcess } from './browser/web-process.ts'
import { atEnd, configOf, readSample } from './support.ts'

const test = browserPath === null ? it.skip : it
if (browserPath === null) console.warn(`settings.browser.e2e.test.ts: ${skipReason}`)

/** A server that executes runs, of a sample that nothing reads again by itself. */
async function serve(): Promise<{ url: string; dataDir: string }> {
  const dataDir = await readSample()
  const pipeline = await openPipeline({ config: configOf(dataDir), concurrency: 0 })
  await changeSettings(
    await pipeline.tenants.open('acme' as never),
    [{ key: 'schedules', value: { crawl: null, reconcile: null } }],
    { by: 'ann' },
  )
  await pipeline.close()
  const server = await startWebProcess({ dataDir, port: await freePort(), concurrency: 1 })
  atEnd(() => server.kill())
  return { url: server.url, dataDir }
}

async function open(url: string, colorScheme: 'light' | 'dark' = 'light') {
  const browser = await openBrowser()
  atEnd(() => browser.close())
  const opened = await openPage(browser, { colorScheme })
  await opened.page.goto(url)
  await settled(opened.page)
  return opened
}

const ruleOf = (page: Page) => page.getByLabel('Release rule', { exact: true })

test('from the preview of a rule to the saved rule, its recalculation, and the new figure', async () => {
  const { url } = await serve()
  const { page, complaints } = await open(`${url}/o/acme/settings`)
  await ruleOf(page).fill('{"kind": "none"}')
  await page.getByRole('button', { name: 'Preview Release rule' }).click()
  const deploy = page.locator('tr[data-metric="deploy"] td').nth(1)
  await deploy.waitFor()
  expect(await textOf(deploy)).toMatch(/ → –$/)
  const total = await textOf(page.locator('tr[data-metric="total"] td').nth(1))
  const previewed = total.split(' → ').at(-1)!
  const figures = async () =>
    (await (await fetch(`${url}/api/v1/organizations/acme/figures`)).json()) as {
      all: { metrics: { deploy: { n: number } } }
    }
  expect((await figures()).all.metrics.deploy.n).toBeGreaterThan(0)

  await page.getByRole('button', { name: 'Save Release rule' }).click()
  await page.getByRole('link', { name: 'Figures are being made anew' }).click()
  await page.waitForURL('**/runs/run_*')
  await page.getByText('Succeeded.').waitFor()
  await page.getByText('Started by').waitFor()
  expect((await figures()).all.metrics.deploy.n).toBe(0)
  await page.goto(`${url}/o/acme?period=all`)
  await page.locator('main').getByText(previewed, { exact: true }).first().waitFor()
  expect(complaints).toEqual([])
})

test('what is wrong stands beside the field, and the second of two who save is shown both versions', async () => {
  const { url } = await serve()
  const { page } = await open(`${url}/o/acme/settings`)
  await ruleOf(page).fill('{"kind": "tags", "key": "("}')
  await page.getByRole('button', { name: 'Save Release rule' }).click()
  await page.locator('#releaseRule .field-problem').waitFor()
  expect(await ruleOf(page).getAttribute('aria-invalid')).toBe('true')
  expect(await textOf(page.locator('#releaseRule .field-problem'))).toContain(
    "The pattern '(' cannot be used",
  )

  await ruleOf(page).fill('{"kind": "branch", "key": "mine"}')
  const other = await fetch(`${url}/api/v1/organizations/acme/settings/releaseRule`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ value: { kind: 'branch', key: 'theirs' }, recalculate: false }),
  })
  expect(other.status).toBe(200)
  await page.getByRole('button', { name: 'Save Release rule' }).click()
  await page.getByText('somebody has changed this').waitFor()
  expect(await page.locator('.versions pre').allInnerTexts()).toEqual([
    expect.stringContaining('theirs'),
    expect.stringContaining('mine'),
  ])
  expect(await ruleOf(page).inputValue()).toContain('mine')
})

const pages = ['general', 'connection', 'repositories', 'notifications', 'export', 'audit', '']
test.each(['light', 'dark'] as const)(
  'axe finds nothing wrong with the pages of settings, %s',
  async (scheme) => {
    const { url } = await serve()
    const { page } = await open(`${url}/o/acme/settings`, scheme)
    for (const path of [...pages.map((name) => `/o/acme/settings/${name}`), '/o/acme/runs']) {
      await page.goto(url + path)
      await settled(page)
      expect(await audit(page), path).toEqual([])
    }
  },
)
