/** What was told is found again: every try, what the receiver answered, and what was sent, without any secret. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { type Channel, changeSettings } from '@upflow/settings'
import { afterEach, expect, it } from 'vitest'
import { openPipeline, type Pipeline, parseConfig, readDeliveries } from '../src/index.ts'
import { acme, newDataDir } from './support.ts'

const canary = 'canary-of-the-webhook'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function newReceiver(statusOf: (count: number) => number) {
  const bodies: string[] = []
  const server = createServer(async (request, response) => {
    bodies.push(await text(request))
    response.writeHead(statusOf(bodies.length), 'As you say').end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return { bodies, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/in` }
}

async function newAcme(): Promise<Pipeline> {
  const config = parseConfig({ UPFLOW_DATA_DIR: newDataDir(), UPFLOW_NOTIFY_NETWORKS: '127.0.0.1' })
  const worker = new URL('../dist/worker.js', import.meta.url)
  const pipeline = await openPipeline({ config, concurrency: 2, worker })
  closing.push(() => pipeline.close({ graceMs: 2_000 }))
  await pipeline.organizations.create({
    id: acme,
    name: 'Acme',
    integration: { kind: 'github', apiUrl: 'http://127.0.0.1:9', sealedToken: null },
  })
  return pipeline
}

async function setChannels(pipeline: Pipeline, urls: Readonly<Record<string, string>>): Promise<void> {
  const channels = await Promise.all(
    Object.entries(urls).map(async ([name, url]) => {
      const channel: Channel = { name, kind: 'webhook', topics: ['runs'], url, sealedSecret: 'v1.x' }
      return { ...channel, sealedSecret: await pipeline.channels.seal(acme, channel, canary) }
    }),
  )
  const changes = [{ key: 'notifications', value: { channels } }] as const
  await changeSettings(await pipeline.tenants.open(acme), changes, { by: 'ann' })
}

const labels = { organization: acme }
/** A crawl that fails, since there is no repository: something to be told of. */
async function failOne({ engine }: Pipeline): Promise<string> {
  const input = { organizationId: acme, repositories: null, recalculate: true }
  const { runId } = await engine.jobs.crawl.trigger(input, { labels })
  expect(await engine.runs.wait(runId)).toMatchObject({ status: 'failed' })
  return runId
}
async function notify({ engine }: Pipeline): Promise<string> {
  const { runId } = await engine.jobs.notify.trigger({ organizationId: acme }, { labels })
  await engine.runs.wait(runId)
  return runId
}

it('a delivery that is refused once, and one that nobody takes, are shown with what was sent', async () => {
  const pipeline = await newAcme()
  const hook = await newReceiver((count) => (count === 1 ? 503 : 202))
  const wall = await newReceiver(() => 410)
  await setChannels(pipeline, { hook: hook.url, wall: wall.url })
  const failed = await failOne(pipeline)
  const run = await notify(pipeline)
  // An hour in which nothing is due leaves nothing to be shown.
  await setChannels(pipeline, { hook: hook.url })
  await notify(pipeline)

  const { deliveries, next } = await readDeliveries(pipeline.engine.runs, acme, { limit: 20 })
  expect(next).toBeNull()
  const message = {
    subject: expect.stringContaining('Acme'),
    text: expect.stringContaining('no repository yet'),
  }
  expect(deliveries).toEqual([
    {
      run,
      channel: 'hook',
      topic: 'runs',
      status: 'sent',
      at: expect.any(Number),
      nextAt: null,
      tries: [
        { at: expect.any(Number), error: expect.stringContaining('(503)') },
        { at: expect.any(Number), error: null },
      ],
      answer: '202 As you say',
      refused: [],
      message,
    },
    {
      run,
      channel: 'wall',
      topic: 'runs',
      status: 'failed',
      at: expect.any(Number),
      nextAt: null,
      tries: [{ at: expect.any(Number), error: expect.stringContaining('(410)') }],
      answer: null,
      refused: [],
      message,
    },
  ])
  // The very words, whatever the try.
  const sent = hook.bodies.map((body) => JSON.parse(body).text)
  expect(sent).toEqual([deliveries[0]!.message!.text, deliveries[0]!.message!.text])
  expect(sent[0]).toContain(failed)
  expect(JSON.stringify(deliveries)).not.toContain(canary)
  const [first] = deliveries[0]!.tries
  expect(first!.at).toBeLessThan(deliveries[0]!.at)
})

it('come page by page, the newest first, and of one organization alone', async () => {
  const pipeline = await newAcme()
  const hook = await newReceiver(() => 200)
  await setChannels(pipeline, { one: hook.url, two: hook.url })
  const runs: string[] = []
  for (let count = 0; count < 3; count++) {
    await failOne(pipeline)
    runs.unshift(await notify(pipeline))
  }
  const walked: string[] = []
  for (let before: string | undefined; ; ) {
    const page = await readDeliveries(pipeline.engine.runs, acme, {
      limit: 1,
      ...(before === undefined ? {} : { before }),
    })
    walked.push(...page.deliveries.map(({ channel, run }) => `${run} ${channel}`))
    if (page.next === null) break
    before = page.next
  }
  expect(walked).toEqual(runs.flatMap((run) => ['one', 'two'].map((channel) => `${run} ${channel}`)))
  expect(await readDeliveries(pipeline.engine.runs, 'other' as never, { limit: 9 })).toEqual({
    deliveries: [],
    next: null,
  })
})

it('of a run that an older version recorded says that it was sent, and no more', async () => {
  const step = { kind: 'settle', status: 'succeeded', attempts: 1, error: null, wakeAt: null } as const
  const times = { startedAt: 1_000, finishedAt: 2_000 }
  const runs = {
    list: async () => [{ id: 'run_1', output: { sent: 1, undelivered: [] } }] as never,
    steps: async () => [
      { ...step, ...times, key: 'deliver:hook:digest', value: '{"wasSent":true}' },
      { ...step, ...times, key: 'deliver:hook:runs', value: '{"wasSent":false}' },
    ],
    events: async () => [],
  }
  expect((await readDeliveries(runs, acme, { limit: 9 })).deliveries).toEqual([
    {
      run: 'run_1',
      channel: 'hook',
      topic: 'digest',
      status: 'sent',
      at: 2_000,
      nextAt: null,
      tries: [],
      answer: null,
      refused: [],
      message: null,
    },
  ])
})
