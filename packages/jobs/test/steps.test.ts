/** The contract of steps on the embedded engine, and what becomes of those that its store refuses. */
import { describe, expect, it } from 'vitest'
import { type Store, sqliteStore } from '../src/index.ts'
import { stepsContract } from './contract/index.ts'
import { embedded } from './embedded.ts'
import { job, newFile, open, until } from './support.ts'

stepsContract(embedded)

describe('steps', () => {
  it('that could not be recorded are not for the body to handle: the run goes on from there in its next owner', async () => {
    const real = await sqliteStore({ path: newFile() })
    let refused = 0
    const store = new Proxy(real, {
      get: (target, name: string & keyof Store) =>
        name !== 'recordStep' || refused > 0
          ? target[name]
          : async () => {
              refused++
              throw new Error('the store does not want to')
            },
    })
    let bodies = 0
    const engine = await open(
      '',
      {
        work: job(async (step) => {
          const value = await step.run('load', () => ++bodies).catch(() => 'what the body makes of it')
          return { value }
        }),
      },
      { store, timing: { leaseMs: 500 } },
    )
    const { runId } = await engine.jobs.work.trigger({})
    // Who waits is told, and waits on.
    const ended = () => engine.runs.wait(runId).catch(() => null)
    const run = await until(ended)
    expect(run.output).toEqual({ value: bodies })
    expect(bodies).toBeGreaterThan(1)
  })
})
