/** The list behind a number, over real data: it has as many as the number says, and they are those that it means. */
import { type IgnoredItem, listIgnored, type PageRequest } from '@upflow/insights'
import { openPipeline, type Pipeline } from '@upflow/pipeline'
import { beforeAll, describe, expect, it } from 'vitest'
import { allRows } from '../src/api/list-pages.ts'
import { type View, writeView } from '../ui/app/view.ts'
import { weekView } from '../ui/figures/week-view.ts'
import { passageList } from '../ui/flow/passage-list.ts'
import { zoneOf } from '../ui/format/zone.ts'
import { atEnd, configOf, readSample, start } from './support.ts'

const acme = '/api/v1/organizations/acme'

let get: Awaited<ReturnType<typeof start>>['get']
let url: string
let tenant: Awaited<ReturnType<Pipeline['tenants']['openToRead']>>
let ask: <T>(path: string) => Promise<T>
beforeAll(async () => {
  const dataDir = await readSample()
  const pipeline = await openPipeline({ config: configOf(dataDir), concurrency: 0 })
  atEnd(() => pipeline.close())
  tenant = await pipeline.tenants.openToRead('acme' as never)
  // What a sample that was read whole has none of: to be tried again, gone, and to be recalculated.
  const [first, second, third] = tenant.sqlite
    .prepare<[], { id: string; number: number; key: number }>(
      'SELECT repository_id AS id, number, key FROM raw_pull_requests ORDER BY key LIMIT 3',
    )
    .all() as [Row, Row, Row]
  const queue = tenant.sqlite.prepare('INSERT INTO retry_queue VALUES (?, ?, ?, 2, 100)')
  for (const number of [first.number, 900_001, 900_002, -1, -2]) queue.run(first.id, number, 'timeout')
  tenant.sqlite
    .prepare('INSERT INTO removed_pull_requests VALUES (?, 900003, ?, ?, 50)')
    .run(first.id, 'PR_gone', 'Gone')
  tenant.sqlite
    .prepare(`UPDATE analyzed_pull_requests SET incomplete = 'commits,reviews' WHERE pull_request_key = ?`)
    .run(second.key)
  tenant.sqlite.prepare('INSERT INTO unanalyzed VALUES (?)').run(third.key)
  const web = await start({ dataDir })
  get = web.get
  url = web.server.url
  ask = async (path) => {
    const { json, status, text } = await get(acme + path)
    expect(status, text).toBe(200)
    return json
  }
})

interface Row {
  readonly id: string
  readonly number: number
  readonly key: number
}

interface Page {
  readonly count: number
  readonly next: string | null
  readonly [rows: string]: unknown
}

/** All rows of a list, page by page. */
async function walk(path: string, rows: string, limit = 500): Promise<Record<string, unknown>[]> {
  const all: Record<string, unknown>[] = []
  for (let cursor = ''; ; ) {
    const page = await ask<Page>(`${path}&limit=${limit}${cursor}`)
    all.push(...(page[rows] as Record<string, unknown>[]))
    if (page.next === null) {
      expect(all, path).toHaveLength(page.count)
      return all
    }
    cursor = `&cursor=${page.next}`
  }
}

