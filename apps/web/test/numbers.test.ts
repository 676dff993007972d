/** The API's numbers are those of the reports, for the same filter. */
import {
  type Filter,
  type Grouping,
  type MetricDistribution,
  type Releases,
  type Reviews,
  readBoard,
  readFlow,
  readRaw,
  readReleases,
  readReport,
  readReviewPickup,
  readReviewQueue,
  readReviews,
  startOfDay,
  toChange,
} from '@upflow/insights'
import { openPipeline, type Pipeline } from '@upflow/pipeline'
import { changeSettings } from '@upflow/settings'
import { beforeAll, expect, it } from 'vitest'
import { atEnd, configOf, readSample, start } from './support.ts'

const day = (text: string) => startOfDay(text, 'UTC')

let get: Awaited<ReturnType<typeof start>>['get']
let tenant: Awaited<ReturnType<Pipeline['tenants']['openToRead']>>
/** A server over the sample, and what the reports read. */
async function serve() {
  const dataDir = await readSample()
  const pipeline = await openPipeline({ config: configOf(dataDir), concurrency: 0 })
  atEnd(() => pipeline.close())
  return { ...(await start({ dataDir })), tenant: await pipeline.tenants.openToRead('acme' as never) }
}
/** With a team of those who opened the most. */
beforeAll(async () => {
  ;({ get, tenant } = await serve())
  const members = tenant.sqlite
    .prepare('SELECT author_login FROM analyzed_pull_requests GROUP BY 1 ORDER BY count(*) DESC LIMIT 3')
    .pluck()
    .all()
  await changeSettings(tenant, [{ key: 'teams', value: [{ slug: 'core', members }] }], { by: 'test' })
})

it.each<[query: string, filter: Partial<Filter>, clock: 'wall' | 'working', by: Grouping | null]>([
  ['', {}, 'wall', null],
  ['clock=working', {}, 'working', null],
  ['by=repository', {}, 'wall', 'repository'],
  ['by=author', {}, 'wall', 'author'],
  ['by=size', {}, 'wall', 'size'],
  ['by=week', {}, 'wall', 'week'],
  ['by=month', {}, 'wall', 'month'],
  ['by=team', {}, 'wall', 'team'],
  ['team=core&clock=working', { teams: ['core'] }, 'working', null],
  ['team=core&teamAs=reviewer&by=size', { teams: ['core'], teamAs: 'reviewer' }, 'wall', 'size'],
  ['from=2024-01-01&to=2025-12-31', { since: day('2024-01-01'), until: day('2026-01-01') }, 'wall', null],
  ['to=2025-12-31', { until: day('2026-01-01') }, 'wall', null],
  [
    'repo=secp256k1&repo=bitcoin-core/gui&by=week',
    { repositories: ['secp256k1', 'bitcoin-core/gui'] },
    'wall',
    'week',
  ],
  ['size=S&size=M', { sizes: ['S', 'M'] }, 'wall', null],
  ['kind=bot', { kinds: ['bot'] }, 'wall', null],
  ['base=master', { bases: ['master'] }, 'wall', null],
])('figures?%s', async (query, filter, clock, by) => {
  const report = await readReport(tenant, { filter, clock, by, now: 0 })
  const figures = (await get(`/api/v1/organizations/acme/figures?${query}`)).json as typeof report
  expect(figures).toEqual(report)
  expect(figures.all.merged).toBeGreaterThan(query.startsWith('kind') ? -1 : 10)

  const rows = (await get(`/api/v1/organizations/acme/figures?${query}&format=ndjson`)).text
  expect(
    rows
      .split('\n')
      .slice(0, -1)
      .map((row) => JSON.parse(row)),
  ).toEqual([{ name: 'all', ...report.all }, ...report.groups])
})

