/** Another process that backfills the organization of a data folder, once it is told to: says each time that its run waits, and how it ended. */
import { once } from 'node:events'
import { openPipeline, parseConfig } from '../src/index.ts'

export type Line =
  | { readonly kind: 'ready' }
  | { readonly kind: 'waits'; readonly code: string }
  | { readonly kind: 'ended'; readonly status: string }

const say = (line: Line) => process.stdout.write(`${JSON.stringify(line)}\n`)

const pipeline = await openPipeline({
  config: parseConfig({ UPFLOW_DATA_DIR: process.argv[2] }),
  concurrency: 1,
  worker: new URL('../dist/worker.js', import.meta.url),
})
const { runs, jobs } = pipeline.engine
say({ kind: 'ready' })
await once(process.stdin, 'data')
const { runId } = await jobs.backfill.trigger({ organizationId: 'acme' } as never)
for await (const { type } of runs.watch(runId)) {
  if (type !== 'run.waiting') continue
  const why = await runs.lastEvent(runId, 'step.retrying')
  say({ kind: 'waits', code: (why as { readonly error?: { readonly code: string } }).error!.code })
}
say({ kind: 'ended', status: (await runs.get(runId))!.status })
await pipeline.close()
