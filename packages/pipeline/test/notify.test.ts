/** What is due is told once, through the engine, with retries; and no secret of a channel is in any file. */

import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { startEmulator } from '@upflow/github-emulator'
import { type Channel, changeSettings } from '@upflow/settings'
import { SMTPServer } from 'smtp-server'
import { afterEach, expect, it } from 'vitest'
import { applySchedules, keepSchedules, openPipeline, type Pipeline, parseConfig } from '../src/index.ts'
import { acme, createAcme, newDataDir, small, token } from './support.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const canaries = {
  url: '/services/canary-of-the-chat',
  secret: 'canary-of-the-webhook',
  password: 'canary-of-the-mail',
}

interface Received {
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

async function newReceiver(statusOf: (received: readonly Received[]) => number = () => 200) {
  const received: Received[] = []
  const server: Server = createServer(async (request, response) => {
    received.push({ url: request.url!, headers: request.headers, body: await text(request) })
    response.writeHead(statusOf(received)).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return { received, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

async function newMailbox() {
  const mails: string[] = []
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: ({ password }, _, done) =>
      password === canaries.password ? done(null, { user: 'upflow' }) : done(new Error('no')),
    onData: (stream, _, done) =>
      void text(stream).then((mail) => {
        mails.push(mail)
        done()
      }),
  })
  const listening = server.listen(0, '127.0.0.1')
  await once(listening, 'listening')
  closing.push(() => new Promise<void>((resolve) => server.close(() => resolve())))
  return { mails, port: (listening.address() as AddressInfo).port }
}

async function open(dataDir: string, networks = '127.0.0.1'): Promise<Pipeline> {
  const config = parseConfig({ UPFLOW_DATA_DIR: dataDir, UPFLOW_NOTIFY_NETWORKS: networks })
  const worker = new URL('../dist/worker.js', import.meta.url)
  const pipeline = await openPipeline({ config, concurrency: 2, worker })
  closing.push(() => pipeline.close({ graceMs: 2_000 }))
  return pipeline
}

/** Organization `acme`, read; its token expires in ten days; what it has waits beyond any limit. */
async function readAcme(dataDir: string): Promise<Pipeline> {
  const inTenDays = new Date(Date.now() + 10 * 86_400_000).toISOString()
  const tokenExpiresAt = `${inTenDays.slice(0, 10)} ${inTenDays.slice(11, 19)} UTC`
  const emulator = await startEmulator({
    data: small(30),
    tokens: { [token]: { login: 'dev', tokenExpiresAt } },
  })
  closing.push(() => emulator.close())
  const pipeline = await open(dataDir)
  await createAcme(pipeline, emulator)
  await pipeline.engine.jobs.backfill.triggerAndWait({ organizationId: acme } as never)
  const { sqlite } = await pipeline.tenants.openToRead(acme)
  sqlite.exec(
    `UPDATE analyzed_pull_requests SET now_state = 'awaiting-review', now_since = 1700000000 WHERE number % 10 = 0`,
  )
  return pipeline
}

async function setChannels(
  pipeline: Pipeline,
  channels: readonly Channel[],
  digestNow = true,
): Promise<void> {
  const secrets = { chat: null as string | null, hook: canaries.secret, team: canaries.password }
  const sealed = await Promise.all(
    channels.map(async (one) => {
      const secret =
        one.kind === 'slack' ? `${one.origin}${canaries.url}` : secrets[one.name as keyof typeof secrets]!
      const kept = await pipeline.channels.seal(acme, one, secret)
      return one.kind === 'mail'
        ? { ...one, sealedPassword: kept }
        : one.kind === 'slack'
          ? { ...one, sealedUrl: kept }
          : { ...one, sealedSecret: kept }
    }),
  )
  const weekday = new Date(Date.now() - (digestNow ? 0 : 3 * 86_400_000)).getUTCDay() || 7
  const value = { channels: sealed, digest: { weekday, time: '00:00' } }
  await changeSettings(await pipeline.tenants.openToRead(acme), [{ key: 'notifications', value }], {
    by: 'ann',
  })
}

const all = ['digest', 'waits', 'runs', 'token'] as const
const slack = (origin: string): Channel => ({
  name: 'chat',
  kind: 'slack',
  topics: all,
  origin,
  sealedUrl: 'v1.x',
})
const webhook = (origin: string): Channel => ({
  name: 'hook',
  kind: 'webhook',
  topics: all,
  url: `${origin}/in`,
  sealedSecret: 'v1.x',
})
const mail = (port: number): Channel => ({
  name: 'team',
  kind: 'mail',
  topics: all,
  from: 'upflow@example.com',
  to: ['ann@example.com'],
  host: '127.0.0.1',
  port,
  security: 'none',
  user: 'upflow',
  sealedPassword: 'v1.x',
})
const notify = (pipeline: Pipeline) => pipeline.engine.jobs.notify.triggerAndWait({ organizationId: acme })

function mustHoldNoSecret(dataDir: string): void {
  for (const file of readdirSync(dataDir, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue
    const bytes = readFileSync(join(file.parentPath, file.name))
    for (const canary of [...Object.values(canaries), token])
      expect(bytes.includes(canary), `${canary} in ${file.name}`).toBe(false)
  }
}

it('a digest, long waits, a failed run and an expiring token reach mail, chat and webhook, once', async () => {
  const dataDir = newDataDir()
  const pipeline = await readAcme(dataDir)
  const bad = await pipeline.engine.jobs.crawl.trigger(
    { organizationId: acme, repositories: ['none/none'], recalculate: true },
    { labels: { organization: acme } },
  )
  await pipeline.engine.runs.wait(bad.runId)
  const chat = await newReceiver()
  const hook = await newReceiver()
  const mailbox = await newMailbox()
  await setChannels(pipeline, [slack(chat.origin), webhook(hook.origin), mail(mailbox.port)])

  const { status, output } = await notify(pipeline)
  expect({ status, output }).toEqual({
    status: 'succeeded',
    output: { organizationId: acme, sent: 12, undelivered: [] },
  })
  expect(chat.received.map(({ url }) => url)).toEqual(Array(4).fill(canaries.url))
  const told = hook.received.map(({ body }) => JSON.parse(body))
  expect(told.map(({ topic }) => topic).sort()).toEqual([...all].sort())
  expect(new Set(hook.received.map(({ headers }) => headers['webhook-id'])).size).toBe(4)
  expect(told.find(({ topic }) => topic === 'runs').text).toMatch(/crawl failed: .*none\/none/)
  expect(told.find(({ topic }) => topic === 'token').subject).toMatch(
    /acme: the GitHub token expires in (9|10) days/,
  )
  expect(told.find(({ topic }) => topic === 'digest').text).toContain('Waiting longest')
  expect(mailbox.mails).toHaveLength(4)

  expect((await notify(pipeline)).output).toMatchObject({ sent: 0 })
  expect([chat.received.length, hook.received.length, mailbox.mails.length]).toEqual([4, 4, 4])
  const steps = await pipeline.engine.runs.steps((await pipeline.engine.runs.list({ job: 'notify' }))[1]!.id)
  expect(steps.filter(({ key }) => key.startsWith('deliver:'))).toHaveLength(12)
  await pipeline.close()
  mustHoldNoSecret(dataDir)
})

it('what is refused is tried again under the same id; what fails for good is told by a later run', async () => {
  const dataDir = newDataDir()
  const pipeline = await readAcme(dataDir)
  let isBroken = true
  const hook = await newReceiver((received) => (isBroken ? 400 : received.length === 2 ? 503 : 200))
  await setChannels(pipeline, [{ ...webhook(hook.origin), topics: ['token'] }])
  const failed = await notify(pipeline)
  expect(failed).toMatchObject({
    status: 'partial',
    output: {
      sent: 0,
      undelivered: [{ channel: 'hook', topic: 'token', message: expect.stringContaining('(400)') }],
    },
  })
  expect(hook.received).toHaveLength(1)
  isBroken = false
  expect((await notify(pipeline)).output).toMatchObject({ sent: 1, undelivered: [] })
  // A receiver that took it, and was not heard in time, has it once: also when a later run tells it.
  expect(hook.received).toHaveLength(3)
  expect(new Set(hook.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
  await pipeline.close()
  mustHoldNoSecret(dataDir)
})

it('nothing goes to this machine where it is not allowed, and the error says who may allow it', async () => {
  const dataDir = newDataDir()
  const first = await readAcme(dataDir)
  const hook = await newReceiver()
  await setChannels(first, [{ ...webhook(hook.origin), topics: ['token'] }])
  await first.close()
  const pipeline = await open(dataDir, '10.0.0.0/8')
  expect((await notify(pipeline)).output.undelivered).toMatchObject([
    { message: expect.stringContaining('UPFLOW_NOTIFY_NETWORKS') },
  ])
  expect(hook.received).toEqual([])
})

it('a channel that is led elsewhere has no secret there', async () => {
  const dataDir = newDataDir()
  const pipeline = await readAcme(dataDir)
  const [hook, other] = [await newReceiver(), await newReceiver()]
  const channel: Channel = { ...webhook(hook.origin), topics: ['token'] }
  await setChannels(pipeline, [channel])
  const tenant = await pipeline.tenants.openToRead(acme)
  tenant.sqlite
    .prepare(`UPDATE settings SET value = replace(value, ?, ?) WHERE key = 'notifications'`)
    .run(hook.origin, other.origin)
  expect((await notify(pipeline)).output.undelivered).toMatchObject([
    { message: expect.stringContaining('cannot be decrypted') },
  ])
  expect(other.received).toEqual([])
})

it('is looked for every hour as long as there are channels, also where schedules are kept', async () => {
  const pipeline = await readAcme(newDataDir())
  const names = async () => (await pipeline.engine.schedules.list()).map(({ name }) => name)
  await setChannels(pipeline, [slack('https://hooks.example.com')])
  await applySchedules(pipeline, acme)
  const notify = { name: 'notify:acme', job: 'notify', cron: '5 * * * *' }
  expect(await pipeline.engine.schedules.list()).toContainEqual(expect.objectContaining(notify))
  const troubles: Error[] = []
  const kept = keepSchedules(pipeline, { onTrouble: (error) => troubles.push(error) })
  closing.push(() => kept.stop())
  await kept.begun
  expect(await names()).toContain('notify:acme')
  // As after a restore without the jobs file.
  await pipeline.engine.schedules.delete('notify:acme')
  const again = keepSchedules(pipeline, { onTrouble: (error) => troubles.push(error) })
  closing.push(() => again.stop())
  await again.begun
  expect(await names()).toContain('notify:acme')
  await setChannels(pipeline, [])
  await applySchedules(pipeline, acme)
  expect(await names()).toEqual(['crawl:acme', 'reconcile:acme'])
  expect(troubles).toEqual([])
})
