/**
 * A process to be killed: serves one job of twelve steps and writes to a log of its own what it executes.
 * arguments: jobs file, log file, the point to die at (or `-`), on its n-th passing
 */
import { appendFileSync } from 'node:fs'
import { z } from 'zod'
import { type CrashPoint, defineJob, openEngine, sqliteStore } from '../src/index.ts'

const [path, log, point, passing] = process.argv.slice(2) as [string, string, CrashPoint | '-', string]
const note = (line: string) => appendFileSync(log, `${line}\n`)

export const work = defineJob({
  name: 'work',
  version: 1,
  input: z.object({ steps: z.number() }),
  output: z.number(),
  run: async (step, { steps }) => {
    let sum = 0
    for (let index = 0; index < steps; index++)
      sum += await step.run(`step:${index}`, async ({ log: stepLog }) => {
        note(`execute ${step.runId} step:${index}`)
        stepLog.info('said before the result')
        if (index % 4 === 3) await new Promise((resolve) => setTimeout(resolve, 2))
        return index
      })
    return sum
  },
})

let left = Number(passing)
const engine = await openEngine({
  store: sqliteStore({ path }),
  jobs: { work },
  concurrency: 2,
  onPoint: (at) => {
    if (at === point && --left === 0) process.kill(process.pid, 'SIGKILL')
  },
})
for (const run of await engine.runs.list()) {
  for (const { key } of await engine.runs.steps(run.id)) note(`recorded ${run.id} ${key}`)
  if (run.finishedAt !== null) note(`ended ${run.id}`)
}
note('up')
const runs = await engine.runs.list()
await Promise.all(runs.map(({ id }) => engine.runs.wait(id)))
await engine.stop()
