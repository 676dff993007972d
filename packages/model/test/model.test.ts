import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  ghost,
  isDay,
  isOrganizationId,
  normalizeLogin,
  parseInstant,
  parseOrganizationId,
  toActor,
  toIso,
} from '../src/index.ts'

it.each<[string, boolean]>([
  ['2026-01-31', true],
  ['2024-02-29', true],
  ['2026-02-29', false],
  ['2026-02-30', false],
  ['2026-13-01', false],
  ['2026-1-1', false],
  ['2026-01-31 ', false],
  ['12026-01-31', false],
  ['2026-01-01T00:00:00Z', false],
  ['0000-01-01', true],
  ['', false],
])('%j is a day: %s', (text, is) => expect(isDay(text)).toBe(is))

describe('instants', () => {
  it('survive a round trip through ISO 8601', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 4e9 }), (at) => parseInstant(toIso(at)) === at))
  })

  it.each([
    ['2020-06-18T12:36:23Z', 1592483783],
    ['2020-06-18T14:36:23+02:00', 1592483783],
    ['2020-06-18T12:36:23.999Z', 1592483783],
  ])('%s is %i', (text, seconds) => expect(parseInstant(text)).toBe(seconds))

  it.each(['2024-02-29T10:00:00Z', '2000-02-29T10:00:00Z', '+012024-02-29T10:00:00Z'])('takes %j', (text) => {
    expect(toIso(parseInstant(text))).toBe(text)
  })

  it.each([
    '',
    'yesterday',
    '2020-06-18',
    '2020-06-18T12:36:23',
    '2020-13-18T12:36:23Z',
    '2026-02-29T10:00:00Z',
    '2026-02-30T10:00:00+01:00',
    '1900-02-29T10:00:00Z',
    '2026-04-31T10:00:00Z',
    '2026-01-00T10:00:00Z',
    '+012026-02-29T10:00:00Z',
  ])('refuses %j', (text) => {
    expect(() => parseInstant(text)).toThrow(/ISO 8601/)
  })
})

describe('organization ids', () => {
  it.each(['a', 'acme', 'bitcoin-core', '7up', 'a'.repeat(39)])('takes %s', (id) => {
    expect(parseOrganizationId(id)).toBe(id)
  })

  it.each(['', 'Acme', '-a', 'a-', 'a/b', '..', 'a b', 'a'.repeat(40)])('refuses %j', (id) => {
    expect(isOrganizationId(id)).toBe(false)
    expect(() => parseOrganizationId(id)).toThrow(/not an organization id/)
  })
})

describe('actors', () => {
  it.each([
    ['a deleted account', null, ghost],
    ['a user', { __typename: 'User', login: 'Ann', id: 'U_1' }, { kind: 'user', login: 'ann', id: 'U_1' }],
    [
      'a bot as REST writes it',
      { __typename: 'Bot', login: 'dependabot[bot]' },
      { kind: 'bot', login: 'dependabot', id: null },
    ],
    ['a team', { __typename: 'Team', slug: 'Core', id: 'T_1' }, { kind: 'team', login: 'core', id: 'T_1' }],
    [
      'an enterprise account',
      { __typename: 'EnterpriseUserAccount', login: 'e' },
      { kind: 'user', login: 'e', id: null },
    ],
    ['an account without a login', { __typename: 'User', login: '' }, ghost],
  ])('%s', (_, node, actor) => expect(toActor(node)).toEqual(actor))

  it('normalises a login once and for all', () => {
    const login = fc.string({ unit: fc.constantFrom('a', 'B', ' ', '[bot]', '-') })
    fc.assert(fc.property(login, (text) => normalizeLogin(normalizeLogin(text)) === normalizeLogin(text)))
  })
})
