/** The table of rights says what it is meant to say, and decides by it. */
import { describe, expect, it } from 'vitest'
import {
  type Action,
  actionOf,
  actions,
  decide,
  type Holder,
  nobody,
  roles,
  routesWithRights,
  scopes,
} from '../src/index.ts'

const holder = (overrides: Partial<Holder> = {}): Holder => ({
  ...nobody,
  isSignedIn: true,
  ...overrides,
})
const of = (role: (typeof roles)[number]) => holder({ roles: new Map([['acme', role]]) })

it('a route that nobody has decided about has no rights', () => {
  expect(() => actionOf('somethingNew')).toThrow(/Nothing says who may use the route 'somethingNew'/)
  expect(routesWithRights.length).toBe(new Set(routesWithRights).size)
})

describe.each(Object.keys(actions) as Action[])('%s', (action) => {
  const { least, scope } = actions[action]
  const isOfOrganization = roles.includes(least as never)

  it('is for nobody who is not signed in, unless it is signing in', () =>
    expect(decide(nobody, action, 'acme')).toBe(least === 'everyone' ? 'allowed' : 'not-signed-in'))

  it.each(roles)('by a %s', (role) => {
    const expected = isOfOrganization
      ? roles.indexOf(role) >= roles.indexOf(least as never)
      : least !== 'administrator'
    expect(decide(of(role), action, 'acme')).toBe(expected ? 'allowed' : 'not-allowed')
  })

  it.runIf(isOfOrganization)('of another organization is unseen, and so is one of none', () => {
    expect(decide(of('owner'), action, 'beta')).toBe('unseen')
    expect(decide(of('owner'), action, null)).toBe('unseen')
  })

  it('an administrator of the installation may', () =>
    expect(decide(holder({ isAdministrator: true }), action, 'acme')).toBe('allowed'))

  it.each(scopes)('by a token for %s, however much its owner may', (given) => {
    const token = holder({ isAdministrator: true, scopes: new Set([given]) })
    expect(decide(token, action, 'acme')).toBe(
      least === 'everyone' || scope === given ? 'allowed' : 'not-allowed',
    )
  })
})
