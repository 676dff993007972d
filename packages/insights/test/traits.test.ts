/** What a number is made of can be listed: each trait selects those that it says. */

import type { Tenant } from '@upflow/db'
import { beforeEach, describe, expect, it } from 'vitest'
import {
  barEdges,
  type ListRequest,
  listPullRequests,
  mostRounds,
  readDistribution,
  readReleases,
  readReport,
} from '../src/index.ts'
import { acme, addAnalyzed, addRepository, newTenants } from './support.ts'

let tenant: Tenant
beforeEach(async () => {
  tenant = await newTenants().create(acme)
  const [released, never] = [
    addRepository(tenant, 'acme/app', { kind: 'tags', key: 'v.*' }),
    addRepository(tenant, 'acme/doc', { kind: 'none' }),
  ]
  const merged = { repository_id: released, state: 'merged', merged_at: 100, closed_at: 100 } as const
  addAnalyzed(tenant, [
    {
      ...merged,
      number: 1,
      total_seconds: 60,
      total_working_seconds: 0,
      unreviewed: 1,
      review_rounds: 0,
      released_at: 200,
      released_by: '{"kind":"tag","name":"v1:0"}',
    },
    {
      ...merged,
      number: 2,
      total_seconds: 3_600,
      total_working_seconds: 900,
      unreviewed: 0,
      ready_at: 50,
      first_reviewed_at: 60,
      review_rounds: 7,
    },
    { ...merged, number: 3, total_seconds: 3_599, unreviewed: null, incomplete: 'reviews' },
    { ...merged, number: 4, repository_id: never, total_seconds: 400 * 86_400, unreviewed: 0 },
    { repository_id: released, number: 5, state: 'open', now_state: 'in-review', now_since: 5 },
    { repository_id: released, number: 6, state: 'closed', closed_at: 7 },
  ])
})

const numbersOf = async (request: Partial<ListRequest>) =>
  (
    await listPullRequests(tenant, { sort: 'number', descending: false, limit: 99, ...request })
  ).pullRequests.map(({ number }) => number)
const took = (atLeast: number | null, below: number | null, clock: 'wall' | 'working' = 'wall') => ({
  took: { metric: 'total' as const, clock, atLeast, below },
})

describe('a list of', () => {
  it.each<[string, Partial<ListRequest>, number[]]>([
    ['everything', {}, [1, 2, 3, 4, 5, 6]],
    ['what stands in a state', { nowState: 'in-review' }, [5]],
    ['what was merged unreviewed', { isUnreviewed: true }, [1]],
    ['what was merged and responded to', { isUnreviewed: false }, [2, 4]],
    ['what is released', { isReleased: true }, [1]],
    ['what is not, where a rule releases', { isReleased: false }, [2, 3]],
    ['what was read whole', { isWhole: true }, [1, 2, 4, 5, 6]],
    ['what was not', { isWhole: false }, [3]],
    ['what was reviewed', { isReviewed: true }, [2]],
    ['what was not', { isReviewed: false, isWhole: true }, [1, 4, 5, 6]],
    ['what lacks a metric', { lacking: { metric: 'total', clock: 'wall' } }, [5, 6]],
    ['what lacks it in working hours', { lacking: { metric: 'total', clock: 'working' } }, [3, 4, 5, 6]],
    ['what has a metric', took(null, null), [1, 2, 3, 4]],
    ['what took so long, its least included', took(60, 3_600), [1, 3]],
    ['what took longer', took(3_600, null), [2, 4]],
    ['what took as long in working hours', took(900, null, 'working'), [2]],
    ['what had no round', { rounds: 0 }, [1]],
    ['what had many', { rounds: mostRounds }, [2]],
    ['what a tag released', { releasedBy: 'tag:v1:0' }, [1]],
    ['what another released', { releasedBy: 'deployment:v1:0' }, []],
    ['what was closed without a merge', { closedSince: 7, closedUntil: 8 }, [6]],
    ['what was closed before', { closedUntil: 7 }, []],
    ['several at once', { isWhole: true, isReleased: false }, [2]],
  ])('%s', async (_, request, numbers) => expect(await numbersOf(request)).toEqual(numbers))
})

