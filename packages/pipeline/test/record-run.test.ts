/** Who did what to a run is in the audit: once, whatever ends, and without anybody waiting for a locked file. */
import { join } from 'node:path'
import type { Trouble } from '@upflow/jobs'
import { readChanges } from '@upflow/settings'
import Database from 'better-sqlite3'
import { afterEach, expect, it } from 'vitest'
import {
  cancelRun,
  openPipeline,
  type Pipeline,
  parseConfig,
  rerunRun,
  retryRun,
  startedBy,
  startRun,
} from '../src/index.ts'
import { acme, setup, until } from './support.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const input = { organizationId: acme, repositories: null, everything: false }
const recalculation = {
  job: 'recalculate',
  organizationId: acme,
  repositories: null,
  queue: 'default',
} as const

const linesOf = async ({ tenants }: Pick<Pipeline, 'tenants'>) =>
  (await readChanges(await tenants.openToRead(acme), { limit: 20 }))
    .filter(({ key }) => key === 'run')
    .map(({ after, changedBy }) => ({ ...JSON.parse(after!), by: changedBy }))

/** As another program that writes does. */
function lock(dataDir: string): () => void {
  const other = new Database(join(dataDir, 'tenants', 'acme.db'))
  other.exec('BEGIN IMMEDIATE')
  const release = () => void (other.open && other.close())
  closing.push(release)
  return release
}

it('a start that no process came to write down is written by the run itself', async () => {
  const { pipeline } = await setup()
  const labels = { organization: acme, [startedBy]: 'ann' }
  const { runId } = await pipeline.engine.jobs.recalculate.triggerAndWait(input, { labels })
  expect(await linesOf(pipeline)).toEqual([{ did: 'started', job: 'recalculate', run: runId, by: 'ann' }])
})

it('a start and a rerun are one line each, and a run of a schedule is none', async () => {
  const { pipeline } = await setup()
  const { runId } = await startRun(pipeline, { ...recalculation, by: 'ann' })
  await pipeline.engine.runs.wait(runId)
  const again = await rerunRun(pipeline, runId, 'ben')
  await pipeline.engine.runs.wait(again.id)
  const labels = { organization: acme, [startedBy]: 'schedule' }
  await pipeline.engine.jobs.recalculate.triggerAndWait(input, { labels })
  await pipeline.recorder.settled()
  expect(await linesOf(pipeline)).toEqual([
    { did: 'run again', job: 'recalculate', run: again.id, by: 'ben' },
    { did: 'started', job: 'recalculate', run: runId, by: 'ann' },
  ])
})

it('nobody waits for a locked file to start, cancel or retry a run, and all of it is in the audit after', async () => {
  const { dataDir, pipeline: executing } = await setup()
  await executing.close()
  const pipeline = await watching(dataDir)
  const release = lock(dataDir)
  const { runId } = await startRun(pipeline, { ...recalculation, by: 'ann' })
  expect(await cancelRun(pipeline, runId, 'ben')).toBe(true)
  expect(await retryRun(pipeline, runId, 'cem')).toMatchObject({ status: 'pending' })
  expect(await linesOf(pipeline)).toEqual([])
  release()
  await pipeline.recorder.settled()
  const dids = (await linesOf(pipeline)).map(({ did, by }) => `${did} by ${by}`)
  expect(dids.sort()).toEqual(['cancelled by ben', 'retried by cem', 'started by ann'])
})

it('what cannot be written before the end is told, once the grace is over', async () => {
  const { dataDir, pipeline: executing } = await setup()
  await executing.close()
  const troubles: Trouble[] = []
  const pipeline = await watching(dataDir, (trouble) => troubles.push(trouble))
  const { runId } = await startRun(pipeline, { ...recalculation, by: 'ann' })
  await pipeline.recorder.settled()
  lock(dataDir)
  await cancelRun(pipeline, runId, 'ben')
  await pipeline.close({ graceMs: 50 })
  await until(() => troubles.length > 0)
  expect(troubles).toMatchObject([
    { runId: null, error: { code: 'pipeline/not-audited', message: expect.stringContaining(runId) } },
  ])
})

async function watching(dataDir: string, onTrouble: (trouble: Trouble) => void = () => {}) {
  const config = parseConfig({ UPFLOW_DATA_DIR: dataDir })
  const pipeline = await openPipeline({ config, concurrency: 0, onTrouble })
  closing.push(() => pipeline.close({ graceMs: 0 }))
  await pipeline.tenants.openToRead(acme)
  return pipeline
}
