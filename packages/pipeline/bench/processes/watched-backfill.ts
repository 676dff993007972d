/** A backfill in a process that watches its own event loop, from when it is told until the run has ended. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { openPipeline, parseConfig } from '@upflow/pipeline'
import { organizationId } from '../load-organization.ts'

export interface Watched {
  readonly status: string
  readonly read: number
  readonly longestMs: number
  readonly ms: number
}

const { dataDir, apiUrl, token } = JSON.parse(process.argv[2]!) as {
  dataDir: string
  apiUrl: string
  token: string
}
const pipeline = await openPipeline({
  config: parseConfig({
    UPFLOW_DATA_DIR: dataDir,
    UPFLOW_GITHUB_TOKEN: token,
    UPFLOW_GITHUB_API_URL: apiUrl,
  }),
  concurrency: 1,
})
const resolutionMs = 1
const { runId } = await pipeline.engine.jobs.backfill.trigger({ organizationId } as never)
for await (const event of pipeline.engine.runs.watch(runId)) if (event.type === 'progress') break
process.send!({ isReading: true })
process.once('message', async () => {
  const started = performance.now()
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs })
  histogram.enable()
  const { status, output } = await pipeline.engine.runs.wait(runId)
  histogram.disable()
  const watched: Watched = {
    status,
    read: (output as { read: number } | null)?.read ?? 0,
    longestMs: Math.max(0, histogram.max / 1e6 - resolutionMs),
    ms: performance.now() - started,
  }
  process.send!(watched)
  await pipeline.close()
})
