/** The API's numbers are those of the reports, for the same filter. */
import { type Filter, type Grouping, readReport, startOfDay, toChange } from '@upflow/insights'
import { openPipeline } from '@upflow/pipeline'
import { beforeEach, expect, it } from 'vitest'
import { atEnd, configOf, readSample, start } from './support.ts'

const day = (text: string) => startOfDay(text, 'UTC')

let dataDir: string
beforeEach(async () => {
  dataDir = await readSample()
})

it.each<[query: string, filter: Partial<Filter>, clock: 'wall' | 'working', by: Grouping | null]>([
  ['', {}, 'wall', null],
  ['clock=working', {}, 'working', null],
  ['by=repository', {}, 'wall', 'repository'],
  ['by=author', {}, 'wall', 'author'],
  ['by=size', {}, 'wall', 'size'],
  ['by=week', {}, 'wall', 'week'],
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
  const { get } = await start({ dataDir })
  const pipeline = await openPipeline({ config: configOf(dataDir), concurrency: 0 })
  atEnd(() => pipeline.close())
  const tenant = await pipeline.tenants.open('acme' as never)
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
  const { get } = await start({ dataDir })
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
