/** The address is the view: what is written is read again as it was, and nothing of it is lost. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Role } from '../../ui/api/types.ts'
import {
  chosenWords,
  defaultPeriodOf,
  isChosen,
  periodWords,
  scopeWords,
  toApiFilter,
  toLinkFilter,
  withPeriod,
} from '../../ui/app/filter-words.ts'
import { findPlaces } from '../../ui/app/places.ts'
import { filterOf, parseView, type View, writeView } from '../../ui/app/view.ts'
import { daysView, weekView } from '../../ui/figures/week-view.ts'
import { passageList } from '../../ui/flow/passage-list.ts'
import { pageOf } from '../../ui/views/view-address.ts'

const text = fc.string({ minLength: 1, maxLength: 12 })

describe('a view', () => {
  it('is read from an address as it was written, whatever is in it', () => {
    const views = fc.record(
      {
        repo: fc.array(text, { minLength: 1, maxLength: 3 }),
        author: fc.array(text, { minLength: 1, maxLength: 2 }),
        period: text,
        sort: text,
        columns: text,
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(views, (view) => {
        expect(parseView(writeView(view))).toEqual(view)
      }),
    )
  })

  it('keeps what no page knows, by its name', () => {
    const view = parseView('?period=30d&foo=bar')
    expect(view.unknown).toEqual({ foo: 'bar' })
    expect(writeView(view)).toBe('?period=30d&foo=bar')
  })

  it('takes the first of what is given twice, and keeps the other', () => {
    const view = parseView('?period=90d&period=30d&repo=a&repo=b')
    expect(view).toEqual({ period: '90d', repo: ['a', 'b'], unknown: { period: '30d' } })
    expect(writeView(view)).toBe('?repo=a&repo=b&period=90d&period=30d')
  })

  it.each([
    ['/o/acme', 'overview'],
    ['/o/acme/', 'overview'],
    ['/o/acme/reviews', 'reviews'],
    ['/o/acme/reviews/responses', null],
    ['/o/acme/reviews/requests', null],
    ['/o/acme/people/ann', null],
    ['/o/acme/teams/core', null],
  ])('of %s is kept as one of %s', (pathname, page) => expect(pageOf(pathname)).toBe(page))

  it('hands only its filter on to the next page', () =>
    expect(filterOf({ period: '30d', repo: ['a/b'], clock: 'working', cursor: 'x', sort: 'total' })).toEqual({
      period: '30d',
      repo: ['a/b'],
      clock: 'working',
    }))
})

describe('the filter', () => {
  it.each<[View, string | undefined]>([
    [{}, '90d'],
    [{ period: 'all' }, undefined],
    [{ from: '2026-01-01' }, undefined],
    [{ period: '7d' }, '7d'],
  ])('of %j asks the API for the period %s', (view, period) => expect(toApiFilter(view).period).toBe(period))

  it.each<[View, View]>([
    [{}, { period: 'all' }],
    [{ repo: ['a/b'] }, { repo: ['a/b'], period: 'all' }],
    [{ period: '90d' }, { period: '90d' }],
    [{ to: '2026-01-31' }, { to: '2026-01-31' }],
  ])('of %j shows all of the past of the bundled sample, if nothing else is asked for', (view, shown) => {
    expect(withPeriod(view, defaultPeriodOf({ isDemo: true }))).toEqual(shown)
    expect(withPeriod(view, defaultPeriodOf({ isDemo: false }))).toEqual(view)
  })

  it('is chosen where it is anything else than the pages have without it', () => {
    expect(isChosen({}, 'period', '90d')).toBe(false)
    expect(isChosen({ period: 'all' }, 'period', 'all')).toBe(false)
    expect(isChosen({ period: 'all' }, 'period', '90d')).toBe(true)
    expect(isChosen({ repo: ['a/b'] }, 'repo', '90d')).toBe(true)
  })

  it('says its period in every link, since another page may have another of its own', () => {
    expect(toLinkFilter({ repo: ['a/b'] })).toEqual({ repo: ['a/b'], period: '90d' })
    expect(toLinkFilter({ to: '2026-01-31' })).toEqual({ to: '2026-01-31' })
  })

  it('is said in words', () => {
    expect(periodWords({})).toBe('in the last 90 days')
    expect(periodWords({ from: '2026-01-01', to: '2026-01-31' })).toBe('from 2026-01-01 to 2026-01-31')
    expect(scopeWords({ repo: ['a/b'], size: ['XS', 'S'] })).toBe('in a/b, of size XS and S')
    expect(scopeWords({ team: ['core'], path: ['apps/web'] })).toBe('by team core, that change apps/web')
    expect(scopeWords({ team: ['core'], teamAs: 'reviewer' })).toBe('with a reviewer of team core')
    expect(scopeWords({})).toBeNull()
  })

  it('of a week is its days, as far as the period has them, of what was read whole', () => {
    const week = (view: View, monday = '2026-01-05') => {
      const { whole, ...list } = weekView(view, monday, today)
      expect(whole).toBe('true')
      return list
    }
    const today = '2026-01-14'
    expect(week({ period: 'all' })).toEqual({ from: '2026-01-05', to: '2026-01-11' })
    expect(week({ from: '2026-01-07', to: '2026-01-08', kind: ['bot'] })).toEqual({
      from: '2026-01-07',
      to: '2026-01-08',
      kind: ['bot'],
    })
    expect(week({ period: '8d' })).toEqual({ from: '2026-01-07', to: '2026-01-11' })
    // The period of a page whose address has none: its first day is a Friday.
    expect(week({}, '2025-10-13')).toEqual({ from: '2025-10-17', to: '2025-10-19' })
    expect(week({}, '2025-10-20')).toEqual({ from: '2025-10-20', to: '2025-10-26' })
    const lastDay = { day: '2026-01-31', days: 1 }
    expect(daysView({ to: '2026-01-31' }, lastDay, today)).toEqual({
      from: '2026-01-31',
      to: '2026-01-31',
      whole: 'true',
    })
    const passage = { band: 'opened', day: '2026-01-05', days: 7 }
    expect(passageList({ period: '8d' }, passage, today)).toMatchObject({
      openedFrom: '2026-01-07',
      openedTo: '2026-01-11',
    })
  })
})

describe('what is chosen', () => {
  it.each([
    ['repo', ['acme/app'], 'app'],
    ['repo', ['acme/app', 'acme/site', 'other/app'], 'app +2'],
    ['path', ['src/**'], 'src/**'],
    ['path', ['src/**', 'docs/'], 'src/** +1'],
    ['base', ['release/26.x'], 'release/26.x'],
  ] as const)('of %s, %j is %j on the button', (name, chosen, words) =>
    expect(chosenWords(name, chosen)).toBe(words),
  )
})

describe('going to a place', () => {
  const repositories = ['acme/app', 'acme/app-ios', 'other/site']
  const teams = [{ slug: 'core', name: 'Core' }]
  const labelsOf = (typed: string, role: Role | null) =>
    findPlaces(typed, { repositories, teams, role }).map(({ label }) => label)
  it.each([
    ['app#12', ['acme/app#12', 'acme/app-ios#12']],
    ['acme/app#12', ['acme/app#12']],
    ['acme/app 12', ['acme/app#12']],
    ['https://github.com/other/site/pull/7', ['other/site#7']],
    ['#3', ['acme/app#3', 'acme/app-ios#3', 'other/site#3']],
    ['cycle', ['Cycle time']],
    ['rev', ['Reviews']],
    ['flow', ['Flow']],
    ['rel', ['Releases']],
    ['core', ['Core']],
    ['nothing like it', []],
  ])('%s leads to %j', (typed, labels) => expect(labelsOf(typed, 'viewer')).toEqual(labels))

  it('says of which pull request the server is to be asked whether there is one', () =>
    expect(
      findPlaces('site 7', { repositories, teams, role: null }).map(({ pullRequest }) => pullRequest),
    ).toEqual([{ owner: 'other', repo: 'site', number: '7' }]))

  it.each([
    [null, 'members', []],
    ['viewer', 'token', []],
    ['member', 'token', ['API tokens']],
    ['member', 'settings', []],
    ['admin', 'settings', ['General settings']],
    ['admin', 'danger', []],
    ['owner', 'danger', ['Danger zone']],
  ] as const)('is offered to whom it is for: %s finds by %s %j', (role, typed, labels) =>
    expect(labelsOf(typed, role)).toEqual(labels),
  )
})
