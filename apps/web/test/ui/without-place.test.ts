import { expect, it } from 'vitest'
import { withoutPlace } from '../../ui/settings/without-place.ts'

it.each([
  ['teams.0.name must be a name', 'Must be a name'],
  ['teams.0.repositories.2 must be OWNER/NAME', 'Line 3 must be OWNER/NAME'],
  ['secret must be 20 characters', 'secret must be 20 characters'],
  ['The password is too short.', 'The password is too short.'],
])('%s', (problem, said) => {
  expect(withoutPlace(problem)).toBe(said)
})
