/** What figures and lists are read by: without it, they are right and slow. */
import type { Sqlite, Tenant } from '@upflow/db'
import { beforeEach, expect, it } from 'vitest'
import { countUnreadOpen, listPullRequests, listWaiting, readReport } from '../src/index.ts'
import { acme, addRepository, newTenants } from './support.ts'

let tenant: Tenant
beforeEach(async () => {
  tenant = await newTenants().create(acme)
  addRepository(tenant, 'acme/web', { kind: 'branch', key: 'main' })
})

/** How SQLite reads the analyzed pull requests for what is asked of it meanwhile. */
async function plansOf(work: () => Promise<unknown>): Promise<string[]> {
  const { prepare } = tenant.sqlite
  const asked = new Set<string>()
  tenant.sqlite.prepare = ((sql: string) => {
    asked.add(sql)
    return prepare.call(tenant.sqlite, sql)
  }) as Sqlite['prepare']
  await work().finally(() => {
    tenant.sqlite.prepare = prepare
  })
  return [...asked]
    .filter((sql) => /^\s*SELECT/i.test(sql))
    .flatMap((sql) => {
      const bound = Array<number>(sql.split('?').length - 1).fill(0)
      return tenant.sqlite
        .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
        .all(...bound)
        .map(({ detail }) => detail)
    })
    .filter((detail) => /(SCAN|SEARCH) a\b/.test(detail))
}

it.each([
  ['a report', { clock: 'wall' as const }],
  ['a report by the working clock', { clock: 'working' as const }],
  ['a report of a period', { filter: { since: 5 } }],
])(
  '%s reads figures from their index alone, and the slowest by the place that they have in it',
  async (_, request) => {
    const plans = await plansOf(() => readReport(tenant, { now: 100, ...request }))
    const index = 'analyzed_pull_requests_merged'
    const slowest = `SEARCH a USING INDEX ${index} (<expr>=? AND merged_at=?`
    const figures = plans.filter((plan) => !plan.startsWith(slowest))
    expect(plans).toContainEqual(expect.stringContaining(slowest))
    expect(figures).not.toEqual([])
    for (const plan of figures) expect(plan).toContain(`USING COVERING INDEX ${index}`)
  },
)

it('the newest pull requests are read in the order of their index', async () => {
  expect(await plansOf(() => listPullRequests(tenant, { limit: 50 }))).toContainEqual(
    expect.stringMatching(/USING INDEX analyzed_pull_requests_created/),
  )
})

it.each([
  ['longest', () => listWaiting(tenant, {}, 5)],
  ['sorted', () => listPullRequests(tenant, { limit: 5, sort: 'now_since', descending: false })],
])('what waits, %s, is read in the order of its index', async (_, ask) => {
  expect(await plansOf(ask)).toContainEqual(expect.stringMatching(/USING INDEX analyzed_pull_requests_now/))
})

it.each([
  ['of all', {}],
  ['of some repositories', { repositories: ['acme/web'] }],
])('what is open and was not read whole, %s, is counted without a look at the rest', async (_, filter) => {
  expect(await plansOf(() => countUnreadOpen(tenant, filter))).toContainEqual(
    expect.stringMatching(/USING INDEX analyzed_pull_requests_incomplete/),
  )
})
