/** What the pages say of waits, reviews, flow and releases is what the API says, and each opens what is behind it. */
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Answer } from '../ui/api/types.ts'
import { openAt, sumFlow } from '../ui/flow/flow-sums.ts'
import { formatDay } from '../ui/format/day.ts'
import { type Clock, formatDeploy, formatDuration, formatLong } from '../ui/format/duration.ts'
import { formatCount, formatShare } from '../ui/format/number.ts'
import { countOpen } from '../ui/now/board.ts'
import { turnShares } from '../ui/reviews/review-words.ts'
import { browserPath, openPage, settled, skipReason, textOf } from './browser/open-browser.ts'
import { demoTimeoutMs, type OpenDemo, openDemo } from './browser/open-demo.ts'
import type { WebProcess } from './browser/web-process.ts'

const suite = browserPath === null ? describe.skip : describe
if (browserPath === null) console.warn(`answers.browser.e2e.test.ts: ${skipReason}`)

const period = 'from=2026-02-01&to=2026-08-31'
const clockOf = (scope: string): Clock => (scope.includes('clock=working') ? 'working' : 'wall')
const operations = {
  board: 'board',
  flow: 'flow',
  reviews: 'reviews',
  'reviews/queue': 'reviewQueue',
  'reviews/pickup': 'reviewPickup',
  releases: 'releases',
  figures: 'figures',
} as const
const moment = '2026-05-01T00:00:00Z'

