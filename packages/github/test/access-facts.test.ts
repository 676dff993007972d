/** What answers say of the credential is read as it is meant, and what they do not say is not made up. */
import { describe, expect, it } from 'vitest'
import { readAccessFacts } from '../src/access-facts.ts'
import { start } from './support.ts'

const now = Date.parse('2026-11-01T09:00:00Z')
const points = {
  'x-ratelimit-limit': '5000',
  'x-ratelimit-remaining': '0',
  'x-ratelimit-reset': '1793527200',
}

describe('headers', () => {
  it.each([
    ['2026-12-01 09:00:00 UTC', '2026-12-01T09:00:00Z'],
    ['2026-12-01 09:00:00 +0200', '2026-12-01T07:00:00Z'],
  ])('a token that expires %s', (header, instant) =>
    expect(
      readAccessFacts({ headers: { 'github-authentication-token-expiration': header } }, now).tokenExpiresAt,
    ).toBe(Date.parse(instant) / 1_000),
  )

  it('points that are left, none of them too', () =>
    expect(readAccessFacts({ headers: points }, now).points).toEqual({
      limit: 5_000,
      remaining: 0,
      resetAt: 1_793_527_200,
    }))

  it('are of the server’s clock where it tells it', () => {
    expect(readAccessFacts({ headers: { date: 'Sun, 01 Nov 2026 08:59:58 GMT' } }, now).at).toBe(
      now / 1_000 - 2,
    )
    expect(readAccessFacts({ headers: {} }, now)).toEqual({
      at: now / 1_000,
      tokenExpiresAt: null,
      points: null,
    })
  })

  it.each([
    { ...points, 'x-ratelimit-reset': '' },
    { ...points, 'x-ratelimit-remaining': 'many' },
    { ...points, 'x-ratelimit-limit': '0' },
  ])('of %j no points are known', (headers) => expect(readAccessFacts({ headers }, now).points).toBeNull())
})

it('a client knows them after it has asked, not before', async () => {
  const { client } = await start(undefined, { pointsPerHour: 1_000 })
  expect(client.accessFacts()).toBeNull()
  await client.viewer()
  const first = client.accessFacts()!
  expect(first).toMatchObject({ tokenExpiresAt: null, points: { limit: 1_000 } })
  await client.viewer()
  expect(client.accessFacts()!.points!.remaining).toBeLessThan(first.points!.remaining)
})
