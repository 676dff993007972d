/** openworkflow on its SQLite backend, which needs `node:sqlite`. A run of it has at most 1,000 steps. */
import { type OpenContender, runSteps } from './contender.ts'

export const open: OpenContender = async ({ path, durability, concurrency, peers, body }) => {
  const { OpenWorkflow } = await import(`${peers}/node_modules/openworkflow/dist/index.js`)
  const { BackendSqlite } = await import(`${peers}/node_modules/openworkflow/dist/sqlite.js`)
  const backend = BackendSqlite.connect(path)
  // It has no option for it and leaves SQLite's default, which is FULL.
  backend.db.exec(`PRAGMA synchronous = ${durability}`)
  const client = new OpenWorkflow({ backend })
  const many = client.defineWorkflow(
    { name: 'many' },
    async ({
      input,
      step,
    }: {
      input: { count: number }
      step: { run(config: { name: string }, fn: () => unknown): Promise<unknown> }
    }) => runSteps(input.count, body, (name, index) => step.run({ name }, async () => index)),
  )
  const worker = client.newWorker({ concurrency })
  await worker.start()
  return {
    async trigger(steps) {
      const handle = await many.run({ count: steps })
      return { wait: () => handle.result() }
    },
    async stop() {
      await worker.stop()
      await backend.stop()
    },
  }
}
