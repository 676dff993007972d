/** What reviews and releases say is what looking at each pull request gives. */
import type { Tenant } from '@upflow/db'
import { changeSettings } from '@upflow/settings'
import { beforeEach, expect, it } from 'vitest'
import { barEdges, readAutomation, readReleases, readReviews } from '../src/index.ts'
import { acme, addAnalyzed, addRepository, newTenants } from './support.ts'

/** A Monday, 09:00 UTC. */
const monday = Date.parse('2026-03-02T09:00:00Z') / 1_000
const hour = 3_600

let tenant: Tenant
beforeEach(async () => {
  tenant = await newTenants().create(acme)
})

const keyOf = (number: number) =>
  tenant.sqlite
    .prepare('SELECT pull_request_key FROM analyzed_pull_requests WHERE number = ?')
    .pluck()
    .get(number)

it('reviews: from ready to the first review by either clock, requests that add up, and nobody named', async () => {
  const app = addRepository(tenant, 'acme/app')
  await changeSettings(
    tenant,
    [{ key: 'teams', value: [{ slug: 'late', members: ['Zoe'], calendar: { from: '20:00', to: '24:00' } }] }],
    { by: 'ann' },
  )
  const merged = { repository_id: app, state: 'merged', ready_at: monday } as const
  addAnalyzed(tenant, [
    // Reviewed on the next day at 10:00: nine working hours.
    {
      ...merged,
      number: 1,
      first_reviewed_at: monday + 25 * hour,
      merged_at: monday + 30 * hour,
      review_rounds: 1,
      unreviewed: 0,
    },
    // Of a team with hours of its own: an hour of the evening.
    {
      ...merged,
      number: 2,
      author_login: 'zoe',
      first_reviewed_at: monday + 12 * hour,
      merged_at: monday + 13 * hour,
      review_rounds: 7,
    },
    // Reviewed while it was a draft.
    { ...merged, number: 3, first_reviewed_at: monday - hour, merged_at: monday + hour, review_rounds: 0 },
    { ...merged, number: 4, merged_at: monday + hour, unreviewed: 1 },
    { ...merged, number: 5, merged_at: monday + hour, incomplete: 'reviews' },
    { repository_id: app, number: 6, state: 'open' },
    { ...merged, number: 7, merged_at: monday + hour, kind: 'bot' },
  ])
  const request = tenant.sqlite.prepare(
    `INSERT INTO review_requests (pull_request_key, position, reviewer_login, reviewer_kind, requested_at, removed_at, responded_at, seconds)
     VALUES (?, ?, 'ben', 'user', ?, ?, ?, ?)`,
  )
  request.run(keyOf(1), 0, monday, null, monday + hour, hour)
  request.run(keyOf(1), 1, monday, monday + 1, null, null)
  request.run(keyOf(4), 0, monday, null, null, null)
  request.run(keyOf(6), 0, monday, null, null, null)
  // What else was said to it is not known.
  request.run(keyOf(5), 0, monday, null, monday + 9 * hour, 9 * hour)
  const respond = tenant.sqlite.prepare(
    `INSERT INTO responses (pull_request_key, position, reviewer_login, reviewer_kind, at, kind, id, is_answer)
     VALUES (?, ?, ?, 'user', ?, 'review', '', 1)`,
  )
  for (const [place, login] of ['ben', 'ben', 'ben', 'cy', 'dan'].entries())
    respond.run(keyOf(1), place, login, monday + place * hour)
  respond.run(keyOf(5), 0, 'eve', monday)

  const wall = await readReviews(tenant, {})
  expect(wall).toMatchObject({
    merged: 4,
    unreviewed: 1,
    firstReview: { n: 3, medianSeconds: 12 * hour, p90Seconds: null },
    rounds: [1, 1, 0, 0, 0, 1],
    answers: { n: 1, medianSeconds: hour },
    requests: { answered: 1, removed: 1, open: 1, unanswered: 1 },
    responses: 5,
    load: { people: 3, busiestFifth: 3 },
    leftOut: { otherKinds: { bot: 1 }, incomplete: 1 },
  })
  expect(wall.byHour![0]!.slice(8, 15)).toEqual([0, 1, 1, 1, 1, 1, 0])
  expect(wall.byHour!.flat().reduce((sum, count) => sum + count, 0)).toBe(5)
  // Of two people, hours would be somebody's.
  const early = { filter: { until: monday + 3 * hour } }
  expect(await readReviews(tenant, early)).toMatchObject({ responses: 3, byHour: null, load: null })
  expect(JSON.stringify(wall)).not.toMatch(/ben|cy|dan/)
  // 9 h, 1 h and none.
  expect((await readReviews(tenant, { clock: 'working' })).firstReview).toMatchObject({
    n: 3,
    medianSeconds: hour,
  })
})

