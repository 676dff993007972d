/** The pages in a real browser over the demo: every page is usable by everyone, and a person finds the reason. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Answer, Distribution, Metric } from '../ui/api/types.ts'
import { formatMetric, metricNames } from '../ui/cycle-time/metric-choice.ts'
import { formatDuration } from '../ui/format/duration.ts'
import { formatCount, formatShare } from '../ui/format/number.ts'
import { audit, auditBoth } from './browser/audit.ts'
import { browserPath, openPage, settled, skipReason, textOf } from './browser/open-browser.ts'
import { demoTimeoutMs, type OpenDemo, openDemo } from './browser/open-demo.ts'
import type { WebProcess } from './browser/web-process.ts'

const suite = browserPath === null ? describe.skip : describe
if (browserPath === null) console.warn(`pages.browser.e2e.test.ts: ${skipReason}`)

/** The sample ends in August 2026, whenever this runs. */
const year = 'from=2025-09-01&to=2026-08-31'
const views = [
  `/o/demo?${year}`,
  '/o/demo?from=2001-01-01&to=2001-01-31',
  `/o/demo/cycle-time?${year}&by=size`,
  '/o/demo/now',
  '/o/demo/now?now=table',
  '/o/demo/now?at=2026-05-01T00%3A00%3A00Z',
  '/o/demo/now?at=2001-01-01T00%3A00%3A00Z',
  '/o/demo/now?at=often',
  `/o/demo/cycle-time?${year}&spent=sum`,
  `/o/demo/reviews?${year}`,
  '/o/demo/reviews?from=2001-01-01&to=2001-01-31',
  `/o/demo/flow?${year}`,
  '/o/demo/flow?from=2026-06-01&to=2026-08-31',
  '/o/demo/flow?from=2001-01-01&to=2001-01-31',
  `/o/demo/releases?${year}`,
  '/o/demo/releases?from=2001-01-01&to=2001-01-31',
  `/o/demo/pulls?${year}&sort=total`,
  '/o/demo/pulls?state=open',
  '/o/demo/pulls?period=often',
  '/o/demo/pulls?nonsense=1&period=all&author=nobody',
  '/o/demo/pulls/bitcoin-core/secp256k1/1313?show=review',
  '/o/demo/pulls/bitcoin-core/gui/762?fold=1&clock=working',
  '/o/demo/pulls/bitcoin-core/gui/999999',
  '/o/demo/runs',
  '/o/demo/health',
  '/o/nobody',
  '/nowhere/at/all',
]

