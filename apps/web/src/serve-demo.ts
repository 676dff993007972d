/**
 * The demo: all that is served is the bundled sample, read by a backfill like any other, on this machine only: to who
 * comes, without signing in, and so over no folder that has anything else. Data that nobody chose a folder for is
 * removed in the end.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAccountFile, listPeople } from '@upflow/accounts'
import { DemoError, ensureDemo, startDemo } from '@upflow/demo'
import {
  type Config,
  type Environment,
  openData,
  type Pipeline,
  parseConfig,
  queueOf,
} from '@upflow/pipeline'
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
    await refuseOther(config)
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

/** Before its runs go on and its schedules begin. @throws DemoError `demo/not-the-demo` */
async function refuseOther(config: Config): Promise<void> {
  const data = await openData({ config })
  try {
    const ids = (await data.organizations.list()).map(({ id }) => id)
    const kinds = await Promise.all(ids.map(data.organizations.integration))
    const people = await listPeople(createAccountFile(data.registry, () => Math.floor(Date.now() / 1_000)))
    const other = ids.find((_, index) => kinds[index]!.kind !== 'demo')
    if (other === undefined && people.length === 0) return
    throw new DemoError(
      'demo/not-the-demo',
      `The folder ${config.dataDir} has ${other === undefined ? 'people' : `the organization '${other}'`}: --demo would open it to everybody on this machine, and leaves it alone. Set UPFLOW_DATA_DIR to another folder, or to none.`,
      { dataDir: config.dataDir, ...(other === undefined ? {} : { organization: other }) },
    )
  } finally {
    await data.close()
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
