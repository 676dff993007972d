/** What one person and one membership do is counted once, whichever login is named and whatever page asks. */
import type { Tenant } from '@upflow/db'
import { changeSettings } from '@upflow/settings'
import { beforeEach, expect, it } from 'vitest'
import { listPullRequests, listWaiting, readReleases, readReport, readReviews } from '../src/index.ts'
import { acme, addAnalyzed, addRepository, newTenants } from './support.ts'

/** Noon of a day of March 2026, in UTC. */
const noon = (day: number) => Date.UTC(2026, 2, day, 12) / 1_000
const now = noon(31)

let tenant: Tenant
let app: ReturnType<typeof addRepository>
beforeEach(async () => {
  tenant = await newTenants().create(acme)
  app = addRepository(tenant, 'acme/app', { kind: 'branch', key: 'main' })
})

const setTeam = (...members: unknown[]) =>
  changeSettings(tenant, [{ key: 'teams', value: [{ slug: 'core', members }] }], { by: 'ann' })
const merge = (...people: { login: string; others: string[] }[]) =>
  changeSettings(tenant, [{ key: 'mergedLogins', value: people }], { by: 'ann' })
const core = { teams: ['core'] }
const list = async (asked: object) =>
  (await listPullRequests(tenant, { filter: core, limit: 9, ...asked })).pullRequests.map(
    ({ number }) => number,
  )

/** By `ann`: merged at noon of each of these days. */
const addMerged = (days: readonly number[], author = 'ann') =>
  addAnalyzed(
    tenant,
    days.map((day, index) => ({
      repository_id: app,
      number: day * 10 + index,
      author_login: author,
      state: 'merged' as const,
      created_at: noon(1),
      merged_at: noon(day),
      released_at: noon(day + 2),
      released_by: `{"kind":"tag","name":"v${day}"}`,
      deploy_seconds: noon(3) - noon(1),
      ready_at: noon(1),
    })),
  )

it('reviews count each answer and each request by when it was made', async () => {
  await setTeam({ login: 'ann', from: '2026-03-10', to: '2026-03-20' })
  addMerged([5, 15])
  const keys = tenant.sqlite
    .prepare<[], number>('SELECT pull_request_key FROM analyzed_pull_requests ORDER BY merged_at')
    .pluck()
    .all()
  const request = tenant.sqlite.prepare(
    `INSERT INTO review_requests (pull_request_key, position, reviewer_login, reviewer_kind, requested_at, responded_at, seconds)
     VALUES (?, ?, 'ben', 'user', ?, ?, 60)`,
  )
  const respond = tenant.sqlite.prepare(
    `INSERT INTO responses (pull_request_key, position, reviewer_login, reviewer_kind, at, kind, id, is_answer)
     VALUES (?, ?, 'ben', 'user', ?, 'review', '', 1)`,
  )
  // Asked before the membership and answered in it; asked in it and answered after it.
  request.run(keys[0], 0, noon(9), noon(10))
  request.run(keys[0], 1, noon(20), noon(21))
  for (const [place, day] of [9, 10, 20, 21].entries()) respond.run(keys[1], place, noon(day))
  expect(await readReviews(tenant, { filter: core })).toMatchObject({
    merged: 1,
    answers: { n: 1 },
    requests: { answered: 1 },
    responses: 2,
  })
})

it('releases count by when they were, and what is not released by who is a member now', async () => {
  await setTeam({ login: 'ann', from: '2026-03-10', to: '2026-03-20' })
  addMerged([7, 8, 18, 19])
  addAnalyzed(tenant, [
    { repository_id: app, number: 1, state: 'merged', created_at: noon(1), merged_at: noon(15) },
  ])
  const { batches } = await readReleases(tenant, { filter: core, limit: null, now })
  expect(batches.map(({ name }) => name)).toEqual(['v18', 'v8'])
  const unreleased = async (at: number) =>
    (await readReleases(tenant, { filter: core, limit: null, now: at })).unreleased
  expect(await unreleased(now)).toEqual([])
  expect(await unreleased(noon(20))).toEqual([{ repository: 'acme/app', count: 1, oldestMergedAt: noon(15) }])
  // The lists that these numbers open hold just those.
  expect(await list({ releasedBy: 'tag:v7', now })).toEqual([])
  expect(await list({ releasedBy: 'tag:v8', now })).toEqual([81])
  expect(await list({ isReleased: false, now })).toEqual([])
  expect(await list({ isReleased: false, now: noon(20) })).toEqual([1])
})

it('a list of what was released judges members by the release, as the bars of releases do', async () => {
  await setTeam({ login: 'ann', from: '2026-03-10', to: '2026-03-20' })
  addMerged([7, 8, 18, 19])
  // The team's part of the batch is the one that released it: the other was released a day later.
  const batch = {
    repository_id: app,
    state: 'merged',
    released_by: '{"kind":"pull-request","number":2}',
  } as const
  addAnalyzed(tenant, [
    { ...batch, number: 2, merged_at: noon(20), released_at: noon(20), deploy_seconds: 0 },
    { ...batch, number: 3, merged_at: noon(15), released_at: noon(21), deploy_seconds: noon(21) - noon(15) },
  ])
  const { waits, atMerge } = await readReleases(tenant, { filter: core, limit: null, now })
  expect([waits.reduce((sum, { count }) => sum + count, 0), atMerge]).toEqual([2, 1])
  // By whichever clock: nothing here has a wait in working hours.
  expect(await readReleases(tenant, { filter: core, clock: 'working', limit: 0, now })).toMatchObject({
    count: 2,
    atMerge: 1,
    pullRequests: 0,
  })
  expect(await list({ isInBatch: true })).toEqual([182, 81])
  expect(await list({ isInBatch: false })).toEqual([2])
  for (const asked of [{ isReleased: true }, { releasedSince: noon(9) }, { releasedUntil: noon(22) }])
    expect(await list(asked), JSON.stringify(asked)).toEqual([182, 81, 2])
})

it('what waits now is a team’s by who is a member now', async () => {
  await setTeam({ login: 'ann', from: '2026-03-10', to: '2026-03-20' })
  addAnalyzed(tenant, [
    { repository_id: app, number: 1, created_at: noon(1), now_state: 'awaiting-review', now_since: noon(2) },
  ])
  const waiting = async (at: number | null) => (await listWaiting(tenant, core, null, at)).length
  expect([await waiting(noon(9)), await waiting(noon(20)), await waiting(noon(21))]).toEqual([0, 1, 0])
  await setTeam({ login: 'ann', from: '2026-03-10' })
  expect(await waiting(null)).toBe(1)
})

it('a person is found by each of their logins, before and after a recalculation, and as a member of a team', async () => {
  await merge({ login: 'Ann', others: ['ann-at-work'] })
  await setTeam('ANN-at-work')
  addMerged([5])
  // Of before they were known to be one.
  addMerged([6], 'ann-at-work')
  addMerged([7], 'ben')
  const count = async (filter: object) => (await readReport(tenant, { filter, now })).all.merged
  for (const login of ['ann', 'Ann-At-Work']) {
    expect(await count({ authors: [login] }), login).toBe(2)
    const { pullRequests } = await listPullRequests(tenant, { filter: { authors: [login] }, limit: 9 })
    expect(pullRequests.map(({ teams }) => teams)).toEqual([['core'], ['core']])
  }
  expect(await count(core)).toBe(2)
  expect(await count({ authors: ['ben'] })).toBe(1)
  const { groups } = await readReport(tenant, { by: 'team', now })
  expect(groups.map(({ name, merged }) => [name, merged])).toEqual([
    ['(no team)', 1],
    ['core', 2],
  ])
})
