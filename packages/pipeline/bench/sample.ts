/**
 * The sample from HTTP to analysis, and what recalculating does to the main thread: its event-loop delay while worker
 * threads recalculate everything, against the same work in line.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { createAnalyzer, defaultRules } from '@upflow/analyzer'
import { attachTenant, fromPayload } from '@upflow/db'
import { loadSample, startEmulator } from '@upflow/github-emulator'
import { openPipeline, parseConfig } from '@upflow/pipeline'
import { bench } from '@upflow/tooling/bench'

export async function benchSample(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'upflow-bench-'))
  const token = 'bench'
  const emulator = await startEmulator({
    data: loadSample(['bitcoin-core']),
    tokens: { [token]: { login: 'bench' } },
    pointsPerHour: null,
  })
  let folders = 0

  async function newPipeline() {
    const config = parseConfig({
      UPFLOW_DATA_DIR: join(folder, String(folders++)),
      UPFLOW_GITHUB_TOKEN: token,
      UPFLOW_GITHUB_API_URL: emulator.url,
    })
    const pipeline = await openPipeline({ config, concurrency: 1 })
    const { id } = await pipeline.organizations.create({
      id: 'acme',
      integration: { kind: 'github', apiUrl: emulator.url, sealedToken: null },
      releaseRule: { kind: 'branch', key: 'master' },
    })
    for (const { owner, name } of emulator.data.repositories)
      await pipeline.organizations.addRepository(id, `${owner}/${name}`)
    return { pipeline, organizationId: id }
  }

  const stored = await newPipeline()
  await stored.pipeline.engine.jobs.backfill.triggerAndWait({
    organizationId: stored.organizationId,
  } as never)

  /** The 99.9th percentile of the event loop's delay, in milliseconds beyond its resolution. */
  async function delayDuring(work: () => Promise<unknown>): Promise<number> {
    const histogram = monitorEventLoopDelay({ resolution: 1 })
    histogram.enable()
    await work()
    histogram.disable()
    return histogram.percentile(99.9) / 1e6
  }
  const recalculate = () =>
    stored.pipeline.engine.jobs.recalculate.triggerAndWait({
      organizationId: stored.organizationId,
      everything: true,
    } as never)
  /** What a program without workers would do: read and analyze all of it where it serves people. */
  async function inLine(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 50))
    const tenant = attachTenant(
      await stored.pipeline.tenants.pathToRead(stored.organizationId),
      stored.organizationId,
      {
        readOnly: true,
      },
    )
    const analyze = createAnalyzer(defaultRules)
    for (const { payload } of tenant.sqlite
      .prepare<[], { payload: string }>('SELECT payload FROM raw_pull_requests')
      .all())
      analyze(fromPayload(payload), null)
    tenant.close()
    await new Promise((resolve) => setTimeout(resolve, 50))
  }

  try {
    await bench('@upflow/pipeline: the sample, 1,845 real pull requests of two repositories', [
      {
        name: 'backfill from HTTP to analysis',
        unit: 'pull requests/s',
        run: async () => {
          const { pipeline, organizationId } = await newPipeline()
          const started = performance.now()
          const { output } = await pipeline.engine.jobs.backfill.triggerAndWait({ organizationId } as never)
          const seconds = (performance.now() - started) / 1_000
          await pipeline.close()
          return output.read / seconds
        },
      },
      {
        name: 'recalculate everything in a worker',
        unit: 'pull requests/s',
        run: async () => {
          const started = performance.now()
          const { output } = await recalculate()
          return output.analyzed / ((performance.now() - started) / 1_000)
        },
      },
      {
        name: 'event-loop delay (p99.9), analyzing in line',
        unit: 'ms',
        lowerIsBetter: true,
        run: () => delayDuring(inLine),
      },
      {
        name: 'event-loop delay (p99.9), recalculating in a worker',
        unit: 'ms',
        lowerIsBetter: true,
        against: 'event-loop delay (p99.9), analyzing in line',
        run: () => delayDuring(recalculate),
      },
    ])
  } finally {
    await stored.pipeline.close()
    await emulator.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
