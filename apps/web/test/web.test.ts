import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPipeline, parseConfig } from '@upflow/pipeline'
import { afterEach, expect, it } from 'vitest'
import { startServer, type WebServer } from '../src/start-server.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function start(environment: Record<string, string> = {}) {
  const dataDir = mkdtempSync(join(tmpdir(), 'upflow-web-'))
  closing.push(() => rmSync(dataDir, { recursive: true, force: true }))
  const config = parseConfig({ UPFLOW_DATA_DIR: dataDir, UPFLOW_WEB_PORT: '0', ...environment })
  const server: WebServer = await startServer(config)
  closing.push(() => server.close())
  const get = async (path: string) => {
    const response = await fetch(server.url + path)
    return { status: response.status, body: (await response.json()) as Record<string, never> }
  }
  return { config, get, server }
}

it('answers its health check, on loopback only', async () => {
  const { get, server } = await start()
  expect(await get('/healthz')).toEqual({ status: 200, body: { status: 'ok' } })
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:/)
})

it('shows runs that another process triggered, with steps and events', async () => {
  const { config, get } = await start()
  const cli = await openPipeline({ config, concurrency: 1 })
  closing.push(() => cli.close())
  const { runId } = await cli.engine.jobs.crawl.trigger({ organizationId: 'none' } as never, {
    labels: { organization: 'none' },
  })
  await cli.engine.runs.wait(runId)
  expect((await get('/api/runs?organization=none')).body).toMatchObject({
    runs: [{ id: runId, job: 'crawl', status: 'failed', error: { code: 'db/unknown-organization' } }],
  })
  expect((await get('/api/runs?organization=other')).body).toEqual({ runs: [] })
  expect((await get(`/api/runs/${runId}`)).body).toMatchObject({
    run: { id: runId },
    steps: [{ key: 'load-organization', status: 'failed' }],
  })
  const { events } = (await get(`/api/runs/${runId}/events?after=1`)).body as unknown as {
    events: { seq: number }[]
  }
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 2))
})

it.each([
  ['/api/runs/run_none', 404, 'jobs/unknown-run'],
  ['/api/runs?limit=all', 400, 'web/bad-request'],
  ['/elsewhere', 404, 'web/not-found'],
])('%s is %i', async (path, status, code) => {
  const { get } = await start()
  expect(await get(path)).toMatchObject({ status, body: { error: { code } } })
})

it('leaves runs to others unless it is told to execute', async () => {
  const { config } = await start()
  const executing = await startServer({ ...config, web: { ...config.web, concurrency: 1 } })
  closing.push(() => executing.close())
  const watcher = await openPipeline({ config, concurrency: 0 })
  closing.push(() => watcher.close())
  // Triggered at odd moments, so that either server could be the first to see a run.
  const owners = new Set<string>()
  for (let count = 0; count < 20; count++) {
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 30))
    const { runId } = await watcher.engine.jobs.crawl.trigger({ organizationId: 'none' } as never)
    await watcher.engine.runs.wait(runId)
    for (const event of await watcher.engine.runs.events(runId))
      if (event.type === 'run.claimed') owners.add(event.owner)
  }
  expect(owners.size).toBe(1)
})