describe('the responses behind', () => {
  interface Answer {
    readonly timeZone: string
    readonly responses: number
    readonly byHour: number[][]
    readonly load: { readonly people: number; readonly busiestFifth: number }
  }

  it.each(['', 'repo=secp256k1&from=2025-01-01', 'size=S&size=M', 'kind=bot&kind=work&to=2025-12-31'])(
    'each cell of the heat map by %j are as many as it says, given in its hour',
    async (filter) => {
      const { byHour, responses, timeZone } = await ask<Answer>(`/reviews?${filter}`)
      const format = new Intl.DateTimeFormat('en-GB', {
        timeZone,
        weekday: 'long',
        hour: 'numeric',
        hourCycle: 'h23',
      })
      const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']
      let sum = 0
      for (const [day, hours] of byHour.entries())
        for (const [hour, count] of hours.entries()) {
          const list = await walk(`/reviews/responses?${filter}&weekday=${day + 1}&hour=${hour}`, 'responses')
          expect(list, `${days[day]} ${hour}`).toHaveLength(count)
          sum += list.length
          for (const { at } of list) {
            const parts = format.formatToParts(new Date((at as number) * 1_000))
            const of = (type: string) => parts.find((part) => part.type === type)!.value
            expect([of('weekday'), Number(of('hour'))]).toEqual([days[day], hour])
          }
        }
      expect(sum).toBe(responses)
      expect(sum).toBeGreaterThan(20)
    },
  )

  it('the sums at its edges, and a page after the other, are all of them once', async () => {
    const { byHour, responses } = await ask<Answer>('/reviews?')
    const all = await walk('/reviews/responses?', 'responses', 7)
    expect(all).toHaveLength(responses)
    expect(new Set(all.map((one) => JSON.stringify(one))).size).toBeGreaterThan(responses * 0.9)
    expect(all.map(({ at }) => at)).toEqual(
      all.map(({ at }) => at).toSorted((a, b) => (b as never) - (a as never)),
    )
    expect(await walk('/reviews/responses?weekday=2', 'responses')).toHaveLength(
      byHour[1]!.reduce((sum, one) => sum + one, 0),
    )
    expect(await walk('/reviews/responses?hour=15', 'responses')).toHaveLength(
      byHour.reduce((sum, hours) => sum + hours[15]!, 0),
    )
    const table = (await get(`${acme}/reviews/responses?hour=15&format=ndjson`)).text
    expect(table.trim().split('\n')).toHaveLength(byHour.reduce((sum, hours) => sum + hours[15]!, 0))
  })

  it('a share of the load are of those people, and those of the others are all that is left', async () => {
    const { load, responses } = await ask<Answer>('/reviews?')
    const [busiest, others] = await Promise.all(
      ['busiest', 'others'].map((part) => walk(`/reviews/responses?load=${part}`, 'responses')),
    )
    expect(busiest).toHaveLength(load.busiestFifth)
    expect(others).toHaveLength(responses - load.busiestFifth)
    const text = JSON.stringify([...busiest!, ...others!])
    const logins = tenant.sqlite.prepare<[], string>('SELECT DISTINCT reviewer_login FROM responses').pluck()
    for (const login of logins.all()) expect(text).not.toContain(login)
  })

  it('what cannot be meant is refused, by name', async () => {
    for (const [query, what] of [
      ['responses?weekday=8', "'weekday' takes a whole number from 1 to 7, 1 is Monday"],
      ['responses?hour=24', "'hour' takes a whole number from 0 to 23"],
      ['responses?load=all', "'load' takes one of busiest, others"],
      ['requests?became=lost', "'became' takes one of answered, removed, open, unanswered"],
      ['requests?became=open&periodOf=answered', "'became' contradicts 'periodOf'"],
    ])
      expect(await get(`${acme}/reviews/${query}`)).toMatchObject({
        status: 400,
        text: expect.stringContaining(what!),
      })
  })
})

it.each(['', 'repo=gui&from=2025-06-01', 'to=2025-12-31'])(
  'the requests behind each number by %j are as many as it says',
  async (filter) => {
    const { answers, requests } = await ask<{
      answers: { n: number }
      requests: Record<string, number>
    }>(`/reviews?${filter}`)
    for (const [became, count] of Object.entries(requests)) {
      const list = await walk(`/reviews/requests?${filter}&became=${became}`, 'requests', 11)
      expect(list, became).toHaveLength(count)
      expect(new Set(list.map((one) => one.became))).toEqual(new Set(count === 0 ? [] : [became]))
    }
    expect(await walk(`/reviews/requests?${filter}&periodOf=answered`, 'requests')).toHaveLength(answers.n)
  },
)