it('compares with the period before, with the year before, or with nothing', async () => {
  type Report = Awaited<ReturnType<typeof readReport>>
  const of = async (query: string) =>
    (await get(`/api/v1/organizations/acme/figures?${query}`)).json as Report
  const days = 'from=2025-07-01&to=2025-12-31'
  const half = await of(days)
  expect(half.previous).toMatchObject({ since: day('2024-12-29'), until: day('2025-07-01') })
  expect(await of(`${days}&compare=previous`)).toEqual(half)
  expect(await of(`${days}&compare=none`)).toEqual({ ...half, previous: null, change: null })
  const { all } = await of('from=2024-07-01&to=2024-12-31')
  const year = await of(`${days}&compare=year`)
  expect(year).toEqual({
    ...half,
    previous: { since: day('2024-07-01'), until: day('2025-01-01'), ...all },
    change: toChange(half.all, all),
  })
})

it.each([
  ['board?at=2026-01-15T12:00:00Z', readBoard, { at: 1_768_478_400, limit: 50, filter: {} }],
  [
    'board?at=2026-01-15T12:00:00Z&repo=gui&limit=2',
    readBoard,
    { at: 1_768_478_400, limit: 2, filter: { repositories: ['gui'] } },
  ],
  [
    'flow?from=2025-12-01&to=2025-12-31',
    readFlow,
    { filter: { since: day('2025-12-01'), until: day('2026-01-01') }, now: 2_000_000_000 },
  ],
  [
    'releases?from=2025-07-01&to=2025-12-31&limit=3',
    readReleases,
    { filter: { since: day('2025-07-01'), until: day('2026-01-01') }, limit: 3 },
  ],
  ['releases?clock=working', readReleases, { filter: {}, clock: 'working', limit: 200 }],
  ['reviews?from=2025-07-01', readReviews, { filter: { since: day('2025-07-01') } }],
  [
    'reviews/queue?from=2025-12-01&to=2025-12-31',
    readReviewQueue,
    { filter: { since: day('2025-12-01'), until: day('2026-01-01') }, now: 2_000_000_000 },
  ],
  ['reviews/pickup?from=2025-07-01', readReviewPickup, { filter: { since: day('2025-07-01') } }],
  ['reviews/pickup?by=month&clock=working', readReviewPickup, { by: 'month', clock: 'working' }],
  ['reviews?clock=working&size=S', readReviews, { filter: { sizes: ['S'] }, clock: 'working' }],
] as [string, (tenant: Parameters<typeof readReport>[0], request: never) => Promise<unknown>, object][])(
  '%s is what is read',
  async (query, read, request) => {
    const answer = await read(tenant, request as never)
    const { json, status } = await get(`/api/v1/organizations/acme/${query}`)
    expect(status).toBe(200)
    const { at: _, ...rest } = json as { readonly at?: number }
    expect(rest).toEqual(answer)
  },
)

it.each([
  [
    'board?at=2026-01-15T12:00:00Z',
    ({ columns }: { columns: { count: number }[] }) => columns.reduce((sum, { count }) => sum + count, 0),
  ],
  ['now', ({ waiting }: { waiting: unknown[] }) => waiting.length],
] as [string, (whole: never) => number][])(
  'the rows of %s are all, whatever the page',
  async (path, countOf) => {
    const address = `/api/v1/organizations/acme/${path}${path.includes('?') ? '&' : '?'}`
    const whole = countOf((await get(`${address}limit=1000`)).json as never)
    expect(whole).toBeGreaterThan(1)
    const { text } = await get(`${address}limit=1&format=ndjson`)
    expect(text.trim().split('\n')).toHaveLength(whole)
  },
)

it('the table of reviews is every number of them', async () => {
  const of = async (format: string) =>
    get(`/api/v1/organizations/acme/reviews?from=2025-07-01&format=${format}`)
  const { merged, turns, rounds } = (await of('json')).json as Reviews
  expect(((await of('csv')).text as string).split('\r\n')).toEqual(
    expect.arrayContaining([
      'figure,value',
      `merged,${merged}`,
      `turns.author,${turns.author}`,
      `rounds.5,${rounds[5]}`,
    ]),
  )
})

