/** What a team is to a pull request, and which files it changes, are chosen on a page and go with its numbers. */
import { changeSettings } from '@upflow/settings'
import { describe, expect, it } from 'vitest'
import type { Answer } from '../ui/api/types.ts'
import { formatDuration } from '../ui/format/duration.ts'
import { wholeTimeoutMs } from './browser/new-page.ts'
import { browserPath, settled, skipReason } from './browser/open-browser.ts'
import { open, serve } from './browser/serve-sample.ts'
import { until } from './until.ts'

const suite = browserPath === null ? describe.skip : describe
if (browserPath === null) console.warn(`scope.browser.e2e.test.ts: ${skipReason}`)

const year = 'from=2025-01-01&to=2025-12-31'

suite('of what a page is', () => {
  it(
    'is chosen by hand, said in words, and cleared',
    async () => {
      const { url } = await serve(async (tenant) => {
        const [login] = tenant.sqlite
          .prepare<[], string>(
            'SELECT reviewer_login FROM responses GROUP BY 1 ORDER BY count(*) DESC LIMIT 1',
          )
          .pluck()
          .all()
        tenant.sqlite.exec(`UPDATE raw_pull_requests SET payload =
          json_set(payload, '$.files', json(iif(number % 2, '[["src/wallet/db.cpp",3,1]]', '[]')))`)
        await changeSettings(
          tenant,
          [
            {
              key: 'teams',
              value: [{ slug: 'core', members: [login], repositories: ['bitcoin-core/gui'], calendar: null }],
            },
          ],
          { by: 'ann' },
        )
      })
      const merged = async (query: string) => {
        const answer = await fetch(`${url}/api/v1/organizations/acme/reviews?${year}&${query}`)
        return ((await answer.json()) as Answer<'reviews'>).firstReview
      }
      const { page, complaints } = await open(`${url}/o/acme/reviews?${year}&team=core`)
      const role = page.getByRole('combobox', { name: 'Team as' })
      for (const teamAs of ['reviewer', 'repository', 'author']) {
        await role.selectOption(teamAs)
        await until(() => (new URL(page.url()).searchParams.get('teamAs') ?? 'author') === teamAs)
        await settled(page)
      }
      await role.selectOption('repository')
      await page.getByText('in repositories of team core').waitFor()
      const path = 'src/wallet'
      await page.getByRole('button', { name: 'Path', exact: true }).click()
      await page.getByLabel('A folder, a file or a glob').fill(path)
      await page.keyboard.press('Enter')
      await page.getByText(`that change ${path}`).waitFor()
      await settled(page)
      const said = await merged(`team=core&teamAs=repository&path=${path}`)
      const every = await merged('team=core&teamAs=repository')
      expect(said.n).toBeGreaterThan(0)
      expect(said.n).toBeLessThan(every.n)
      expect(await page.locator('.figure-value').nth(1).textContent()).toBe(
        formatDuration(said.medianSeconds),
      )
      expect(Object.fromEntries(new URL(page.url()).searchParams)).toMatchObject({
        team: 'core',
        teamAs: 'repository',
        path,
      })
      await page.getByRole('button', { name: 'Clear', exact: true }).click()
      await until(() => new URL(page.url()).search === '')
      // The button is gone, and the focus on the first filter.
      expect(
        await page.evaluate<string>(
          'document.activeElement.closest(".filter-bar") && document.activeElement.tagName',
        ),
      ).toBe('SELECT')
      // A period that another page has chosen is none of what waits now.
      await page.goto(`${url}/o/acme/now?period=30d`)
      await settled(page)
      expect(await page.getByRole('button', { name: 'Clear', exact: true }).count()).toBe(0)
      expect(complaints).toEqual([])
    },
    wholeTimeoutMs,
  )
})
