/** Channels as they are set in a terminal: their secrets come by standard input, and are shown to nobody. */
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { parseOrganizationId } from '@upflow/model'
import { openPipeline, parseConfig } from '@upflow/pipeline'
import { afterEach, expect, it } from 'vitest'
import { fileHolds, newFolder, ok, upflow } from './support.ts'

const json = (text: string) => JSON.parse(text)
const canary = 'canary-of-the-chat'

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

async function newReceiver() {
  const received: { url: string; body: string }[] = []
  const server = createServer(async (request, response) => {
    received.push({ url: request.url!, body: await text(request) })
    response.end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return { received, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

it('a chat is set, shown without its address, tested where its network is allowed, and removed', async () => {
  const { received, origin } = await newReceiver()
  const dataDir = newFolder()
  await ok(upflow(dataDir, ['org', 'create', 'acme']))
  const outputs = [
    await ok(
      upflow(dataDir, ['notify', 'set', 'acme', 'chat', '--chat', '--about', 'runs'], {
        input: `${origin}/services/${canary}\n`,
      }),
    ),
    await ok(upflow(dataDir, ['notify', 'set', 'acme', 'chat', '--about', 'runs', '--about', 'digest'])),
    await ok(upflow(dataDir, ['notify', 'set', 'acme', '--wait-limit', '8', '--digest', '5 16:30'])),
    await ok(upflow(dataDir, ['notify', 'show', 'acme', '--json'])),
    await ok(upflow(dataDir, ['settings', 'log', 'acme', '--json'])),
    await ok(upflow(dataDir, ['settings', 'show', 'acme', '--json'])),
  ]
  expect(json(outputs[3]!.stdout).notifications).toEqual({
    channels: [{ name: 'chat', kind: 'slack', topics: ['digest', 'runs'], origin, hasUrl: true }],
    waitLimitHours: 8,
    digest: { weekday: 5, time: '16:30' },
  })
  expect(json(outputs[4]!.stdout).changes).toHaveLength(6)
  const refused = await upflow(dataDir, ['notify', 'test', 'acme', 'chat', '--json'])
  expect(refused.code).toBe(1)
  expect(json(refused.stdout).error.code).toBe('notifications/address-refused')
  expect(received).toEqual([])
  const env = { UPFLOW_NOTIFY_NETWORKS: '127.0.0.0/8' }
  const tested = await ok(upflow(dataDir, ['notify', 'test', 'acme', 'chat'], { env }))
  expect(received).toMatchObject([{ url: `/services/${canary}`, body: expect.stringContaining('It works') }])
  outputs.push(refused, tested)
  for (const { stdout, stderr } of outputs) {
    expect(stdout + stderr).not.toContain(canary)
    expect(stdout + stderr).not.toContain('v1.')
  }
  for (const file of readdirSync(dataDir, { recursive: true, withFileTypes: true }))
    if (file.isFile()) expect(fileHolds(join(file.parentPath, file.name), canary), file.name).toBe(false)
  await ok(upflow(dataDir, ['notify', 'remove', 'acme', 'chat']))
  expect(
    json((await ok(upflow(dataDir, ['notify', 'show', 'acme', '--json']))).stdout).notifications.channels,
  ).toEqual([])
})

it('what was told is listed with its tries and what was sent, of all channels or of one', async () => {
  const { received, origin } = await newReceiver()
  const dataDir = newFolder()
  await ok(upflow(dataDir, ['org', 'create', 'acme']))
  await ok(
    upflow(dataDir, ['notify', 'set', 'acme', 'chat', '--chat', '--about', 'runs'], {
      input: `${origin}/services/${canary}\n`,
    }),
  )
  expect((await ok(upflow(dataDir, ['notify', 'deliveries', 'acme']))).stderr).toContain(
    'Nothing was due yet.',
  )
  const config = parseConfig({ UPFLOW_DATA_DIR: dataDir, UPFLOW_NOTIFY_NETWORKS: '127.0.0.1' })
  const pipeline = await openPipeline({ config, concurrency: 1 })
  const labels = { organization: 'acme' }
  const organizationId = parseOrganizationId('acme')
  const input = { organizationId, repositories: null, recalculate: true }
  const bad = await pipeline.engine.jobs.crawl.trigger(input, { labels })
  await pipeline.engine.runs.wait(bad.runId)
  const { runId } = await pipeline.engine.jobs.notify.trigger({ organizationId }, { labels })
  await pipeline.engine.runs.wait(runId)
  await pipeline.close()
  const { stdout } = await ok(upflow(dataDir, ['notify', 'deliveries', 'acme']))
  expect(stdout).toMatch(
    new RegExp(`^\\S+Z  chat  runs  sent  ${runId}\\n  \\S+Z  200 OK\\n    acme: a crawl failed\\n`),
  )
  expect(stdout).toContain('no repository yet')
  expect(received).toHaveLength(1)
  const of = async (channel: string) =>
    json((await ok(upflow(dataDir, ['notify', 'deliveries', 'acme', channel, '--json']))).stdout).deliveries
  expect(await of('chat')).toMatchObject([{ run: runId, status: 'sent', tries: [{ error: null }] }])
  expect(await of('mail')).toEqual([])
  expect(stdout).not.toContain(canary)
})

it('a mail server that is another asks for the password anew; a new receiver does not', async () => {
  const dataDir = newFolder()
  await ok(upflow(dataDir, ['org', 'create', 'acme']))
  const mail = ['notify', 'set', 'acme', 'team', '--from', 'upflow@example.com', '--user', 'upflow']
  const first = [...mail, '--smtp', 'mail.example.com:587', '--mail', 'ann@example.com']
  await ok(upflow(dataDir, first, { input: 'a password\n' }))
  await ok(upflow(dataDir, ['notify', 'set', 'acme', 'team', '--mail', 'ben@example.com']))
  const shown = async () =>
    json((await ok(upflow(dataDir, ['notify', 'show', 'acme', '--json']))).stdout).notifications.channels
  expect(await shown()).toMatchObject([{ to: ['ben@example.com'], security: 'starttls', hasPassword: true }])
  const elsewhere = await upflow(dataDir, [
    'notify',
    'set',
    'acme',
    'team',
    '--smtp',
    'other.example.com:587',
  ])
  expect(elsewhere).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('No password of upflow at other.example.com came'),
  })
  expect(await shown()).toMatchObject([{ host: 'mail.example.com' }])
})

it.each([
  [['notify', 'set', 'acme', 'x'], 'needs --mail'],
  [['notify', 'set', 'acme', 'x', '--chat', '--webhook', 'https://example.com'], 'give one'],
  [['notify', 'set', 'acme', 'x', '--chat', '--about', 'lunch'], '--about takes'],
  [['notify', 'set', 'acme', 'x', '--mail', 'a@b.c'], 'needs --mail ADDRESS, --from'],
  [['notify', 'set', 'acme'], 'name of a channel'],
  [['notify', 'test', 'acme', 'x'], "no channel 'x'"],
  [['notify', 'test', 'acme'], "needs the channel's name"],
])('%j cannot be meant', async (args, why) => {
  const dataDir = newFolder()
  await ok(upflow(dataDir, ['org', 'create', 'acme']))
  const { code, stderr } = await upflow(dataDir, args)
  expect(stderr).toContain(why)
  expect(code).toBe(2)
})