it('a board of now is that of the end of this minute, and none of a time that is no instant', async () => {
  const { json } = await get('/api/v1/organizations/acme/board')
  expect((json as { at: number }).at % 60).toBe(0)
  for (const at of ['yesterday', '2026-01-15', '1768478400'])
    expect(await get(`/api/v1/organizations/acme/board?at=${at}`)).toMatchObject({ status: 400 })
})

it('the bars of a distribution are as long as the lists behind them', async () => {
  const of = async (path: string) => (await get(`/api/v1/organizations/acme/${path}`)).json as never
  const { bars, n } = (await of('distribution?metric=review&size=S&size=M')) as MetricDistribution
  expect(n).toBeGreaterThan(10)
  for (const { from, to, count } of bars) {
    const bounds = `least=${from}${to === null ? '' : `&below=${to}`}`
    const { pullRequests } = (await of(
      `pulls?state=merged&whole=true&metric=review&${bounds}&size=S&size=M&limit=500`,
    )) as { pullRequests: unknown[] }
    expect(pullRequests).toHaveLength(count)
  }
})

it('a path chooses what changes it, in figures and in lists', async () => {
  const { get, tenant } = await serve()
  // The sample has no lists of files.
  tenant.sqlite.exec(`UPDATE raw_pull_requests SET payload = json_set(payload, '$.files',
    json(iif(number % 3 = 0, '[["src/wallet/db.cpp",3,1]]', '[["src/wallets.md",1,0],["test/run.py",1,0]]')))`)
  const of = async (path: string) => (await get(`/api/v1/organizations/acme/${path}`)).json as never
  const numbersOf = async (path: string) => {
    const { pullRequests } = (await of(`pulls?state=merged&limit=500&${path}`)) as {
      pullRequests: { number: number }[]
    }
    return pullRequests.map(({ number }) => number)
  }
  const all = await numbersOf('')
  const [wallet, python] = [await numbersOf('path=/src/wallet/'), await numbersOf('path=**/*.py')]
  expect(wallet).toEqual(all.filter((number) => number % 3 === 0))
  expect(python).toEqual(all.filter((number) => number % 3 !== 0))
  expect(await numbersOf('path=src/wallet&path=**/*.py')).toEqual(all)
  const report = (await of('figures?path=src/wallet')) as Awaited<ReturnType<typeof readReport>>
  expect(report).toEqual(await readReport(tenant, { filter: { paths: ['src/wallet'] }, now: 0 }))
  expect([report.all.merged + report.all.incomplete, wallet.length > 10]).toEqual([wallet.length, true])
})

it('the bars of waits are as long as the lists behind them', async () => {
  const of = async (path: string) => (await get(`/api/v1/organizations/acme/${path}`)).json as never
  const { waits, pullRequests: all } = (await of('releases?from=2025-01-01&to=2025-12-31')) as Releases
  expect(waits.reduce((sum, { count }) => sum + count, 0)).toBe(all)
  for (const { from, to, count } of waits) {
    const bounds = `metric=deploy&least=${from}${to === null ? '' : `&below=${to}`}`
    const { pullRequests } = (await of(
      `pulls?batched=true&releasedFrom=2025-01-01&releasedTo=2025-12-31&whole=true&${bounds}&limit=500`,
    )) as { pullRequests: unknown[] }
    expect(pullRequests).toHaveLength(count)
  }
})

