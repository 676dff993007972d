/** Goes on with a backfill, or begins it, and says so once it has read so many pull requests in all; the rest it reads too. */
import { openPipeline, parseConfig } from '@upflow/pipeline'
import { organizationId } from '../load-organization.ts'
import { type Cost, createMeter } from './meter.ts'

export interface Reached extends Cost {
  /** Null until the run has ended. */
  readonly status: string | null
}

const { dataDir, apiUrl, token, until } = JSON.parse(process.argv[2]!) as {
  dataDir: string
  apiUrl: string
  token: string
  until: number
}
const meter = createMeter()
const pipeline = await openPipeline({
  config: parseConfig({
    UPFLOW_DATA_DIR: dataDir,
    UPFLOW_GITHUB_TOKEN: token,
    UPFLOW_GITHUB_API_URL: apiUrl,
  }),
  concurrency: 1,
})
const { runId } = await pipeline.engine.jobs.backfill.trigger(
  { organizationId, recalculate: false } as never,
  {
    concurrencyKey: `backfill:${organizationId}`,
    onConflict: 'join',
  },
)
const read = new Map<string, number>()
let isReached = false
for await (const { type, step, ...event } of pipeline.engine.runs.watch(runId)) {
  if (type !== 'progress' || step === null || isReached) continue
  read.set(step, (event as unknown as { progress: { current: number } }).progress.current)
  isReached = [...read.values()].reduce((sum, one) => sum + one, 0) >= until
  if (isReached) process.send!({ ...meter(), status: null } satisfies Reached)
}
const { status } = await pipeline.engine.runs.wait(runId)
process.send!({ ...meter(), status } satisfies Reached)
await pipeline.close()
process.disconnect()
