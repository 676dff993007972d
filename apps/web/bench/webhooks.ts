/**
 * How long GitHub waits for its answer, with nothing queued and with many runs that wait: `--queued 10000 --send 1000`.
 * Server and sender share a process and its event loop, so that what is measured is no less than what GitHub would see.
 */
import { createHmac } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openPipeline, parseConfig, setWebhookSecret } from '@upflow/pipeline'
import { startServer } from '../src/start-server.ts'

const { values } = parseArgs({
  options: {
    queued: { type: 'string', default: '10000' },
    send: { type: 'string', default: '1000' },
    at: { type: 'string', default: '4' },
    json: { type: 'boolean' },
  },
})
const queued = Number(values.queued)
const acme = 'acme' as never
const secret = 'a-secret-for-the-bench-alone'
const repository = { node_id: 'R_bench', full_name: 'acme/bench' }

const dataDir = mkdtempSync(join(tmpdir(), 'upflow-bench-webhooks-'))
const config = parseConfig({
  UPFLOW_DATA_DIR: dataDir,
  UPFLOW_WEB_PORT: '0',
  UPFLOW_WEB_OPEN: '1',
  UPFLOW_WEB_CONCURRENCY: '0',
})
try {
  const pipeline = await openPipeline({ config, concurrency: 0 })
  await pipeline.organizations.create({
    id: 'acme',
    integration: { kind: 'github', apiUrl: 'http://127.0.0.1:9', sealedToken: null },
  })
  await setWebhookSecret(pipeline, acme, { secret, by: 'bench' })
  const { sqlite } = await pipeline.tenants.openToRead(acme)
  sqlite.prepare(`INSERT INTO repositories (id, owner, name) VALUES ('R_bench', 'acme', 'bench')`).run()
  const server = await startServer(config, { delivering: { burst: 1e9 }, to: { write: () => {} } })

  let number = 0
  const deliver = async (): Promise<number> => {
    number++
    // About as long as GitHub's are.
    const body = JSON.stringify({ repository, pull_request: { number, body: 'x'.repeat(20_000) } })
    const startedAt = performance.now()
    const response = await fetch(`${server.url}/webhooks/github/acme`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-github-event': 'pull_request',
        'x-github-delivery': `delivery-${number}`,
        'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
      },
      body,
    })
    await response.arrayBuffer()
    if (response.status !== 202) throw new Error(`answered with ${response.status}`)
    return performance.now() - startedAt
  }
  const measure = async (count: number) => {
    const tookMs: number[] = []
    const lane = async () => {
      while (tookMs.length < count) tookMs.push(await deliver())
    }
    await Promise.all(Array.from({ length: Number(values.at) }, lane))
    tookMs.sort((one, other) => one - other)
    const at = (share: number) => Math.round(10 * tookMs[Math.floor((tookMs.length - 1) * share)]!) / 10
    return { p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1) }
  }
  await measure(500)
  const empty = await measure(Number(values.send))
  while (number < queued) await measure(Math.min(1_000, queued - number))
  const full = await measure(Number(values.send))
  if (values.json) console.log(JSON.stringify({ queued: number, empty, full }))
  else {
    console.log(`few queued: ${JSON.stringify(empty)}`)
    console.log(`${(number - Number(values.send)).toLocaleString('en')} queued: ${JSON.stringify(full)}`)
  }
  await server.close()
  await pipeline.close()
} finally {
  rmSync(dataDir, { recursive: true, force: true })
}
