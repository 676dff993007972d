/** Where numbers come from: the credential that GitHub is read by, and a pull request as it was read. */
import { describe, expect, it } from 'vitest'
import type { Answer } from '../ui/api/types.ts'
import { wholeTimeoutMs } from './browser/new-page.ts'
import { browserPath, settled, skipReason } from './browser/open-browser.ts'
import { open, serve } from './browser/serve-sample.ts'

const suite = browserPath === null ? describe.skip : describe
if (browserPath === null) console.warn(`origins.browser.e2e.test.ts: ${skipReason}`)

suite('what numbers are made of', () => {
  it(
    'is said of the credential, and opens for each pull request',
    async () => {
      const { url } = await serve()
      const api = `${url}/api/v1/organizations/acme`
      const ask = async <Name extends 'health' | 'pulls' | 'rawPull'>(_: Name, path: string) =>
        (await (await fetch(`${api}/${path}`)).json()) as Answer<Name>
      expect((await ask('health', 'health')).access).toMatchObject({ tokenExpiresAt: null, points: null })
      const { page, complaints } = await open(`${url}/o/acme/health`)
      await page.getByRole('heading', { name: 'Reading GitHub' }).waitFor()
      expect(await page.locator('.pairs dd').allTextContents()).toEqual([
        'does not expire, or GitHub does not say when',
        'this GitHub counts none',
      ])

      const { repository, number } = (await ask('pulls', 'pulls?limit=1')).pullRequests[0]!
      await page.goto(`${url}/o/acme/pulls/${repository}/${number}`)
      await settled(page)
      const link = page.getByRole('link', { name: 'as it was read from GitHub' })
      const address = (await link.getAttribute('href'))!
      const raw = (await (await fetch(new URL(address, url))).json()) as Answer<'rawPull'>
      expect(raw).toMatchObject({ number, title: expect.any(String), reviews: expect.any(Array) })
      expect(complaints).toEqual([])
    },
    wholeTimeoutMs,
  )
})
