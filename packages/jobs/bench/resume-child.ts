/**
 * A process that serves the runs of a file, and tells when it begins a step. It has no schema of a library: what a
 * program brings along itself is not the engine's to load.
 * argument: the file and whether it triggers a run; or `nothing`, or `sqlite`, for a process that loads no more than that
 */
import { createRequire } from 'node:module'

export type Input = { readonly path: string; readonly triggers: boolean } | 'nothing' | 'sqlite'
const input = JSON.parse(process.argv[2]!) as Input

if (typeof input === 'object') {
  const { defineJob, openEngine, sqliteStore } = await import('@upflow/jobs')
  const anything = { '~standard': { validate: (value: unknown) => ({ value }) } }
  const work = defineJob({
    name: 'work',
    version: 1,
    input: anything,
    output: anything,
    run: async (step) => {
      for (let index = 0; index < 3; index++)
        await step.run(`step:${index}`, async () => {
          if (index < 2) return index
          process.send!({ step: index })
          // Until it is killed.
          return new Promise<never>(() => {})
        })
    },
  })
  const engine = await openEngine({ store: sqliteStore({ path: input.path }), jobs: { work } })
  if (input.triggers) await engine.jobs.work.trigger(null)
} else {
  if (input === 'sqlite') new (createRequire(import.meta.url)('better-sqlite3'))(':memory:')
  process.send!({ step: null })
  setInterval(() => {}, 60_000)
}
