/**
 * A process whose disk has no room for its run: executes one job of large steps, and ends as a program would.
 * arguments: jobs file, how many steps, what to remove when it is told of trouble (or nothing), its lease in
 * milliseconds; prints a line of JSON for what was told and how it ended
 */
import { rmSync } from 'node:fs'
import { z } from 'zod'
import { defineJob, openEngine, sqliteStore } from '../src/index.ts'

const [path, steps, filler, leaseMs = '1500'] = process.argv.slice(2) as [string, string, string?, string?]
const say = (line: object) => console.log(JSON.stringify(line))

const work = defineJob({
  name: 'work',
  version: 1,
  input: z.unknown(),
  output: z.unknown(),
  run: async (step) => {
    for (let index = 0; index < Number(steps); index++)
      await step.run(`step:${index}`, () => 'x'.repeat(100_000))
    return 'done'
  },
})
const codeOf = (error: unknown) => (error as { code?: string }).code
const engine = await openEngine({
  store: sqliteStore({ path }),
  jobs: { work },
  timing: { leaseMs: Number(leaseMs) },
  onTrouble: ({ error, runId }) => {
    say({ told: codeOf(error), runId, message: error.message })
    if (filler) rmSync(filler, { force: true })
  },
})
try {
  const { output } = await engine.jobs.work.triggerAndWait(null)
  say({ output })
} catch (error) {
  say({ code: codeOf(error), message: (error as Error).message })
}
await engine.stop()
