/** Limits that last longer than is waited for, and the part of the points that is left to others. */
import { toRepositoryId } from '@upflow/model'
import { describe, expect, it } from 'vitest'
import { createPointsReserve, type Spending } from '../src/points-reserve.ts'
import { open, start } from './support.ts'

const timing = { retryDelayMs: 1, longestWaitMs: 2_000 }
const minutes = (ms: number) => Math.round(ms / 60_000)

it('a limit that lasts longer than is waited for is told with its end, and nothing is sent meanwhile', async () => {
  const { client, emulator } = await start(undefined, { timing })
  const reset = Math.floor(Date.now() / 1_000) + 1_800
  const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) }
  emulator.faults.push({ respond: { kind: 'status', status: 403, headers } })
  for (const ask of [1, 2]) {
    const error = await client.viewer().catch((thrown: unknown) => thrown)
    expect(error, `ask ${ask}`).toMatchObject({
      code: 'github/rate-limited',
      retryable: true,
      message: expect.stringMatching(/primary rate limit.*before \d{4}-.*Z/),
    })
    const { retryAfterMs, facts } = error as { retryAfterMs: number; facts: { until: number } }
    expect([minutes(retryAfterMs), Math.abs(facts.until - reset) < 30]).toEqual([30, true])
  }
  expect(emulator.journal).toHaveLength(1)
})

it('a part of the points is left to others, whoever has spent the rest', async () => {
  const { client: crawl, emulator } = await start(undefined, { timing }, { pointsPerHour: 200 })
  const repositoryId = toRepositoryId(emulator.data.repositories[0]!.id)
  const page = { repositoryId, order: 'created', cursor: null, pageSize: 24 } as const
  const backfills = [1, 2].map(() => open(emulator, { timing }).leaving(0.2))
  const spent = () => emulator.journal.reduce((sum, { cost }) => sum + cost, 0)
  const spendAll = async (client: typeof crawl) => {
    for (;;) await client.pullRequests(page)
  }
  await expect(spendAll(backfills[0]!)).rejects.toMatchObject({
    code: 'github/rate-limited',
    message: expect.stringContaining('kept for crawls'),
  })
  // But for what another may have under way, all of it, and no more.
  expect(spent()).toBeGreaterThan(130)
  expect(spent()).toBeLessThanOrEqual(160)
  // Nor is who leaves nothing kept from asking by the same client.
  await expect(backfills[0]!.leaving(0).list(page)).resolves.toBeDefined()
  const before = emulator.journal.length
  // Of another organization, in another process: by its first answer it knows.
  await expect(spendAll(backfills[1]!)).rejects.toMatchObject({ code: 'github/rate-limited' })
  expect(emulator.journal.length - before).toBeLessThanOrEqual(2)
  await crawl.list(page)
})

it('is kept until the points are counted anew, by GitHub’s clock', () => {
  let now = 5
  const reserve = createPointsReserve(() => now)
  const points = (remaining: number) => ({ limit: 5_000, remaining, resetAt: 1_600 })
  const hear = (said: Parameters<Spending['heard']>[0]) => {
    const sent = reserve.begin()
    sent.heard(said, 1)
    sent.end()
  }
  // Four of a point may be under way of another, and one more is to go out.
  hear({ at: 1_000, points: points(1_005) })
  expect(reserve.waitMs(0.2)).toBe(0)
  hear({ at: 1_000, points: points(1_004) })
  expect([reserve.waitMs(0.2), reserve.waitMs(0.1), reserve.waitMs(0)]).toEqual([600_000, 0, 0])
  hear({ at: 1_000, points: null })
  expect(reserve.waitMs(0.2)).toBe(600_000)
  now += 599_000
  expect(reserve.waitMs(0.2)).toBe(1_000)
  now += 1_000
  expect(reserve.waitMs(0.2)).toBe(0)
  hear({ at: 1_000, points: null })
  expect(reserve.waitMs(0.2)).toBe(0)
})

describe('what is not answered yet', () => {
  const points = (remaining: number, resetAt = 1_600) => ({
    at: 1_000,
    points: { limit: 100, remaining, resetAt },
  })
  /** One whose dearest request took two points. */
  const begin = (remaining: number) => {
    const reserve = createPointsReserve(() => 0)
    const first = reserve.begin()
    first.heard(points(remaining), 2)
    first.end()
    return reserve
  }

  it('counts as if it cost as much as the dearest, until its end; and so does what another may have sent', () => {
    // Of 32, 20 are kept, and 8 are left to another: 4 are two requests.
    const reserve = begin(32)
    const sent = [reserve.begin()]
    expect(reserve.waitMs(0.2)).toBe(0)
    sent.push(reserve.begin())
    expect(reserve.waitMs(0.2)).toBeGreaterThan(0)
    for (const one of sent) one.end()
    expect(reserve.waitMs(0.2)).toBe(0)
    expect(begin(29).waitMs(0.2)).toBeGreaterThan(0)
  })

  it('does not hide what was: an answer that was overtaken is not the latest', () => {
    const reserve = begin(90)
    const [one, other] = [reserve.begin(), reserve.begin()]
    other.heard(points(22), 2)
    one.heard(points(86), 2)
    one.end()
    other.end()
    expect(reserve.waitMs(0.2)).toBeGreaterThan(0)
    // Counted anew, it is.
    const next = reserve.begin()
    next.heard(points(96, 5_200), 2)
    next.end()
    expect(reserve.waitMs(0.2)).toBe(0)
  })
})
