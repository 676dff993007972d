/** Ids that a name suggests can be ids. */
import { isOrganizationId } from '@upflow/model'
import { expect, it } from 'vitest'
import { toOrganizationId } from '../../ui/organizations/organization-id.ts'

it.each([
  ['Acme', 'acme'],
  ['  Acme & Söhne, Inc. ', 'acme-sohne-inc'],
  ['außerordentlich', 'ausserordentlich'],
  ['Smørrebrød Łódź', 'smorrebrod-lodz'],
  ['platform_team 2', 'platform-team-2'],
  ['-- a --', 'a'],
  [`${'long name '.repeat(4)}- end`, 'long-name-long-name-long-name-long-name'],
  [`${'x'.repeat(38)} y`, 'x'.repeat(38)],
])('%s is %s', (name, id) => {
  expect(toOrganizationId(name)).toBe(id)
  expect(isOrganizationId(id)).toBe(true)
})

it('a name without such letters suggests none', () => {
  expect(toOrganizationId('チーム')).toBe('')
})