it('the pull requests behind each count of health are as many as it says', async () => {
  const { repositories } = await ask<{
    repositories: ({ repository: string; incompleteIn: Record<string, number> } & Record<string, number>)[]
  }>('/health')
  const sums: Record<string, number> = {}
  for (const one of repositories) {
    const counts = {
      stored: one.stored!,
      incomplete: one.incomplete!,
      missing: one.unread!,
      unanalyzed: one.unanalyzed!,
      retried: one.retries!,
      removed: one.removed!,
    }
    for (const [standing, count] of Object.entries(counts)) {
      sums[standing] = (sums[standing] ?? 0) + count
      const path = `/health/pulls?repo=${encodeURIComponent(one.repository)}&standing=${standing}`
      const list = await walk(path, 'pullRequests', 37)
      expect(list, `${standing} of ${one.repository}`).toHaveLength(count)
      const numbers = list.flatMap(({ number }) => number ?? [])
      expect(new Set(numbers).size).toBe(numbers.length)
      expect(list.every(({ repository }) => repository === one.repository)).toBe(true)
    }
    for (const [lacks, count] of Object.entries(one.incompleteIn)) {
      const path = `/health/pulls?repo=${one.repository}&standing=incomplete&lacks=${lacks}`
      expect(await walk(path, 'pullRequests')).toHaveLength(count)
    }
  }
  // Each is looked at.
  expect(sums).toMatchObject({ incomplete: 1, missing: 4, unanalyzed: 1, retried: 5, removed: 1 })
  const missing = await walk('/health/pulls?standing=missing', 'pullRequests')
  expect(missing.map(({ number, retry, updatedAt }) => [number, retry, updatedAt])).toEqual(
    [900_002, 900_001, null, null].map((number) => [
      number,
      { reason: 'timeout', attempts: 2, nextAt: 100 },
      null,
    ]),
  )
  expect(await walk('/health/pulls?standing=removed', 'pullRequests')).toMatchObject([
    { number: 900_003, title: 'Gone', removedAt: 50, isAnalyzed: false },
  ])
  expect(await walk('/health/pulls?standing=incomplete', 'pullRequests')).toMatchObject([
    { incomplete: ['commits', 'reviews'], isAnalyzed: true },
  ])
  for (const wrong of ['pulls?lacks=commits', 'pulls?standing=incomplete&lacks=commit'])
    expect(await get(`${acme}/health/${wrong}`)).toMatchObject({ status: 400 })
})

it('what did not count is listed one by one, as often as each reason counts it', async () => {
  const { ignored } = await ask<{
    ignored: { repository: string; kind: string; why: string; count: number }[]
  }>('/ignored')
  expect(ignored.length).toBeGreaterThan(3)
  for (const { repository, kind, why, count } of ignored) {
    const path = `/ignored/items?repo=${repository}&item=${kind}&why=${why}`
    const list = await walk(path, 'items', 100)
    expect(list, path).toHaveLength(count)
    expect(new Set(list.map((one) => `${one.repository} ${one.kind} ${one.why}`))).toEqual(
      new Set([`${repository} ${kind} ${why}`]),
    )
  }
  const all = await walk('/ignored/items?', 'items')
  expect(all).toHaveLength(ignored.reduce((sum, { count }) => sum + count, 0))
})

it('a table of a list is read in few batches, of which none counts it anew, and written in small pieces', async () => {
  const { prepare } = tenant.sqlite
  const prepared: string[] = []
  tenant.sqlite.prepare = ((sql: string) => {
    prepared.push(sql)
    return prepare.call(tenant.sqlite, sql)
  }) as typeof prepare
  const ignored: IgnoredItem[] = []
  for await (const rows of allRows((page) => listIgnored(tenant, page))) ignored.push(...rows)
  tenant.sqlite.prepare = prepare
  expect(ignored).toHaveLength((await ask<Page>('/ignored/items?')).count)
  expect(prepared.filter((sql) => sql.includes('json_each(d.ignored)'))).toHaveLength(1)

  const numbers = Array.from({ length: 25_001 }, (_, index) => index)
  const asked: PageRequest[] = []
  const pieces: (readonly number[])[] = []
  for await (const piece of allRows(async (page) => {
    asked.push(page)
    const [from, to] = [Number(page.after), Number(page.after) + page.limit]
    return { count: 0, rows: numbers.slice(from, to), next: to < numbers.length ? String(to) : null }
  }))
    pieces.push(piece)
  expect(pieces.flat()).toEqual(numbers)
  expect(Math.max(...pieces.map(({ length }) => length))).toBe(500)
  expect(asked).toHaveLength(3)
})

it('the pull requests with and without a time are all that were merged', async () => {
  const { all } = await ask<{ all: { merged: number; metrics: Record<string, { n: number }> } }>('/figures?')
  const count = async (query: string) => {
    const { pullRequests } = await ask<{ pullRequests: object[] }>(
      `/pulls?state=merged&whole=true&limit=500&${query}`,
    )
    return pullRequests.length
  }
  for (const [metric, { n }] of Object.entries(all.metrics)) {
    expect(await count(`metric=${metric}`), metric).toBe(n)
    expect(await count(`without=${metric}`), metric).toBe(all.merged - n)
  }
  const { firstReview } = await ask<{ firstReview: { n: number } }>('/reviews?')
  expect(await count('reviewed=true')).toBe(firstReview.n)
  expect(await count('reviewed=false')).toBe(all.merged - firstReview.n)
})