suite('the pages say what the API says', () => {
  let demo: OpenDemo
  let server: WebProcess
  let browser: Browser
  let page: Page
  let complaints: string[]

  beforeAll(async () => {
    demo = await openDemo()
    ;({ server, browser } = demo)
    ;({ page, complaints } = await openPage(browser))
  }, demoTimeoutMs)

  afterAll(() => demo?.close())

  const ask = async <Path extends keyof typeof operations>(path: Path, query: string) =>
    (await (await fetch(`${server.url}/api/v1/organizations/demo/${path}?${query}`)).json()) as Answer<
      (typeof operations)[Path]
    >
  const open = async (path: string) => {
    await page.goto(`${server.url}/o/demo/${path}`)
    await settled(page)
  }
  const figures = () => page.locator('.figure-value').allTextContents()
  const cells = async (rows: Locator) =>
    Promise.all((await rows.all()).map((row) => row.locator('td').allTextContents()))
  const region = (name: string) => page.getByRole('region', { name, exact: true })
  const counts = () => page.locator('.column-count').allTextContents()

  it.each(['', '&repo=bitcoin-core%2Fgui'])(
    'of what waited at a moment, for the filter %j',
    async (scope) => {
      const { columns } = await ask('board', `at=${moment}&limit=1000${scope}`)
      const count = (state: string, turn: string | null) =>
        columns.flatMap(({ longest }) => longest).filter((one) => one.state === state && one.turn === turn)
          .length
      await open(`now?at=${moment}${scope}`)
      const awaiting = columns.find(({ state }) => state === 'awaiting-release')!
      expect(await counts()).toEqual(
        [
          ...columns.slice(0, 3).map((one) => one.count),
          count('in-review', 'author'),
          count('in-review', 'reviewers'),
          columns[4]!.count,
          ...(awaiting.count > 0 ? [awaiting.count] : []),
        ].map(formatCount),
      )
      expect(await textOf(page.locator('.now-count'))).toContain(
        `${formatCount(countOpen(columns))} open pull requests`,
      )
      const draft = columns[0]!
      expect(await textOf(page.locator('.column').first().locator('.card-age span').first())).toBe(
        formatDuration(Date.parse(moment) / 1_000 - draft.longest[0]!.since),
      )
    },
  )

  it('of the moment that is chosen, and of now again', async () => {
    await open('now')
    const now = await counts()
    await page.locator('input[name=at]').fill('2026-05-01T00:00')
    await page.getByRole('button', { name: 'Show' }).click()
    await page.getByRole('heading', { level: 1, name: '1 May 2026, 00:00' }).waitFor()
    expect(new URL(page.url()).searchParams.get('at')).toBe(moment)
    await page.locator('[data-stale=false]').waitFor()
    expect(await counts()).not.toEqual(now)
    await page.getByRole('button', { name: 'Back to now' }).click()
    await page.getByRole('heading', { level: 1, name: 'Now' }).waitFor()
    await page.locator('[data-stale=false]').waitFor()
    expect(await counts()).toEqual(now)
  })

  it.each(['', '&clock=working', '&size=M&size=L'])('of reviews, for the filter %j', async (scope) => {
    const said = await ask('reviews', `${period}${scope}`)
    const clock = clockOf(scope)
    await open(`reviews?${period}${scope}`)
    expect(await figures()).toEqual([
      ...[said.firstResponse, said.firstReview, said.answers].map((one) =>
        formatDuration(one.medianSeconds, clock),
      ),
      formatCount(said.unreviewed),
    ])
    const shares = turnShares(said.turns)
    expect((await page.locator('.share-labels strong').allTextContents()).slice(0, 3)).toEqual(
      [shares.author, shares.reviewers, shares.approved].map(formatShare),
    )
    expect(
      (await cells(region('Responses by weekday and hour').locator('tbody tr'))).map((row) =>
        row.slice(0, 24),
      ),
    ).toEqual(said.byHour!.map((hours) => hours.map(formatCount)))
    for (const toggle of await page.locator('.chart-toggle').all()) await toggle.click()
    expect((await cells(region('How many rounds').locator('tbody tr'))).flat()).toEqual(
      said.rounds.map(formatCount),
    )
    const { groups } = await ask('reviews/pickup', `${period}${scope}`)
    expect(await cells(region('First response, with and without bots').locator('tbody tr'))).toEqual(
      groups.map(({ merged, people, withBots }) => [
        formatCount(merged),
        formatCount(people.n),
        formatDuration(people.medianSeconds, clock),
        formatCount(withBots.n),
        formatDuration(withBots.medianSeconds, clock),
      ]),
    )
  })

  it('of the queue of reviewers, each step with its board', async () => {
    const days = 'from=2026-06-01&to=2026-08-31'
    const { steps } = await ask('reviews/queue', days)
    await open(`reviews?${days}`)
    for (const toggle of await page.locator('.chart-toggle').all()) await toggle.click()
    const rows = region('Waiting for a reviewer').locator('tbody tr')
    expect(await cells(rows)).toEqual(
      steps.map(({ awaitingFirst, awaitingNext }) => [awaitingFirst, awaitingNext].map(formatCount)),
    )
    const step = steps[Math.floor(steps.length / 2)]!
    expect(step.awaitingFirst).toBeGreaterThan(0)
    await rows.getByRole('link', { name: formatDay(step.day), exact: true }).click()
    await page.locator('.now-count').waitFor()
    const named = (await counts()).map(Number)
    expect([named[1]! + named[2]!, named[4]]).toEqual([step.awaitingFirst, step.awaitingNext])
  })

  it('of one person or two, nothing', async () => {
    const all = await ask('reviews', 'from=2016-01-01&to=2016-01-20')
    expect(all.load).toBeNull()
    await open('reviews?from=2016-01-01&to=2016-01-20')
    await page.getByText('Fewer than three people responded').waitFor()
    expect(await region('Responses by weekday and hour').count()).toBe(0)
  })

  it.each([period, 'from=2026-06-01&to=2026-08-31'])(
    'of the flow %s, each step with its board',
    async (days) => {
      const { steps } = await ask('flow', days)
      const sums = sumFlow(steps)
      await open(`flow?${days}`)
      expect(await figures()).toEqual([sums.opened, sums.merged, sums.closed, sums.open].map(formatCount))
      for (const toggle of await page.locator('.chart-toggle').all()) await toggle.click()
      const states = region('Under way, by state').locator('tbody tr')
      expect(await cells(states)).toEqual(steps.map((step) => Object.values(step.states).map(formatCount)))
      expect(await cells(region('Open, by age').locator('tbody tr'))).toEqual(
        steps.map(({ ages }) => ages.map(formatCount)),
      )
      const step = steps[Math.floor(steps.length / 2)]!
      await states.getByRole('link', { name: formatDay(step.day), exact: true }).click()
      await page.locator('.now-count').waitFor()
      const named = (await counts()).map(Number)
      const { draft, approved } = step.states
      expect([named[0], named[3]! + named[4]!, named[5]]).toEqual([draft, step.states['in-review'], approved])
      expect(await textOf(page.locator('.now-count'))).toContain(`${openAt(step)} open pull requests`)
    },
  )

  it('of the flow: a step can be reached and opened by keyboard', async () => {
    await open('flow?from=2026-06-01&to=2026-08-31')
    const chart = page.getByRole('group', { name: 'Under way, by state' })
    const current = chart.locator('a[tabindex="0"]')
    expect(await current.count()).toBe(1)
    await current.focus()
    await page.keyboard.press('ArrowLeft')
    expect(await current.getAttribute('aria-label')).toMatch(/^Day 30 Aug 2026: \d+ draft, /)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: '31 Aug 2026, 00:00' }).waitFor()
    expect(new URL(page.url()).searchParams.get('at')).toBe('2026-08-31T00:00:00Z')
  })

  it.each(['', '&clock=working', '&repo=bitcoin-core%2Fsecp256k1'])(
    'of releases, for the filter %j',
    async (scope) => {
      const said = await ask('releases', `${period}${scope}`)
      const clock = clockOf(scope)
      await open(`releases?${period}${scope}`)
      expect(await figures()).toEqual([
        formatCount(said.count),
        formatDeploy(said.medianWaitSeconds, clock),
        formatDeploy(said.p90WaitSeconds, clock),
      ])
      expect(
        (await cells(region('Releases').locator('tbody tr'))).map(([, , ...numbers]) => numbers),
      ).toEqual(
        said.batches.map((batch) => [
          formatCount(batch.size),
          formatDeploy(batch.medianWaitSeconds, clock),
          formatDeploy(batch.longestWaitSeconds, clock),
        ]),
      )
      const row = region('Merged, and not released').locator('tbody tr').first()
      expect(await textOf(row.locator('td').first())).toBe(formatCount(said.unreleased[0]!.count))
      await row.locator('th').getByRole('link').click()
      await page.locator('.now-count').waitFor()
      expect(await textOf(page.locator('.now-count'))).toContain(
        `${formatCount(said.unreleased[0]!.count)} merged but not released`,
      )
    },
  )

  it('of releases: a dot leads to its row', async () => {
    await open(`releases?${period}`)
    const chart = page.getByRole('group', { name: 'Releases by when and by wait' })
    const dot = chart.locator('a[tabindex="0"]')
    await dot.focus()
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowLeft')
    const words = (await dot.getAttribute('aria-label'))!
    await page.keyboard.press('Enter')
    const row = page.locator('.releases tr:target')
    await row.waitFor()
    expect(words).toContain(await textOf(row.locator('th')))
    expect(await page.evaluate<number>('scrollY')).toBeGreaterThan(0)
  })

  it('of the weeks: the time of each stage, and their sum', async () => {
    const { groups } = await ask('figures', `${period}&by=week`)
    await open(`cycle-time?${period}&spent=sum`)
    await page.getByRole('button', { name: 'As a table' }).first().click()
    const rows = await cells(region('Where the time went, week by week').locator('tbody tr'))
    const told = rows.filter(([, coding]) => coding !== '–')
    expect(told).toEqual(
      groups.map(({ merged, shares, spentSeconds }) => [
        formatCount(merged),
        ...(['coding', 'pickup', 'review', 'deploy'] as const).map(
          (stage) => `${formatLong(spentSeconds[stage])} ${formatShare(shares[stage])}`,
        ),
        formatLong(Object.values(spentSeconds).reduce((sum, one) => sum + one, 0)),
      ]),
    )
  })

  it('and complain about nothing', () => expect(complaints).toEqual([]))
})
