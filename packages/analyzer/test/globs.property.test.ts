/** Globs that are looked up match what the pattern engine says of them, which is the slow reference. */
import { defaultRules } from '@upflow/model'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { compileGlobs, toPattern } from '../src/globs.ts'
import { compilePattern } from '../src/pattern.ts'

const part = fc.constantFrom(
  'a',
  'b.c',
  'go.sum',
  '*',
  '**',
  '?',
  '/',
  '**/',
  '.min.js',
  '+',
  '[x]',
  'é',
  '\n',
)
const glob = fc.oneof(
  fc.constantFrom(...defaultRules.generatedFiles),
  fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('')),
)
const path = fc
  .array(
    fc.constantFrom('a', 'b.c', 'go.sum', 'package-lock.json', '.min.js', '/', '+', '[x]', 'é', 'x', '\n'),
    {
      maxLength: 6,
    },
  )
  .map((parts) => parts.join(''))

it('any globs, any path', () => {
  fc.assert(
    fc.property(fc.array(glob, { maxLength: 4 }), path, (globs, text) => {
      const expected = globs.some((one) => compilePattern(toPattern(one))(text))
      expect(compileGlobs(globs)(text)).toBe(expected)
    }),
    { numRuns: 3_000 },
  )
})

it.each([
  ['**/go.sum', 'go.sum', true],
  ['**/go.sum', 'a/b/go.sum', true],
  ['**/go.sum', 'a/xgo.sum', false],
  ['**/*.snap', 'a/b.snap', true],
  ['**/*.snap', '.snap', true],
  ['dist/**', 'dist/a/b.js', true],
  ['dist/*', 'dist/a/b.js', false],
] as const)('%s and %s: %s', (one, text, matches) => {
  expect(compileGlobs([one])(text)).toBe(matches)
})
