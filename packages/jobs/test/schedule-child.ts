/**
 * A process that serves the job `tick` and whatever is due by the clock, until it is killed or told to stop.
 * argument: the jobs file; prints `Said` as JSON a line
 */
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { defineJob, openEngine, sqliteStore } from '../src/index.ts'

export interface Said {
  readonly is: 'open' | 'stopped'
  /** What its runs give. */
  readonly pid: number
}

const say = (is: Said['is']) => console.log(JSON.stringify({ is, pid: process.pid } satisfies Said))

const tick = defineJob({
  name: 'tick',
  version: 1,
  input: z.null(),
  output: z.number(),
  run: async () => process.pid,
})

const engine = await openEngine({
  store: sqliteStore({ path: process.argv[2]! }),
  jobs: { tick },
  onTrouble: ({ error }) => console.error(error),
})
say('open')
await once(createInterface({ input: process.stdin }), 'line')
await engine.stop()
say('stopped')
process.stdin.destroy()