it('a distribution counts what was merged and read whole, each in the bar that its list gives', async () => {
  for (const clock of ['wall', 'working'] as const) {
    const { bars, merged, n } = await readDistribution(tenant, { metric: 'total', clock })
    expect([merged, n]).toEqual([3, clock === 'wall' ? 3 : 2])
    expect(bars.map(({ from }) => from)).toEqual(barEdges)
    for (const { from, to, count } of bars) {
      const listed = await numbersOf({ state: 'merged', isWhole: true, ...took(from, to, clock) })
      expect(count, `from ${from}`).toBe(listed.length)
    }
  }
})

it('an app is found by its name as GitHub shows it', async () => {
  const repository_id = addRepository(tenant, 'acme/bots')
  addAnalyzed(tenant, [
    { repository_id, number: 7, author_login: 'dependabot', kind: 'bot', state: 'merged', merged_at: 5 },
  ])
  const filter = { authors: ['Dependabot[bot]'], kinds: ['bot'] }
  expect(await numbersOf({ filter })).toEqual([7])
  expect((await readReport(tenant, { filter, now: 9 })).all.merged).toBe(1)
})

it('released in batches is what the waits of releases are of', async () => {
  const app = addRepository(tenant, 'acme/shop', { kind: 'tags', key: 'v.*' })
  const merged = { repository_id: app, state: 'merged', merged_at: 500, closed_at: 500 } as const
  const by = (number: number) => JSON.stringify({ kind: 'pull-request', number })
  const tag = JSON.stringify({ kind: 'tag', name: 'v2' })
  addAnalyzed(tenant, [
    { ...merged, number: 11, released_at: 500, released_by: by(11), deploy_seconds: 0 },
    { ...merged, number: 12, released_at: 600, released_by: by(13), deploy_seconds: 100 },
    { ...merged, number: 13, released_at: 600, released_by: by(13), deploy_seconds: 0 },
    // By another than itself, though alone of its kind.
    { ...merged, number: 14, released_at: 700, released_by: by(15), deploy_seconds: 200 },
    { ...merged, number: 15, released_at: 700, released_by: by(15), deploy_seconds: 0, kind: 'bot' },
    { ...merged, number: 16, released_at: 800, released_by: tag, deploy_seconds: 3_600 },
    { ...merged, number: 17, released_at: 800, released_by: tag, deploy_seconds: 1, incomplete: 'commits' },
    { ...merged, number: 18, released_at: 900, released_by: by(18), deploy_seconds: 0 },
    {
      ...merged,
      number: 19,
      released_at: 900,
      released_by: by(18),
      deploy_seconds: 9,
      incomplete: 'commits',
    },
    // With one that was merged after it.
    { ...merged, number: 20, released_at: 1_000, released_by: by(20), deploy_seconds: 0 },
    { ...merged, number: 21, released_at: 1_001, released_by: by(20), deploy_seconds: 0 },
  ])
  const filter = { repositories: ['shop'], kinds: ['work'] }
  for (const [since, until] of [
    [null, null],
    [500, 800],
    [700, 900],
    [900, 1_001],
  ] as const) {
    const { waits, pullRequests } = await readReleases(tenant, {
      filter: { ...filter, since, until },
      limit: 0,
    })
    const released = { filter, releasedSince: since, releasedUntil: until, isWhole: true, isInBatch: true }
    for (const { from, to, count } of waits) {
      const wait = { metric: 'deploy', clock: 'wall', atLeast: from, below: to } as const
      expect(await numbersOf({ ...released, took: wait }), `from ${from}`).toHaveLength(count)
    }
    expect(await numbersOf(released)).toHaveLength(pullRequests)
  }
  expect(await numbersOf({ filter, isInBatch: true, isWhole: true })).toEqual([12, 13, 14, 16, 20, 21])
  expect(await numbersOf({ filter, isInBatch: false, isWhole: true })).toEqual([11, 18])
})
