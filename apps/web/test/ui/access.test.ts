/** What is said of the credential: what is to be done, and what waits. */
import { describe, expect, it } from 'vitest'
import { zoneOf } from '../../ui/format/zone.ts'
import { pointsWords, tokenWords } from '../../ui/health/access-words.ts'

const now = Date.parse('2026-10-01T12:00:00Z') / 1_000
const day = 86_400
const moment = { zone: zoneOf('UTC'), now }

describe('a token', () => {
  it.each<[number | null, string, boolean]>([
    [null, 'does not expire, or GitHub does not say when', false],
    [now + 30 * day, 'expires 31 Oct 2026, 12:00, in 30 days', false],
    [now + 14 * day, 'expires 15 Oct 2026, 12:00, in 14 days', false],
    [now + 14 * day - 1, 'expires 15 Oct 2026, 11:59, in 13 days', true],
    [now + 1, 'expires 1 Oct 2026, 12:00, in less than a day', true],
    [now, 'expired 1 Oct 2026, 12:00: nothing is read until another is stored', true],
  ])('until %s: %s', (tokenExpiresAt, text, isTrouble) =>
    expect(tokenWords({ tokenExpiresAt }, moment)).toEqual({ text, isTrouble }),
  )
})

describe('points', () => {
  it.each<[{ limit: number; remaining: number; resetAt: number } | null, string, boolean]>([
    [null, 'this GitHub counts none', false],
    [{ limit: 5_000, remaining: 500, resetAt: now + 60 }, '500 of 5,000 are left until 12:01', false],
    [{ limit: 5_000, remaining: 499, resetAt: now + 60 }, '499 of 5,000 are left until 12:01', true],
    [{ limit: 5_000, remaining: 3, resetAt: now }, 'all 5,000 again; 3 of 5,000 were left', false],
  ])('%j: %s', (points, text, isTrouble) =>
    expect(pointsWords({ points }, moment)).toEqual({ text, isTrouble }),
  )
})
