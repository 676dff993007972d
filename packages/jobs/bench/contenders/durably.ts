/** @coji/durably on the better-sqlite3 that @upflow/jobs uses, set up as its documentation says. */
import { createRequire } from 'node:module'
import Database from 'better-sqlite3'
import { type OpenContender, runSteps } from './contender.ts'

export const open: OpenContender = async ({ path, durability, concurrency, peers, body }) => {
  const { resolve } = createRequire(`${peers}/package.json`)
  const { SqliteDialect } = await import(resolve('kysely'))
  const { z } = await import(resolve('zod'))
  // Its manifest has no entry for `require`.
  const { createDurably, defineJob } = await import(`${peers}/node_modules/@coji/durably/dist/index.js`)
  const database = new Database(path)
  database.pragma('journal_mode = WAL')
  database.pragma(`synchronous = ${durability}`)
  const many = defineJob({
    name: 'many',
    input: z.object({ count: z.number() }),
    run: async (
      step: { run(key: string, fn: () => unknown): Promise<unknown> },
      { count }: { count: number },
    ) => runSteps(count, body, (key, index) => step.run(key, async () => index)),
  })
  const durably = createDurably({
    dialect: new SqliteDialect({ database }),
    maxConcurrentRuns: concurrency,
    jobs: { many },
  })
  await durably.init()
  return {
    async trigger(steps) {
      const { id } = await durably.jobs.many.trigger({ count: steps })
      return { wait: () => durably.waitForRun(id) }
    },
    stop: async () => durably.stop(),
  }
}
