/** A filter that is typed is the one that is meant, in the organization's days. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { addDays, addYears } from '../src/calendar-days.ts'
import {
  checkFilter,
  endsToday,
  figureShape,
  periodShape,
  scopeShape,
  toFilter,
  yearBefore,
} from '../src/filter-schema.ts'
import { dayOf, startOfDay } from '../src/zone-days.ts'

const schema = z.strictObject({ ...periodShape, ...scopeShape, ...figureShape }).superRefine(checkFilter)
const at = (text: string) => Date.parse(text) / 1_000
/** The 31st of March 2026, 00:30 in Berlin; the day before in UTC. */
const now = at('2026-03-30T22:30:00Z')
const berlin = { timeZone: 'Europe/Berlin', now }
const filterOf = (query: Record<string, unknown>, moment = berlin) => toFilter(schema.parse(query), moment)

describe('days are the organization’s', () => {
  it.each([
    [{ period: '1d' }, '2026-03-30T22:00:00Z', '2026-03-31T22:00:00Z'],
    // The clock went forward on the 29th.
    [{ period: '3d' }, '2026-03-28T23:00:00Z', '2026-03-31T22:00:00Z'],
    [{ from: '2026-03-01' }, '2026-02-28T23:00:00Z', '2026-03-31T22:00:00Z'],
    [{ from: '2026-03-01', to: '2026-03-01' }, '2026-02-28T23:00:00Z', '2026-03-01T23:00:00Z'],
  ])('%j', (query, since, until) => {
    expect(filterOf(query)).toMatchObject({ since: at(since), until: at(until) })
  })

  it('none is all of the past, and an end alone has no beginning', () => {
    expect(filterOf({})).toMatchObject({ since: null, until: null })
    expect(filterOf({ to: '2026-03-01' })).toMatchObject({ since: null, until: at('2026-03-01T23:00:00Z') })
  })

  it('a year before is of the same dates', () => {
    expect(yearBefore({ from: '2026-03-01', to: '2026-03-31' }, berlin)).toEqual({
      since: at('2025-02-28T23:00:00Z'),
      until: at('2025-03-31T22:00:00Z'),
    })
    expect(yearBefore({ to: '2026-03-31' }, berlin)).toBeNull()
  })

  it('what ends today is said to', () => {
    expect(
      [{ period: '9d' }, { from: '2026-03-01' }, { from: '2026-03-01', to: '2026-03-02' }, {}].map(endsToday),
    ).toEqual([true, true, false, false])
  })

  it('a period has its number of days, in any zone, on any day', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3_650 }),
        fc.integer({ min: at('1990-01-01T00:00:00Z'), max: at('2090-01-01T00:00:00Z') }),
        fc.constantFrom(
          'UTC',
          'Europe/Berlin',
          'America/New_York',
          'Asia/Kathmandu',
          'Pacific/Apia',
          'Australia/Lord_Howe',
        ),
        (days, moment, timeZone) => {
          const { since, until } = filterOf({ period: `${days}d` }, { timeZone, now: moment })
          expect(since! <= moment && moment < until!).toBe(true)
          expect(addDays(dayOf(since!, timeZone), days - 1)).toBe(dayOf(moment, timeZone))
          expect(until).toBe(startOfDay(addDays(dayOf(moment, timeZone), 1), timeZone))
        },
      ),
    )
  })
})

describe('names', () => {
  it('given once or several times are lists, and kinds are work unless said', () => {
    expect(filterOf({ repo: 'a/b', author: ['ann', 'ben'] })).toEqual({
      since: null,
      until: null,
      repositories: ['a/b'],
      authors: ['ann', 'ben'],
      teams: null,
      teamAs: 'author',
      sizes: null,
      bases: null,
      paths: null,
    })
    expect(filterOf({ kind: ['bot'] }).kinds).toEqual(['bot'])
    expect(filterOf({ team: 'core', teamAs: 'reviewer' })).toMatchObject({
      teams: ['core'],
      teamAs: 'reviewer',
    })
  })

  it('paths are as they stand in lists of changed files', () => {
    expect(filterOf({ path: ['/apps/web/', './docs', '**/*.sql', '.github'] }).paths).toEqual([
      'apps/web',
      'docs',
      '**/*.sql',
      '.github',
    ])
  })

  it.each([
    [{ colour: 'red' }, 'unrecognized_keys', ''],
    [{ period: '9d', from: '2026-01-01' }, "contradicts 'from'", 'period'],
    [{ from: '2026-01-02', to: '2026-01-01' }, "is after 'to'", 'from'],
    [{ compare: 'previous' }, "needs a 'period' or 'from'", 'compare'],
    [{ compare: 'year', to: '2026-01-01' }, "needs a 'period' or 'from'", 'compare'],
    [{ period: '0d' }, 'takes a number of days', 'period'],
    [{ period: '3651d' }, 'takes at most 3650d', 'period'],
    [{ size: ['S', 'XXL'] }, 'takes one of XS, S, M, L, XL', 'size'],
    [{ teamAs: 'reviewer' }, "needs a 'team'", 'teamAs'],
    [{ team: 'core', teamAs: 'owner' }, 'takes one of author, reviewer, repository', 'teamAs'],
    [{ path: '/' }, 'takes a file, a folder or a glob', 'path'],
    [{ repo: 'x'.repeat(201) }, 'takes at most 200 characters', 'repo'],
    [{ repo: Array.from({ length: 101 }, String) }, 'at most 100 times', 'repo'],
  ])('%j is refused', (query, message, name) => {
    const [issue] = schema.safeParse(query).error!.issues
    expect(`${issue!.code} ${issue!.message}`).toContain(message)
    expect(String(issue!.path[0] ?? '')).toBe(name)
  })
})

it('the year before a leap day has a last of February', () => {
  expect([addYears('2024-02-29', -1), addYears('2024-02-29', -4), addYears('2026-03-31', -1)]).toEqual([
    '2023-02-28',
    '2020-02-29',
    '2025-03-31',
  ])
})