it('what is left out is as long as the lists behind it: of a board of the past, of the flow, and of releases', async () => {
  const { get, tenant } = await serve()
  tenant.sqlite.exec(`UPDATE analyzed_pull_requests SET kind = 'bot' WHERE number % 5 = 0;
    UPDATE analyzed_pull_requests SET incomplete = 'commits' WHERE number % 7 = 0`)
  // Before anything is asked for: what was, may be answered as it was then for a moment.
  const [author] = tenant.sqlite
    .prepare(`SELECT author_login FROM analyzed_pull_requests WHERE kind = 'bot' AND state = 'open'`)
    .pluck()
    .all()
  const members = [{ login: author, from: '2999-01-01' }]
  await changeSettings(tenant, [{ key: 'teams', value: [{ slug: 'later', members }] }], { by: 'test' })
  const of = async (path: string) => (await get(`/api/v1/organizations/acme/${path}`)).json as never
  const at = '2025-06-01T12:00:00Z'
  const leftOut = async (path: string) =>
    ((await of(path)) as { leftOut: { otherKinds: { bot: number }; incomplete: number } }).leftOut
  const listed = async (path: string) =>
    ((await of(`pulls?limit=500&${path}`)) as { pullRequests: unknown[] }).pullRequests.length
  for (const [answer, list] of [
    [`board?at=${at}`, `openAt=${at}`],
    ['flow?from=2025-03-01&to=2025-05-31', 'underWayFrom=2025-03-01&underWayTo=2025-05-31'],
    ['flow?from=2025-11-01', 'underWayFrom=2025-11-01'],
    ['releases?from=2025-01-01&to=2025-12-31', 'released=true&releasedFrom=2025-01-01&releasedTo=2025-12-31'],
    ['releases', 'released=true'],
  ] as const) {
    const { incomplete, otherKinds } = await leftOut(answer)
    expect(otherKinds.bot, answer).toBeGreaterThan(0)
    expect([await listed(`${list}&kind=bot`), await listed(`${list}&whole=false`)], answer).toEqual([
      otherKinds.bot,
      incomplete,
    ])
  }
  // Whoever is of a team from some day on was not before, whatever lasts until then.
  expect((await leftOut('flow?from=2025-03-01&team=later')).otherKinds).toEqual({})
  expect(await listed('underWayFrom=2025-03-01&team=later&kind=bot')).toBe(0)
  expect(await listed('underWayFrom=2025-03-01&underWayTo=3000-01-01&team=later&kind=bot')).toBe(0)
})

it('of what is not known of a release, the list has what awaits none', async () => {
  const { get, tenant } = await serve()
  // Of one repository nothing is to be released, and of what was released some has no first commit.
  tenant.sqlite.exec(`UPDATE repositories SET release_rule = '{"kind":"none"}' WHERE name = 'gui';
    UPDATE analyzed_pull_requests SET deploy_seconds = NULL, lead_time_seconds = NULL, released_at = NULL
      WHERE repository_id = (SELECT id FROM repositories WHERE name = 'gui') OR number % 11 = 0;
    UPDATE analyzed_pull_requests SET lead_time_seconds = NULL WHERE number % 13 = 0`)
  const of = async (path: string) => (await get(`/api/v1/organizations/acme/${path}`)).json as never
  const { all } = (await of('figures')) as Awaited<ReturnType<typeof readReport>>
  const lists = await Promise.all(
    (['deploy', 'lead_time'] as const).map(async (metric) => {
      const list = `state=merged&whole=true&limit=500&without=${metric}`
      const { pullRequests } = (await of(`pulls?${list}&awaiting=false`)) as { pullRequests: unknown[] }
      expect(pullRequests, metric).toHaveLength(all.merged - all.metrics[metric].n - all.notReleased)
      return pullRequests.length
    }),
  )
  expect(all.notReleased).toBeGreaterThan(0)
  expect(lists[0]).toBeGreaterThan(0)
  expect(lists[1]).toBeGreaterThan(lists[0]!)
})

it('a pull request is read as it was stored, and one that is not is not there', async () => {
  const { pullRequests } = (await get('/api/v1/organizations/acme/pulls?limit=1')).json as {
    pullRequests: { repository: string; number: number }[]
  }
  const { repository, number } = pullRequests[0]!
  const stored = await readRaw(tenant, { repository, number })
  const address = `/api/v1/organizations/acme/pulls/${repository}`
  expect((await get(`${address}/${number}/raw`)).json).toEqual(stored)
  expect(await get(`${address}/999999/raw`)).toMatchObject({
    status: 404,
    json: { error: { code: 'web/unknown-pull-request', facts: { repository, number: 999999 } } },
  })
})
