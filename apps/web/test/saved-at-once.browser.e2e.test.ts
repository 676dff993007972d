/** Two people who save at once: the second is shown both versions, and begins anew with what is there, in every form. */
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { audit } from './browser/audit.ts'
import { wholeTimeoutMs } from './browser/new-page.ts'
import { browserPath, skipReason } from './browser/open-browser.ts'
import { open, serve } from './browser/serve-sample.ts'

const test = browserPath === null ? it.skip : it
if (browserPath === null) console.warn(`saved-at-once.browser.e2e.test.ts: ${skipReason}`)

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

/** As somebody else does, who has not seen the page. */
async function tell(url: string, method: string, path: string, body: object): Promise<void> {
  const answer = await fetch(`${url}/api/v1/organizations/acme/${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  expect(answer.status).toBe(200)
}

interface Form {
  readonly page: string
  readonly label: string
  readonly button: string
  readonly mine: string
  readonly theirs: string
  readonly other: readonly [method: string, path: string, body: object]
}

const forms: readonly Form[] = [
  {
    page: 'general',
    label: 'Crawl: what was updated since the last time',
    button: 'Save Schedules',
    mine: '*/7 * * * *',
    theirs: '*/11 * * * *',
    other: ['PUT', 'schedules/crawl', { cron: '*/11 * * * *' }],
  },
  {
    page: 'notifications',
    label: 'What waits longer is told of, in working hours',
    button: 'Save when something is due',
    mine: '7',
    theirs: '11',
    other: ['PATCH', 'notifications', { waitLimitHours: 11 }],
  },
  {
    page: 'repositories',
    label: 'Patterns, one a line',
    button: 'Save the patterns',
    mine: 'acme/mine-*',
    theirs: 'acme/theirs-*',
    other: [
      'PUT',
      'settings/discovery',
      { value: { patterns: ['acme/theirs-*'], topics: [], archived: false, forks: false } },
    ],
  },
]

test.each(forms)(
  'the second of two who save ‘$label’ is shown both versions',
  async ({ page: path, label, button, mine, theirs, other }) => {
    const { url } = await serve()
    const { page } = await open(`${url}/o/acme/settings/${path}`)
    const field = page.getByLabel(label)
    await field.fill(mine)
    await tell(url, ...other)
    await press(page, button)
    await page.getByText('somebody has changed this').waitFor()
    expect(await page.locator('.versions pre').allInnerTexts()).toEqual([
      expect.stringContaining(theirs),
      expect.stringContaining(mine),
    ])
    expect(await field.inputValue()).toBe(mine)
    expect(await audit(page)).toEqual([])
    await press(page, 'Begin with what is there now')
    await page.getByText('somebody has changed this').waitFor({ state: 'detached' })
    expect(await field.inputValue()).toBe(theirs)
    await field.fill(mine)
    await press(page, button)
    await page.getByText(/^Saved\./).waitFor()
    await page.reload()
    await field.waitFor()
    expect(await field.inputValue()).toBe(mine)
  },
  wholeTimeoutMs,
)

test(
  'the second of two who save the rule of a repository is shown both versions',
  async () => {
    const { url } = await serve()
    const { page } = await open(`${url}/o/acme/settings/repositories`)
    const name = 'bitcoin-core/gui'
    await press(page, `Rule… of ${name}`)
    await page.getByLabel('Branches, one a line').fill('mine')
    const releaseRule = { kind: 'branch', key: 'theirs' }
    await tell(url, 'PATCH', `repositories/${name}`, { releaseRule, recalculate: false })
    await press(page, 'Save its own rule')
    await page.getByText('somebody has changed this').waitFor()
    expect(await page.locator('.versions pre').allInnerTexts()).toEqual([
      expect.stringContaining('theirs'),
      expect.stringContaining('mine'),
    ])
    expect(await page.getByLabel('Branches, one a line').inputValue()).toBe('mine')
    expect(await audit(page)).toEqual([])
    await press(page, 'Begin with what is there now')
    await page.getByText('somebody has changed this').waitFor({ state: 'detached' })
    expect(await page.getByLabel('Branches, one a line').inputValue()).toBe('theirs')
    // From what is there now it is saved, and then again from what was saved.
    for (const branch of ['mine', 'ours']) {
      await page.getByLabel('Branches, one a line').fill(branch)
      await press(page, 'Save its own rule')
      await page.getByRole('row', { name: new RegExp(`^${name} branch ${branch}`) }).waitFor()
    }
  },
  wholeTimeoutMs,
)