it('what was merged in each week of a period, and came and left in each of its steps, is in their days and in it', async () => {
  const { timeZone } = await ask<{ timeZone: string }>('')
  const today = zoneOf(timeZone).day(Date.now() / 1_000)
  // Its first day is a Thursday, so that it has but a part of the first week.
  const [monday, thursday] = ['2026-06-08', '2026-06-11']
  const view = { period: `${(Date.parse(today) - Date.parse(thursday)) / 86_400_000 + 1}d` }
  // As the page asks for its list.
  const countOf = async ({ period: _, state = 'merged', ...list }: View) => {
    const asked = state === 'all' ? list : { ...list, state }
    return (await ask<{ pullRequests: object[] }>(`/pulls${writeView(asked)}&limit=500`)).pullRequests.length
  }
  const { groups } = await ask<{ groups: { name: string; merged: number }[] }>(
    `/figures${writeView(view)}&by=week`,
  )
  expect(groups.length).toBeGreaterThan(4)
  for (const { name, merged } of groups) expect(await countOf(weekView(view, name, today)), name).toBe(merged)
  expect(groups[0]!.name).toBe(monday)
  expect(await countOf({ from: monday, to: '2026-06-14', whole: 'true' })).toBeGreaterThan(groups[0]!.merged)
  const { stepDays, steps } = await ask<{
    stepDays: number
    steps: ({ day: string } & Record<'opened' | 'merged' | 'closed', number>)[]
  }>(`/flow${writeView(view)}`)
  // The weeks of all pages are the same.
  const mergedIn = new Map(steps.map(({ day, merged }) => [day, merged]))
  expect(groups.map(({ name }) => [name, mergedIn.get(name)])).toEqual(
    groups.map(({ name, merged }) => [name, merged]),
  )
  expect([stepDays, steps[0]!.day]).toEqual([7, monday])
  for (const { day, ...counts } of steps.slice(0, 8))
    for (const band of ['opened', 'merged', 'closed'] as const) {
      const list = passageList(view, { band, day, days: stepDays }, today)
      expect(await countOf(list), `${band} ${day}`).toBe(counts[band])
    }
})

describe('a pull request says where it comes from', () => {
  interface Origin {
    readonly asOf: number
    readonly updatedAt: number
    readonly retry: object | null
    readonly isChangedSince: boolean
    readonly rules: string
    readonly presentRules: string
    readonly analysisVersion: number | null
    readonly presentAnalysisVersion: number
    readonly outdated: string | null
  }
  /** By the server itself, which then knows of it at once. */
  const setExcluded = async (method: 'PUT' | 'DELETE', body: object = {}) => {
    const response = await fetch(`${url}${acme}/settings/excludedLogins`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...body, recalculate: false }),
    })
    expect(response.status).toBe(200)
  }
  const originOf = async (offset: number) => {
    const [name, number] = tenant.sqlite
      .prepare<[number], [string, number]>(
        `SELECT o.owner || '/' || o.name, r.number FROM raw_pull_requests AS r
         JOIN repositories AS o ON o.id = r.repository_id ORDER BY r.key LIMIT 1 OFFSET ?`,
      )
      .raw()
      .get(offset)!
    return (await ask<{ origin: Origin }>(`/pulls/${name}/${number}`)).origin
  }

  it('as of when it is what GitHub has, and what is newer and could not be read', async () => {
    const asOf = tenant.sqlite.prepare<[], number>('SELECT as_of FROM freshness').pluck().get()!
    expect(await originOf(4)).toMatchObject({ asOf, retry: null, isChangedSince: false })
    const again = await originOf(0)
    expect(again.asOf).toBe(again.updatedAt)
    expect(again.retry).toEqual({ reason: 'timeout', attempts: 2, nextAt: 100 })
    expect((await originOf(2)).isChangedSince).toBe(true)
  })

  it('by which rules it was analyzed, and that they are not the present ones any more', async () => {
    const before = await originOf(4)
    expect(before).toMatchObject({
      rules: before.presentRules,
      analysisVersion: before.presentAnalysisVersion,
      outdated: null,
    })
    expect(before.rules).toMatch(/^[\w-]{12}$/)
    await setExcluded('PUT', { value: ['somebody'] })
    const after = await originOf(4)
    expect(after).toMatchObject({ rules: before.rules, analysisVersion: null, outdated: 'earlier' })
    expect(after.presentRules).not.toBe(before.rules)
    await setExcluded('DELETE')
    expect(await originOf(4)).toEqual(before)
  })
})
