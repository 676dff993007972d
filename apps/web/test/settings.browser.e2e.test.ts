/** A rule in the browser: tried, saved, recalculated before one's eyes, and the new figure; two who save at once. */
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { auditBoth } from './browser/audit.ts'
import { wholeTimeoutMs } from './browser/new-page.ts'
import { browserPath, settled, skipReason, textOf } from './browser/open-browser.ts'
import { open, serve } from './browser/serve-sample.ts'

const test = browserPath === null ? it.skip : it
if (browserPath === null) console.warn(`settings.browser.e2e.test.ts: ${skipReason}`)

const kindOf = (page: Page) => page.getByLabel('Release rule', { exact: true })

test(
  'from the preview of a rule to the saved rule, its recalculation, and the new figure',
  async () => {
    const { url } = await serve()
    const { page, complaints } = await open(`${url}/o/acme/settings`)
    await kindOf(page).selectOption('none')
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
    await page.getByText('Succeeded.', { exact: true }).waitFor()
    await page.getByText('Started by').waitFor()
    expect((await figures()).all.metrics.deploy.n).toBe(0)
    await page.goto(`${url}/o/acme?period=all`)
    await page.locator('main').getByText(previewed, { exact: true }).first().waitFor()
    expect(complaints).toEqual([])
  },
  wholeTimeoutMs,
)

test(
  'what is wrong stands beside the field, and the second of two who save is shown both versions',
  async () => {
    const { url } = await serve()
    const { page } = await open(`${url}/o/acme/settings`)
    await kindOf(page).selectOption('tags')
    const pattern = page.getByLabel('Pattern of tags')
    await pattern.fill('(')
    await page.getByRole('button', { name: 'Save Release rule' }).click()
    await page.locator('#releaseRule .field-problem').waitFor()
    expect(await pattern.getAttribute('aria-invalid')).toBe('true')
    expect(await textOf(page.locator('#releaseRule .field-problem'))).toContain(
      "The pattern '(' cannot be used",
    )

    await kindOf(page).selectOption('branch')
    await page.getByLabel('Branches, one a line', { exact: true }).fill('mine')
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
    expect(await page.getByLabel('Branches, one a line', { exact: true }).inputValue()).toBe('mine')
    await page.getByRole('button', { name: 'Begin with what is there now' }).click()
    await page.getByText('somebody has changed this').waitFor({ state: 'detached' })
    expect(await page.getByLabel('Branches, one a line', { exact: true }).inputValue()).toBe('theirs')
  },
  wholeTimeoutMs,
)

const pages = [
  'general',
  'connection',
  'repositories',
  'calendar',
  'people',
  'teams',
  'notifications',
  'export',
  'audit',
  'removal',
  '',
]
test(
  'axe finds nothing wrong with the pages of settings, in either colour',
  async () => {
    const { url } = await serve()
    const { page } = await open(`${url}/o/acme/settings`)
    for (const path of [
      ...pages.map((name) => `/o/acme/settings/${name}`),
      '/o/acme/runs',
      '/new-organization',
    ]) {
      await page.goto(url + path)
      await settled(page)
      await auditBoth(page)
    }
  },
  wholeTimeoutMs,
)
