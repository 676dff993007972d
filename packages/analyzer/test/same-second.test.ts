/** What GitHub dates to one second came in an order that only what was before and after tells. */
import { describe, expect, it } from 'vitest'
import { analyzePullRequest, defaultRules } from '../src/index.ts'
import { ben, event, pullRequest, review } from './pull-requests.ts'

const analyze = (overrides: Parameters<typeof pullRequest>[0]) =>
  analyzePullRequest(pullRequest(overrides), defaultRules, null)
const toDraft = (at: number) => event('converted-to-draft', at)
const toReady = (at: number) => event('ready-for-review', at)

describe('made ready and a draft again in one second', () => {
  it.each([
    ['opened as a draft', [toReady(2000), toDraft(2000)]],
    ['in the other order', [toDraft(2000), toReady(2000)]],
  ])('%s, it was one all the time', (_, events) => {
    const { metrics, instants, segments } = analyze({ isDraft: true, events, mergedAt: 5000, closedAt: 5000 })
    expect([metrics.codingSeconds, metrics.draftSeconds, instants.readyAt]).toEqual([4_100, 4_000, null])
    expect(segments.map(({ state }) => state)).toEqual(['coding', 'draft', 'awaiting-release'])
  })

  it('it is what GitHub says that it is', () => {
    const events = [toDraft(2000), toReady(3000), toDraft(3000)]
    expect(analyze({ isDraft: true, events }).now).toMatchObject({ state: 'draft', since: 2000 })
  })

  it('and once more a draft, it was ready until then', () => {
    const events = [toReady(2000), toDraft(3000), toReady(3000), event('converted-to-draft', 3000, ben)]
    const { now, instants } = analyze({ isDraft: true, events })
    expect([now?.state, now?.since, instants.readyAt]).toEqual(['draft', 3000, 2000])
  })

  it('it was ready where the next change says so', () => {
    const events = [toDraft(2000), toReady(2000), toDraft(3000)]
    expect(analyze({ isDraft: true, events }).instants.readyAt).toBe(1000)
  })
})

it('closed and reopened in one second, it is what it was before', () => {
  const events = [event('closed', 2000), event('reopened', 2000), event('closed', 3000)]
  const reopened = [...events, event('reopened', 4000), event('closed', 4000), event('reopened', 4500)]
  const { metrics, segments } = analyze({ events: reopened, reviews: [review(4600)], mergedAt: 5000 })
  expect(segments.filter(({ state }) => state === 'closed').map(({ from, to }) => [from, to])).toEqual([
    [3000, 4500],
  ])
  expect(metrics.pickupSeconds).toBe(2_100)
})

describe('the first commit', () => {
  it.each([
    ['authored by a clock that was ahead', 4_102_444_800, 900],
    ['authored in the second after the opening', 1001, 900],
  ])('%s, is when it was committed', (_, authoredAt, committedAt) => {
    const ahead = { sha: 'ahead', authoredAt, committedAt, author: null }
    expect(analyze({ commits: [ahead] }).instants.firstCommittedAt).toBe(900)
  })

  it('made after the opening by both dates, is not known, and hides no other', () => {
    const after = { sha: 'after', authoredAt: 1500, committedAt: 1500, author: null }
    const before = { sha: 'before', authoredAt: 1200, committedAt: 950, author: null }
    expect(analyze({ commits: [after] }).instants.firstCommittedAt).toBeNull()
    expect(analyze({ commits: [after, before] }).instants.firstCommittedAt).toBe(950)
  })
})
