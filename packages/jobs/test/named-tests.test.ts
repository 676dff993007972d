/** Whatever names a test names one that is there: the faults of `test:mutants`, and the promises in the README. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { laws } from './model/laws.ts'
import { mutants } from './mutants/mutants.ts'
import { isSame, listTests, type TestName } from './named-tests.ts'

let tests: TestName[] = []
beforeAll(() => {
  tests = listTests()
})
const isThere = (test: TestName) => tests.some((other) => isSame(test, other))

const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8')
const promises = [...readme.matchAll(/^\| (\d+) +\| (.+?) +\| (.+?) +\|$/gm)].map(
  ([, number, says, heldBy]) => ({
    number: Number(number),
    says: says!,
    tests: heldBy!.split('<br>').map((one): TestName => {
      const [, file, name] = /^\[[a-z-]+\]\((test\/[a-z-]+\.test\.ts)\): `(.+)`$/.exec(one) ?? []
      return { file: file ?? one, name: name ?? '' }
    }),
  }),
)

it('the test that has to find a fault', () => {
  expect(mutants.filter(({ test }) => !isThere(test)).map(({ name, test }) => [name, test])).toEqual([])
})

it('the tests that hold the engine to its fifteen promises', () => {
  expect(promises.map(({ number }) => number)).toEqual(Array.from({ length: 15 }, (_, index) => index + 1))
  expect(promises.flatMap(({ tests: named }) => named.filter((test) => !isThere(test)))).toEqual([])
})

it('the model test, for the promises that are laws of it and for no other', () => {
  const inModel = promises.filter(({ tests: named }) =>
    named.some(({ file }) => file === 'test/model.test.ts'),
  )
  expect(inModel.map(({ number }) => number)).toEqual([...new Set(laws.map(({ promise }) => promise))])
})

it('as many faults as the README says', () => {
  expect(readme).toContain(`plants ${mutants.length} faults`)
})
