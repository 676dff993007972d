/** Teams of fewer than three people are known as such, and groups of them are left out where it is asked. */
import { changeSettings } from '@upflow/settings'
import { expect, it } from 'vitest'
import { isSamePerson, readFacts, readPerson, readReport } from '../src/index.ts'
import { smallTeams } from '../src/small-groups.ts'
import { acme, addAnalyzed, addRepository, newTenants } from './support.ts'

const noon = (day: number) => Date.UTC(2026, 2, day, 12) / 1_000
const midnight = (day: number) => Date.UTC(2026, 2, day) / 1_000

const cases: readonly {
  readonly what: string
  readonly members: readonly unknown[]
  readonly since?: number
  readonly until?: number
  readonly isSmall: boolean
}[] = [
  { what: 'three people', members: ['ann', 'ben', 'cid'], isSmall: false },
  { what: 'two people', members: ['ann', 'ben'], isSmall: true },
  { what: 'nobody', members: [], isSmall: true },
  { what: 'three logins of two people', members: ['ann', 'Ann-At-Work', 'ben'], isSmall: true },
  {
    what: 'one person three times',
    members: [
      { login: 'ann', to: '2026-03-01' },
      { login: 'ann', from: '2026-03-05', to: '2026-03-06' },
      { login: 'ann', from: '2026-03-09' },
    ],
    isSmall: true,
  },
  {
    what: 'three, the last from the first day behind the period',
    members: ['ann', 'ben', { login: 'cid', from: '2026-03-11' }],
    until: midnight(11),
    isSmall: true,
  },
  {
    what: 'three, the last from the last day of the period',
    members: ['ann', 'ben', { login: 'cid', from: '2026-03-10' }],
    until: midnight(11),
    isSmall: false,
  },
  {
    what: 'three, one until the day before the period',
    members: ['ann', 'ben', { login: 'cid', to: '2026-03-09' }],
    since: midnight(10),
    isSmall: true,
  },
  {
    what: 'three, one until the first day of the period',
    members: ['ann', 'ben', { login: 'cid', to: '2026-03-10' }],
    since: midnight(10),
    isSmall: false,
  },
]

it.each(cases)('$what', async ({ members, since = null, until = null, isSmall }) => {
  const tenant = await newTenants().create(acme)
  const mergedLogins = [{ login: 'ann', others: ['ann-at-work'] }]
  await changeSettings(
    tenant,
    [
      { key: 'mergedLogins', value: mergedLogins },
      { key: 'teams', value: [{ slug: 'core', members }] },
    ],
    { by: 'ann' },
  )
  expect(smallTeams(readFacts(tenant), { since, until })).toEqual(isSmall ? ['core'] : [])
  expect(isSamePerson(readFacts(tenant), 'ANN', 'ann-at-work')).toBe(true)
  expect(isSamePerson(readFacts(tenant), 'ann', 'ben')).toBe(false)
})

it('a team is compared with no time in which it was of few, where it is asked', async () => {
  const tenant = await newTenants().create(acme)
  const app = addRepository(tenant, 'acme/app')
  const later = ['ben', 'cid'].map((login) => ({ login, from: '2026-03-11' }))
  const teams = [
    { slug: 'grown', members: ['ann', ...later] },
    { slug: 'trio', members: ['ann', 'ben', 'cid'] },
  ]
  await changeSettings(tenant, [{ key: 'teams', value: teams }], { by: 'ann' })
  addAnalyzed(tenant, [
    { repository_id: app, number: 1, author_login: 'ann', state: 'merged', merged_at: noon(5) },
    { repository_id: app, number: 2, author_login: 'ben', state: 'merged', merged_at: noon(15) },
  ])
  const before = async (teams: string[] | null, since: number, onlyMany = true) => {
    const filter = { teams, since: midnight(since), until: midnight(since + 10) }
    const { previous, change } = await readReport(tenant, { filter, onlyMany, now: noon(31) })
    expect(change === null).toBe(previous === null)
    return previous?.merged ?? null
  }
  expect(await before(['grown'], 11, false)).toBe(1)
  expect(await before(['grown'], 11)).toBeNull()
  expect(await before(['trio', 'GROWN'], 11)).toBeNull()
  expect(await before(['trio'], 11)).toBe(1)
  expect(await before(['grown'], 21)).toBe(1)
  expect(await before(null, 11)).toBe(1)
})

it('groups of few are left out where it is asked, and people are found by what names them', async () => {
  const tenant = await newTenants().create(acme)
  const app = addRepository(tenant, 'acme/app')
  const teams = [
    { slug: 'trio', members: ['ann', 'ben', 'cid'] },
    { slug: 'duo', members: ['ann', 'ben'] },
  ]
  await changeSettings(tenant, [{ key: 'teams', value: teams }], { by: 'ann' })
  const add = (first: number, authors: readonly string[]) =>
    addAnalyzed(
      tenant,
      authors.map((author_login, index) => ({
        repository_id: app,
        number: first + index,
        author_login,
        state: 'merged' as const,
        merged_at: noon(index + 1),
      })),
    )
  add(1, ['ann', 'ben', 'dan', 'dan', 'eve'])
  const groups = async (by: 'team' | 'author' | 'size', onlyMany: boolean) =>
    (await readReport(tenant, { by, onlyMany, now: noon(31) })).groups.map(({ name }) => name)
  expect(await groups('team', false)).toEqual(['(no team)', 'duo', 'trio'])
  // Of no team there are two people, who wrote three.
  expect(await groups('team', true)).toEqual(['trio'])
  expect(await groups('author', true)).toEqual([])
  expect(await groups('size', true)).toEqual(['(unknown)'])
  add(11, ['fay'])
  expect(await groups('team', true)).toEqual(['(no team)', 'trio'])

  addAnalyzed(tenant, [
    { repository_id: app, number: 20, author_login: 'gil', now_state: 'draft', now_since: noon(2) },
    { repository_id: app, number: 21, author_login: 'ann', now_state: 'draft', now_since: noon(1) },
    {
      repository_id: app,
      number: 22,
      author_login: 'GIL',
      now_state: 'approved',
      now_since: noon(1),
      kind: 'bot',
    },
  ])
  expect(await readPerson(tenant, { login: 'Gil' })).toMatchObject({
    login: 'gil',
    isSeen: true,
    waiting: [{ number: 22 }, { number: 20 }],
  })
  expect(await readPerson(tenant, { login: 'nobody' })).toMatchObject({ isSeen: false, waiting: [] })
})
