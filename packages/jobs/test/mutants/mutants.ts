/** Faults to plant in the engine and its store, each with the test that has to find it. */
import type { TestName } from '../named-tests.ts'
import { engineMutants } from './engine-mutants.ts'
import { storeMutants } from './store-mutants.ts'

export interface Mutant {
  /** What is wrong with it. */
  readonly name: string
  /** Within `src`. */
  readonly file: string
  /** Text that is in the file once, and what it becomes. */
  readonly from: string
  readonly to: string
  readonly test: TestName
}

export const mutants: readonly Mutant[] = [...storeMutants, ...engineMutants]