it('releases: by what released them, those by their own merge apart, and what still waits', async () => {
  const [app, doc, old] = [
    addRepository(tenant, 'acme/app', { kind: 'tags', key: 'v.*' }),
    addRepository(tenant, 'acme/doc', { kind: 'none' }),
    addRepository(tenant, 'acme/old', { kind: 'tags', key: 'v.*' }),
  ]
  const merged = { repository_id: app, state: 'merged' } as const
  const v1 = JSON.stringify({ kind: 'tag', name: 'v1' })
  const byPull = (number: number) => JSON.stringify({ kind: 'pull-request', number })
  addAnalyzed(tenant, [
    // Its last pull request was merged after the tag's commit.
    { ...merged, number: 1, merged_at: 100, released_at: 400, released_by: v1, deploy_seconds: 300 },
    { ...merged, number: 2, merged_at: 410, released_at: 410, released_by: v1, deploy_seconds: 0 },
    { ...merged, number: 3, merged_at: 500, released_at: 500, released_by: byPull(3), deploy_seconds: 0 },
    { ...merged, number: 4, merged_at: 550, released_at: 600, released_by: byPull(5), deploy_seconds: 50 },
    { ...merged, number: 5, merged_at: 600, released_at: 600, released_by: byPull(5), deploy_seconds: 0 },
    { ...merged, number: 6, merged_at: 700 },
    { ...merged, number: 7, merged_at: 690, incomplete: 'commits' },
    { ...merged, repository_id: doc, number: 8, merged_at: 1 },
    { ...merged, repository_id: old, number: 9, merged_at: 2 },
    { ...merged, number: 10, merged_at: 100, released_at: 400, released_by: v1, kind: 'bot' },
    { ...merged, number: 11, merged_at: 100, released_at: 400, released_by: v1, incomplete: 'commits' },
  ])
  expect(await readReleases(tenant, { limit: 9 })).toEqual({
    count: 2,
    atMerge: 1,
    pullRequests: 4,
    medianWaitSeconds: 25,
    p90WaitSeconds: null,
    waits: barEdges.map((from, place) => ({
      from,
      to: barEdges[place + 1] ?? null,
      count: place === 0 ? 4 : 0,
    })),
    batches: [
      {
        id: 'pull-request:5',
        repository: 'acme/app',
        kind: 'pull-request',
        name: '#5',
        at: 600,
        size: 2,
        medianWaitSeconds: 25,
        longestWaitSeconds: 50,
      },
      {
        id: 'tag:v1',
        repository: 'acme/app',
        kind: 'tag',
        name: 'v1',
        at: 400,
        size: 2,
        medianWaitSeconds: 150,
        longestWaitSeconds: 300,
      },
    ],
    unreleased: [
      { repository: 'acme/old', count: 1, oldestMergedAt: 2 },
      { repository: 'acme/app', count: 1, oldestMergedAt: 700 },
    ],
    leftOut: { otherKinds: { bot: 1 }, incomplete: 1 },
    releaseProblems: [],
  })
  const batchesOf = async (limit: number | null) => (await readReleases(tenant, { limit })).batches.length
  expect([await batchesOf(1), await batchesOf(null)]).toEqual([1, 2])
  expect((await readReleases(tenant, { filter: { until: 600 }, limit: 1 })).batches).toMatchObject([
    { name: 'v1' },
  ])
})

it('automation: what is set as a bot or excluded is not suggested again', async () => {
  const app = addRepository(tenant, 'acme/app')
  addAnalyzed(
    tenant,
    ['deploy-bot', 'build-ci', 'ann'].map((author_login, place) => ({
      repository_id: app,
      number: place + 1,
      author_login,
    })),
  )
  const names = async () => (await readAutomation(tenant)).map(({ login }) => login)
  expect(await names()).toEqual(['build-ci', 'deploy-bot'])
  await changeSettings(
    tenant,
    [
      { key: 'excludedLogins', value: ['Build-CI'] },
      { key: 'botLogins', value: ['deploy-bot'] },
    ],
    { by: 'ann' },
  )
  expect(await names()).toEqual([])
})
