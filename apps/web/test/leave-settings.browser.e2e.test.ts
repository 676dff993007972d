/** What is written of a setting is not lost by leaving its page, and what is saved asks nothing. */
import { expect, it } from 'vitest'
import { wholeTimeoutMs } from './browser/new-page.ts'
import { browserPath, skipReason } from './browser/open-browser.ts'
import { open, serve } from './browser/serve-sample.ts'
import { until } from './support.ts'

const test = browserPath === null ? it.skip : it
if (browserPath === null) console.warn(`leave-settings.browser.e2e.test.ts: ${skipReason}`)

test(
  'what is written and not saved is not left without a question',
  async () => {
    const { url } = await serve()
    const { page } = await open(`${url}/o/acme/settings`)
    const asked: string[] = []
    let leaves = false
    page.on('dialog', (dialog) => {
      asked.push(dialog.message())
      return leaves ? dialog.accept() : dialog.dismiss()
    })
    const field = page.getByLabel('Coding window, in days', { exact: true })
    await field.fill('9')
    const calendar = page.getByRole('link', { name: 'Calendar', exact: true })
    await calendar.click()
    await until(() => asked.length === 1)
    expect(asked[0]).toContain('‘Coding window, in days’ is not saved')
    expect(await field.inputValue()).toBe('9')
    leaves = true
    await calendar.click()
    await page.waitForURL('**/settings/calendar')
    await page.getByRole('link', { name: 'Rules', exact: true }).click()
    await field.fill('8')
    // What was saved is asked about no more, also before what is set has been read again.
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    await page.route('**/organizations/acme/settings', async (route) => {
      await held
      await route.continue()
    })
    await page.getByRole('button', { name: 'Save Coding window, in days', exact: true }).click()
    await page.getByText('Saved.').waitFor()
    await calendar.click()
    await page.waitForURL('**/settings/calendar')
    release()
    expect(asked).toHaveLength(2)
  },
  wholeTimeoutMs,
)
