/** Whatever names a test names one that is there: the faults of `test:mutants`, and the promises in the README. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { schemaOfToday } from './formats.ts'
import { laws } from './model/laws.ts'
import { mutants } from './mutants/mutants.ts'
import { isSame, listTests, type TestName } from './named-tests.ts'

let tests: TestName[] = []
beforeAll(() => {
  tests = listTests()
})
const isThere = (test: TestName) => tests.some((other) => isSame(test, other))

const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8')
const toName = (text: string): TestName => {
  const [, file, name] = /^\[[a-z-]+\]\((test\/[a-z-]+\.test\.ts)\): `(.+)`$/.exec(text) ?? []
  return { file: file ?? text, name: name ?? '' }
}
const promises = [...readme.matchAll(/^\| (\d+) +\| (.+?) +\| (.+?) +\|$/gm)].map(
  ([, number, says, heldBy]) => ({
    number: Number(number),
    says: says!,
    tests: heldBy!.split('<br>').map(toName),
  }),
)
/** What is said before the table; the last is about the suites themselves. */
const bullets = [...readme.matchAll(/^- (.+)$/gm)].map(([, text]) => ({
  text: text!,
  tests: [...text!.matchAll(/\[[a-z-]+\]\(test\/[a-z-]+\.test\.ts\): `[^`]+`/g)].map(([one]) => toName(one)),
}))

it('the test that has to find a fault', () => {
  expect(mutants.filter(({ test }) => !isThere(test)).map(({ name, test }) => [name, test])).toEqual([])
})

it('the tests that hold the engine to its fifteen promises', () => {
  expect(promises.map(({ number }) => number)).toEqual(Array.from({ length: 15 }, (_, index) => index + 1))
  expect(promises.flatMap(({ tests: named }) => named.filter((test) => !isThere(test)))).toEqual([])
})

it('the tests that hold it to what it says besides', () => {
  const unheld = bullets.filter(({ tests: named }) => named.length === 0).map(({ text }) => text)
  expect(unheld).toEqual([expect.stringMatching(/^Of this package's scripts/)])
  expect(bullets.flatMap(({ tests: named }) => named.filter((test) => !isThere(test)))).toEqual([])
})

it('the formats that there are', async () => {
  const { format } = await schemaOfToday()
  expect(readme).toContain(
    `A file of an older format, 1 to ${format - 1}, is brought to ${format} in one transaction`,
  )
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
