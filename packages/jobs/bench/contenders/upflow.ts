/** @upflow/jobs. */
import { defineJob, openEngine, sqliteStore } from '@upflow/jobs'
import { z } from 'zod'
import { type OpenContender, runSteps } from './contender.ts'

export const open: OpenContender = async ({ path, durability, concurrency, body }) => {
  const many = defineJob({
    name: 'many',
    version: 1,
    input: z.number(),
    output: z.null(),
    run: async (step, count) => {
      await runSteps(count, body, (key, index) => step.run(key, () => index))
      return null
    },
  })
  const engine = await openEngine({ store: sqliteStore({ path, durability }), jobs: { many }, concurrency })
  return {
    trigger: (steps, options) => engine.jobs.many.trigger(steps, options),
    stop: () => engine.stop(),
  }
}
