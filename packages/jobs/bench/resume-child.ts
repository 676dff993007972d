/**
 * A process that serves the runs of a file, and tells when it begins a step. It has no schema of a library: what a
 * program brings along itself is not the engine's to load.
 * argument: the file and whether it triggers a run, or null for a process that loads nothing
 */
const input = JSON.parse(process.argv[2]!) as { readonly path: string; readonly triggers: boolean } | null

if (input) {
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
  process.send!({ step: null })
  setInterval(() => {}, 60_000)
}
