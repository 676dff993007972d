/**
 * The demo: all that is served is the bundled sample, read by a backfill like any other, on this machine only. Data
 * that nobody chose a folder for is removed in the end.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureDemo, startDemo } from '@upflow/demo'
import { type Environment, type Pipeline, parseConfig, queueOf } from '@upflow/pipeline'
import { type ServerOptions, startServer, type WebServer } from './start-server.ts'

const id = 'demo'

export async function serveDemo(environment: Environment, options: ServerOptions = {}): Promise<WebServer> {
  const given = environment.UPFLOW_DATA_DIR
  const dataDir = given || (await mkdtemp(join(tmpdir(), 'upflow-demo-')))
  const demo = await startDemo(id)
  const end = async () => {
    await demo.close()
    if (!given) await rm(dataDir, { recursive: true, force: true })
  }
  try {
    const config = parseConfig({ ...environment, UPFLOW_DATA_DIR: dataDir })
    const concurrency = Math.max(1, config.web.concurrency)
    const signIn = { ...config.web.signIn, isOpen: true, url: null }
    const web = { ...config.web, host: '127.0.0.1', hosts: [], concurrency, signIn }
    const server = await startServer({ ...config, web }, { ...options, demo, begin: readSample })
    return {
      url: server.url,
      async close() {
        await server.close()
        await end()
      },
    }
  } catch (error) {
    await end()
    throw error
  }
}

/** Once: what is read stays as it is. A backfill that was interrupted goes on by itself. */
async function readSample(pipeline: Pipeline): Promise<void> {
  const organizationId = await ensureDemo(pipeline, id)
  const labels = { organization: organizationId }
  const [done] = await pipeline.engine.runs.list({
    job: 'backfill',
    labels,
    status: ['succeeded'],
    limit: 1,
  })
  if (done) return
  await pipeline.engine.jobs.backfill.trigger(
    {
      organizationId,
      repositories: null,
      files: false,
      missing: false,
      since: null,
      recalculate: true,
    },
    { concurrencyKey: `backfill:${organizationId}`, onConflict: 'join', queue: queueOf(true), labels },
  )
}
