/** Patterns that are told by their beginnings match what the engine says of them, which is the slow reference. */
import { defaultRules } from '@upflow/model'
import fc from 'fast-check'
import { RE2JS } from 're2js'
import { expect, it } from 'vitest'
import { compilePattern } from '../src/pattern.ts'

const part = fc.constantFrom(
  'a',
  'b',
  'ab-',
  '(a|b)',
  '(ab|b-)',
  '(a)',
  '(?:a|b)',
  '(?i)',
  '(?i:a)',
  '|',
  '.',
  '.*',
  '*',
  '+',
  '?',
  '{0,1}',
  '{0}',
  '\\d',
  '\\.',
  '\\Qa|b\\E',
  '[ab]',
  '[^a|b]',
  '^',
  '$',
  '\\b',
  'é',
  '\n',
)
const ofKinds = defaultRules.kinds.flatMap(({ title, head, base, label }) =>
  [title, head, base, label].filter((one) => one !== undefined),
)
const pattern = fc.oneof(
  fc.constantFrom(...ofKinds),
  fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('')),
)
const text = fc
  .array(
    fc.constantFrom(
      ...['a', 'b', 'A', 'ab-', '-', '.', '|', '1', 'é', '\n', '{0}', 'dependabot/', 'renovate'],
      ...['dependencies', 'Revert "', 'revert-'],
    ),
    { maxLength: 4 },
  )
  .map((parts) => parts.join(''))

const compiled = (one: string) => {
  try {
    return RE2JS.compile(one)
  } catch {
    return null
  }
}

it('any pattern, any text', () => {
  fc.assert(
    fc.property(pattern, text, (one, what) => {
      const reference = compiled(one)
      fc.pre(reference !== null)
      expect(compilePattern(one)(what)).toBe(reference.matches(what))
    }),
    { numRuns: 5_000 },
  )
})

it.each([
  ['(dependabot|renovate)/.*', 'renovate/all', true],
  ['(dependabot|renovate)/.*', 'renovate', false],
  ['dependencies', 'dependencies', true],
  ['dependencies', 'dependencies-too', false],
  ['ab?', 'a', true],
  ['(ab|b)?c', 'c', true],
  ['(ab|b)*', '', true],
  ['a|b', 'b', true],
  ['a{0}b', 'b', true],
  ['a(?i){0}', '', true],
  ['ba(?i)(?s)?', 'b', true],
  ['(?i)a', 'A', true],
])("'%s' on '%s': %s", (one, what, expected) => {
  expect(compilePattern(one)(what)).toBe(expected)
})
