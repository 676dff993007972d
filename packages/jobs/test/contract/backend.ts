/**
 * The contract of every engine, whatever keeps and executes its runs: the tests are written once, over what differs.
 * What a backend lacks it names with its reason, and it is checked that it lacks exactly that.
 */
import { expect, it } from 'vitest'
import type { AnyJob, CommonOptions, Engine, RunFailed, StepFailed } from '../../src/index.ts'

export type OpenOptions<Jobs extends Record<string, AnyJob>> = Partial<Omit<CommonOptions<Jobs>, 'jobs'>>

export interface EngineBackend {
  /** The classes of the package as the engine has them. */
  readonly errors: { readonly RunFailed: typeof RunFailed; readonly StepFailed: typeof StepFailed }
  /** An empty one, which is removed after the test. */
  newPlace(): Promise<string>
  /** Two at once unless told otherwise; stopped after the test. */
  open<Jobs extends Record<string, AnyJob>>(
    place: string,
    jobs: Jobs,
    options?: OpenOptions<Jobs>,
  ): Promise<Engine<Jobs>>
  /** Another engine, to which the first loses what it executes, while it goes on and does not know. */
  takeOver<Jobs extends Record<string, AnyJob>>(
    place: string,
    jobs: Jobs,
    from: Engine<Jobs>,
  ): Promise<Engine<Jobs>>
  /** Everything that is kept, as it is kept. */
  everythingAtRest(place: string): Promise<Buffer>
  /** Rows of runs, their steps and their events. */
  countRows(place: string): Promise<number>
  readonly lacks: Partial<Readonly<Record<Lackable, string>>>
}

/** What a backend may lack. */
export type Lackable = 'injected-clock' | 'priority-between-keys' | 'steps-said-once' | 'waiting-frees-slot'

/** A test of what a backend may lack: where it does, what the test expects does not hold; that it breaks is no lack. */
export const mayLack =
  (backend: EngineBackend) =>
  (what: Lackable, title: string, test: () => Promise<void>, timeoutMs?: number): void => {
    if (backend.lacks[what] === undefined) it(title, test, timeoutMs)
    else
      it(
        `${title}: not here, as said`,
        async () => {
          await expect(test()).rejects.toMatchObject({ name: 'AssertionError' })
        },
        timeoutMs,
      )
  }
