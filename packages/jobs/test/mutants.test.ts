/** What `test:mutants` plants can be planted; it runs them all itself. */
import { expect, it } from 'vitest'
import { mutants } from './mutants/mutants.ts'
import { plant } from './mutants/run-mutant.ts'

it('every edit applies to one place of its file, and no two are the same', () => {
  const planted = mutants.map((mutant) => `${mutant.file}\n${plant(mutant)}`)
  expect(new Set(planted).size).toBe(mutants.length)
  expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length)
  expect(mutants.length).toBeGreaterThanOrEqual(25)
})
