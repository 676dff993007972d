/** What a browser does not let a page do, or a session that has ended, costs nobody what they have written or wanted. */
import { describe, expect, it } from 'vitest'
import { audit } from './browser/audit.ts'
import { wholeTimeoutMs } from './browser/new-page.ts'
import { browserPath, skipReason } from './browser/open-browser.ts'
import { servePeople } from './browser/serve-people.ts'
import { open, serve } from './browser/serve-sample.ts'
import { ask, password } from './people.ts'

const suite = browserPath === null ? describe.skip : describe
if (browserPath === null) console.warn(`signed-out.browser.e2e.test.ts: ${skipReason}`)

suite('a page', () => {
  it(
    'whose session has ended says where to sign in, keeps what is written, and saves it afterwards',
    async () => {
      const { administrator: cookie, openAs, url } = await servePeople()
      const { page } = await openAs(cookie, '/o/acme/settings/general')
      const name = page.getByLabel('Name to show')
      await name.fill('Acme & Co')
      expect((await ask(url, '/api/v1/sign-out', { method: 'POST', cookie })).status).toBe(200)
      await name.press('Enter')
      const way = page.getByRole('link', { name: 'Sign in in another tab' })
      await way.waitFor()
      await page.getByText('You are signed out, and nothing was changed').waitFor()
      expect(await name.inputValue()).toBe('Acme & Co')
      expect(await audit(page)).toEqual([])

      const opening = page.context().waitForEvent('page')
      await way.click()
      const other = await opening
      await other.getByLabel('Address').fill('root@example.com')
      await other.getByLabel('Password').fill(password)
      await other.getByRole('button', { name: 'Sign in' }).click()
      await other.waitForURL((address) => address.pathname !== '/sign-in')
      await name.press('Enter')
      await way.waitFor({ state: 'detached' })
      expect(await name.inputValue()).toBe('Acme & Co')
    },
    wholeTimeoutMs,
  )

  it(
    'that may not copy shows the address of its figures to be taken',
    async () => {
      const { url } = await serve()
      const { page } = await open(`${url}/o/acme/flow`)
      await page.evaluate(`Object.defineProperty(navigator, 'clipboard', { value: undefined })`)
      await page.getByRole('button', { name: 'Copy as API request' }).click()
      const address = page.getByLabel('Address of the API request')
      await address.waitFor()
      expect(await address.inputValue()).toContain(`${url}/api/v1/organizations/acme/flow?`)
      expect(await audit(page)).toEqual([])
    },
    wholeTimeoutMs,
  )
})