suite('the pages', () => {
  let demo: OpenDemo
  let server: WebProcess
  let browser: Browser

  beforeAll(async () => {
    demo = await openDemo()
    ;({ server, browser } = demo)
  }, demoTimeoutMs)

  afterAll(() => demo?.close())

  it.each(views)(
    '%s has nothing that axe finds wrong in either colour, and complains about nothing',
    async (view) => {
      const { page, complaints } = await openPage(browser)
      await page.goto(server.url + view)
      await settled(page)
      await auditBoth(page)
      expect(complaints.filter((text) => !/status of 40[04]/.test(text))).toEqual([])
      expect(await page.title()).not.toBe('Upflow')
      await page.context().close()
    },
  )

  it('are dark from the beginning for who has it so', async () => {
    const { page, complaints } = await openPage(browser, { colorScheme: 'dark' })
    await page.goto(`${server.url}/o/demo?${year}`)
    await settled(page)
    expect(await page.locator('html').getAttribute('data-mantine-color-scheme')).toBe('dark')
    expect(await audit(page)).toEqual([])
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('take another colour at once for who wants less motion', async () => {
    const { page } = await openPage(browser, { colorScheme: 'light', reducedMotion: 'reduce' })
    await page.goto(`${server.url}/o/demo?${year}`)
    await settled(page)
    const begun = await page.evaluate<number>(`
      document.documentElement.setAttribute('data-mantine-color-scheme', 'dark')
      document.getAnimations().length`)
    expect(begun).toBe(0)
    await page.context().close()
  })

  it('one run has nothing that axe finds wrong in either colour', async () => {
    const { page, complaints } = await openPage(browser)
    await page.goto(`${server.url}/o/demo/runs`)
    await page.getByRole('link', { name: 'backfill' }).click()
    await page.getByText('ended: succeeded').waitFor()
    await auditBoth(page)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it.each([
    '/o/demo',
    '/o/demo/now',
    `/o/demo/reviews?${year}`,
    `/o/demo/flow?${year}`,
    `/o/demo/releases?${year}`,
    `/o/demo/pulls?${year}`,
    '/o/demo/pulls/bitcoin-core/secp256k1/1313',
    `/o/demo/cycle-time?${year}&by=author`,
    '/o/demo/runs',
    '/o/demo/health',
    '/o/demo/health/pulls?standing=stored',
    `/o/demo/reviews/requests?${year}`,
    '/o/demo/settings',
    '/o/demo/settings/repositories',
    '/o/demo/settings/members',
    '/admin',
  ])('%s fits a telephone without scrolling sideways', async (view) => {
    const { page } = await openPage(browser, { viewport: { width: 390, height: 844 } })
    await page.goto(server.url + view)
    await settled(page)
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390)
    expect(await audit(page)).toEqual([])
    await page.context().close()
  })

  it('lead a person from the overview to the longest wait, its list, the pull request and the reason, and back', async () => {
    const { page, complaints } = await openPage(browser)
    await page.goto(`${server.url}/?`)
    // Nothing was merged in the last 90 days of the sample: all of the past is shown.
    await page.waitForURL('**/o/demo?period=all')
    // So it is wherever the sample is looked at without a period.
    for (const place of ['', '/cycle-time', '/reviews', '/flow', '/releases', '/pulls']) {
      await page.goto(`${server.url}/o/demo${place}`)
      await settled(page)
      expect(await page.getByLabel('Period').inputValue()).toBe('all')
      expect(
        await page
          .locator('main')
          .getByText(/^Nothing was|^None$/)
          .count(),
        place,
      ).toBe(0)
    }
    const overview = `${server.url}/o/demo?${year}&repo=bitcoin-core%2Fsecp256k1`
    await page.goto(overview)
    const longest = await textOf(page.locator('.waits li').first().locator('.pull-request-link'))
    await page.getByRole('link', { name: 'All that waits now' }).click()
    await page.getByRole('heading', { level: 1, name: 'Now' }).waitFor()
    const board = page.url()
    expect(board).toContain('repo=bitcoin-core%2Fsecp256k1')
    await page.getByText('Table', { exact: true }).click()
    const first = page.locator('tbody .pull-request-link').first()
    expect(await textOf(first)).toBe(longest)
    const list = page.url()
    await first.click()
    await page.getByRole('heading', { level: 1, name: longest }).waitFor()
    const reason = page.locator('.boundaries tbody tr').last()
    await reason.waitFor()
    expect(await textOf(reason)).toMatch(/so far/)
    expect(await textOf(reason)).toMatch(/ by dev-/)
    await page.goBack()
    await page.locator('tbody .pull-request-link').first().waitFor()
    expect(page.url()).toBe(list)
    await page.goBack()
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
    const normal = (address: string) => new URL(address).searchParams.toString().split('&').sort()
    expect(normal(page.url())).toEqual(normal(overview))
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('give the list behind each figure, with as many pull requests as it says', async () => {
    const { page } = await openPage(browser)
    await page.goto(`${server.url}/o/demo?from=2026-07-01&to=2026-08-31`)
    const merged = page.locator('.figure').first().getByRole('link')
    const count = Number(await textOf(merged))
    expect(count).toBeGreaterThan(10)
    await merged.click()
    await page.locator('.pull-requests tbody tr').first().waitFor()
    expect(await page.locator('.pull-requests tbody tr').count()).toBe(count)
    await page.goBack()
    // The bar of a week leads to its pull requests; of all bars, one is reached by the tab key, the rest by arrows.
    const bar = page.locator('.chart a[tabindex="0"]')
    await bar.waitFor()
    expect(await bar.count()).toBe(1)
    await bar.focus()
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowLeft')
    expect(await page.locator('.chart a').nth(-3).getAttribute('tabindex')).toBe('0')
    const said = /, (\d+) merged/.exec((await bar.getAttribute('aria-label'))!)![1]
    await bar.click()
    await page.locator('.pull-requests tbody tr').first().waitFor()
    expect(await page.locator('.pull-requests tbody tr').count()).toBe(Number(said))
    await page.context().close()
  })

  it.each(['', '&clock=working', '&repo=bitcoin-core%2Fgui', '&size=M&size=L', '&kind=bot&kind=work'])(
    'say the same numbers as the API for the filter %j',
    async (filter) => {
      const view = `from=2026-01-01&to=2026-08-31${filter}`
      const response = await fetch(`${server.url}/api/v1/organizations/demo/figures?${view}&by=size`)
      const { all, clock, groups } = (await response.json()) as Answer<'figures'>
      const { page } = await openPage(browser)
      await page.goto(`${server.url}/o/demo?${view}`)
      await page.locator('.figure').first().waitFor()
      expect(await page.locator('.figure-value').allTextContents()).toEqual([
        formatCount(all.merged),
        ...(['total', 'pickup', 'review'] as const).map((metric) =>
          formatDuration(all.metrics[metric].medianSeconds, clock),
        ),
      ])
      expect(await page.locator('.share-labels strong').allTextContents()).toEqual(
        (['coding', 'pickup', 'review', 'deploy'] as const).map((stage) => formatShare(all.shares[stage])),
      )
      await page.goto(`${server.url}/o/demo/cycle-time?${view}&by=size&metric=review`)
      await page.getByRole('region', { name: 'By size' }).locator('tbody tr').first().waitFor()
      const numbersOf = async (name: string) =>
        Promise.all(
          (await page.getByRole('region', { name, exact: true }).locator('tbody tr').all()).map((row) =>
            row.locator('td.number').allTextContents(),
          ),
        )
      const said = ({ medianSeconds, p75Seconds, p90Seconds }: Distribution, metric: Metric) =>
        [medianSeconds, p75Seconds, p90Seconds].map((seconds) => formatMetric(metric, seconds, clock))
      expect(await numbersOf('Percentiles')).toEqual(
        metricNames.map((metric) => said(all.metrics[metric], metric)),
      )
      expect(await numbersOf('By size')).toEqual(
        groups.map(({ merged, metrics }) => [
          formatCount(merged),
          formatCount(metrics.review.n),
          ...said(metrics.review, 'review'),
        ]),
      )
      await page.context().close()
    },
  )

  it('lead over the boundaries of a timeline by keyboard, each with its address on GitHub', async () => {
    const { page } = await openPage(browser)
    await page.goto(`${server.url}/o/demo/pulls/bitcoin-core/secp256k1/1313`)
    const boundaries = page.locator('.timeline-boundary')
    await boundaries.first().focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    const focused = page.locator('.timeline-boundary:focus')
    expect(await focused.getAttribute('aria-label')).toBe(
      '29 Jun 2023, 09:04: marked ready by dev-6ffce68383. Then awaiting review for 7.6 h.',
    )
    expect(await focused.getAttribute('href')).toMatch(
      /^https:\/\/github\.com\/bitcoin-core\/secp256k1\/pull\/1313#event-\d+$/,
    )
    expect(await textOf(page.locator('.readout'))).toContain('29 Jun 2023, 09:04: marked ready')
    expect(await textOf(page.locator('.boundaries tr[data-active=true]'))).toContain('marked ready')
    await page.keyboard.press('End')
    expect(await focused.getAttribute('aria-label')).toBe('4 Sept 2023, 16:26: released by v0.4.0. The end.')
    await page.keyboard.press('Home')
    expect(await focused.getAttribute('aria-label')).toContain('first commit')
    // One stop of the tab key, however many boundaries there are.
    expect(await page.locator('.timeline-boundary[tabindex="0"]').count()).toBe(1)
    await page.context().close()
  })

  it('can be used without a mouse: past the navigation, to a pull request by its number', async () => {
    const { page } = await openPage(browser)
    await page.goto(`${server.url}/o/demo/health`)
    await settled(page)
    await page.keyboard.press('Tab')
    expect(await page.evaluate<string>('document.activeElement.textContent')).toBe('Skip to the content')
    await page.keyboard.press('Enter')
    expect(await page.evaluate<string>('document.activeElement.id')).toBe('content')
    await page.keyboard.press('Control+k')
    await page.keyboard.type('secp256k1#1313')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'bitcoin-core/secp256k1#1313' }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/o/demo/pulls/bitcoin-core/secp256k1/1313')
    // A number alone leads to where there is one, though it may be of any repository.
    await page.keyboard.press('Control+k')
    await page.keyboard.type('1919')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/o/demo/pulls/bitcoin-core/secp256k1/1919')
    await page.context().close()
  })

  it('name the values that they do not know', async () => {
    const { page, complaints } = await openPage(browser)
    for (const [view, said] of [
      [`cycle-time?${year}&by=month`, 'by=month'],
      [`cycle-time?${year}&metric=xyz`, 'metric=xyz'],
      [`reviews?${year}&by=team`, 'by=team'],
      [`pulls?${year}&columns=author,other,size`, 'columns=other'],
      ['pulls?period=90d&period=30d', 'period'],
    ]) {
      await page.goto(`${server.url}/o/demo/${view}`)
      await page.locator('.notice', { hasText: `‘${said}’` }).waitFor()
    }
    await page.goto(`${server.url}/o/demo/cycle-time?${year}&by=size&metric=review`)
    await settled(page)
    expect(await page.locator('.notice', { hasText: 'The address' }).count()).toBe(0)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  it('keep what is chosen in the address, and name what is wrong in it', async () => {
    const { page } = await openPage(browser)
    await page.goto(`${server.url}/o/demo/pulls?period=all`)
    await page.getByRole('button', { name: /^Size/ }).click()
    await page.getByRole('checkbox', { name: 'XL' }).check()
    await page.waitForURL(/size=XL/)
    await page.keyboard.press('Escape')
    await page.getByRole('link', { name: 'Total' }).click()
    await page.waitForURL(/sort=total/)
    await page.locator('[data-stale=false] th[aria-sort=descending]', { hasText: 'Total' }).waitFor()
    const chosen = page.url()
    const first = await textOf(page.locator('.pull-requests tbody tr').first())
    await page.reload()
    await page.locator('.pull-requests tbody tr').first().waitFor()
    expect(page.url()).toBe(chosen)
    expect(await textOf(page.locator('.pull-requests tbody tr').first())).toBe(first)
    await page.goto(`${server.url}/o/demo/pulls?period=often&nonsense=1`)
    await page.getByRole('alert').waitFor()
    expect(await textOf(page.getByRole('alert'))).toContain("'period' takes a number of days such as 90d")
    expect(await textOf(page.getByRole('note').first())).toContain('‘nonsense’')
    await page.context().close()
  })

  it('follow the colours that are chosen, also after a reload', async () => {
    const { page } = await openPage(browser, { colorScheme: 'light' })
    await page.goto(`${server.url}/o/demo/health`)
    await settled(page)
    const background = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor')
    expect(await background()).toBe('rgb(245, 246, 248)')
    await page.getByRole('button', { name: /Colours/ }).click()
    await page.getByRole('button', { name: /Colours/ }).click()
    expect(await background()).toBe('rgb(14, 17, 21)')
    await page.reload()
    await settled(page)
    expect(await background()).toBe('rgb(14, 17, 21)')
    await page.context().close()
  })
})
