/** What a page shows is kept by a name, and opened again from any other. */
import { describe, expect, it } from 'vitest'
import { audit } from './browser/audit.ts'
import { wholeTimeoutMs } from './browser/new-page.ts'
import { browserPath, settled, skipReason } from './browser/open-browser.ts'
import { open, serve } from './browser/serve-sample.ts'

const suite = browserPath === null ? describe.skip : describe
if (browserPath === null) console.warn(`saved-views.browser.e2e.test.ts: ${skipReason}`)

suite('a view', () => {
  it(
    'is kept, opened from another page, and removed; what is wrong is said beside the field',
    async () => {
      const { url } = await serve()
      const shown = '?repo=bitcoin-core%2Fgui&period=all&sort=total'
      const { page, complaints } = await open(`${url}/o/acme/pulls${shown}`)
      const button = page.getByRole('button', { name: 'Saved views' })
      await button.click()
      await page.getByText('None is kept yet.').waitFor()
      const name = page.getByLabel('Keep what is shown as')
      await name.fill('x'.repeat(61))
      await page.keyboard.press('Enter')
      await page.getByText('takes at most 60 characters').waitFor()
      await name.fill('Slow in the GUI')
      await page.keyboard.press('Enter')
      const link = page.getByRole('link', { name: 'Slow in the GUI' })
      await link.waitFor()
      // Whoever takes a name that there is sees what becomes of the other.
      await name.fill('Slow in the GUI')
      await page.getByText('it is replaced').waitFor()
      await page.getByRole('button', { name: 'Replace it' }).waitFor()
      expect(await audit(page)).toEqual([])

      await page.goto(`${url}/o/acme/reviews`)
      await settled(page)
      await button.click()
      await link.click()
      await page.waitForURL('**/o/acme/pulls?**')
      expect(new URL(page.url()).search).toBe(shown)
      expect(await link.count()).toBe(0)
      await settled(page)
      await page.reload()
      await settled(page)
      await button.click()
      await link.waitFor()
      // Somebody else was quicker: that it was not removed from here is said, not passed over.
      const views = `${url}/api/v1/organizations/acme/views`
      const { views: kept } = (await (await fetch(views)).json()) as { views: { id: string }[] }
      await fetch(`${views}/${kept[0]!.id}`, {
        method: 'DELETE',
        headers: { 'content-type': 'application/json' },
        body: '{}',
      })
      await page.getByRole('button', { name: 'Remove Slow in the GUI' }).press('Enter')
      await page.getByRole('button', { name: 'Remove it' }).press('Enter')
      await page.getByText(/^There is no .*view/).waitFor()
      await page.reload()
      await settled(page)
      await button.click()
      await page.getByText('None is kept yet.').waitFor()
      // The name that was too long, and what was gone.
      expect(complaints.filter((one) => !/40[04]/.test(one))).toEqual([])
    },
    wholeTimeoutMs,
  )
})
