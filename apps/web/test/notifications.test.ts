/** Channels over HTTP: set, tried, removed; their secrets go in, stay with whom they are for, and never come out. */
import { createHmac } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openPipeline } from '@upflow/pipeline'
import { expect, it } from 'vitest'
import { ask, startWithOwner, twoOrganizations } from './people.ts'
import { newReceiver } from './receiver.ts'
import { configOf } from './support.ts'

const canary = 'canary-of-the-webhook'
const path = '/api/v1/organizations/acme/notifications'
const channel = `${path}/channels/hook`
const networks = { UPFLOW_NOTIFY_NETWORKS: '127.0.0.1' }

async function setup() {
  const receiver = await newReceiver()
  const web = await startWithOwner({
    dataDir: await twoOrganizations({ isRead: false }),
    environment: networks,
  })
  const cookie = await web.join('admin', 'acme', 'admin')
  const send = (method: string, to: string, body: object = {}) => ask(web.url, to, { method, body, cookie })
  const webhook = (url = receiver.url) => ({ kind: 'webhook', topics: ['runs', 'token'], url })
  return { ...web, cookie, receiver, send, webhook }
}

it('a channel is set, tried and removed, and what it is signed with is shown nowhere', async () => {
  const { dataDir, lines, cookie, receiver, send, url, webhook } = await setup()
  const set = await send('PUT', channel, { channel: webhook(), secret: canary })
  expect(set.json.channels).toEqual([
    { name: 'hook', kind: 'webhook', topics: ['runs', 'token'], url: receiver.url, hasSecret: true },
  ])
  expect((await send('POST', `${channel}/test`)).json).toEqual({ answer: '200 OK', refused: [] })
  const [{ headers, body } = { headers: {}, body: '' }] = receiver.received
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
  expect(headers['webhook-signature']).toBe(
    `v1,${createHmac('sha256', canary).update(signed).digest('base64')}`,
  )
  // What it hears of is set without the secret, which stays.
  await send('PUT', channel, { channel: { ...webhook(), topics: [] } })
  expect((await send('POST', `${channel}/test`)).status).toBe(200)
  const answers = [
    set,
    await ask(url, path, { cookie }),
    await ask(url, '/api/v1/organizations/acme/audit', { cookie }),
    await ask(url, '/api/v1/organizations/acme/settings', { cookie }),
    await send('DELETE', channel),
  ]
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
  expect(answers.at(-1)!.json.channels).toEqual([])
  for (const text of [...answers.map((one) => one.text), ...lines]) {
    expect(text).not.toContain(canary)
    expect(text).not.toContain('v1.')
  }
  for (const file of readdirSync(dataDir, { recursive: true, withFileTypes: true }))
    if (file.isFile())
      expect(readFileSync(join(file.parentPath, file.name)).includes(canary), file.name).toBe(false)
})

it('a secret goes to nobody else: a channel that is led elsewhere needs its own', async () => {
  const { receiver, send, webhook } = await setup()
  await send('PUT', channel, { channel: webhook(), secret: canary })
  const elsewhere = await newReceiver()
  const moved = await send('PUT', channel, { channel: webhook(elsewhere.url) })
  expect([moved.status, moved.json.error.code]).toEqual([400, 'settings/invalid'])
  expect(moved.json.error.facts.problems).toBe('secret must be given: what is sent is signed with it')
  await send('POST', `${channel}/test`)
  expect([receiver.received.length, elsewhere.received.length]).toEqual([1, 0])
})

const wrong: readonly [channel: object, problem: string][] = [
  [{ kind: 'webhook', topics: [], url: 'ftp://x' }, 'must be an http or https address'],
  [{ kind: 'webhook', topics: [], url: 'nothing' }, 'must be an http or https address'],
  [{ kind: 'slack', topics: [] }, 'secret must be the http or https address'],
  [
    {
      kind: 'mail',
      topics: [],
      from: 'upflow',
      to: [],
      host: 'mail.example.com',
      port: 0,
      security: 'none',
      user: 'ann',
    },
    'must be a port from 1 to 65535',
  ],
]
it('a channel that cannot be says all that is wrong with it, and nothing is set', async () => {
  const { cookie, send, url } = await setup()
  for (const [wanted, problem] of wrong) {
    const said = await send('PUT', channel, { channel: wanted, secret: canary })
    expect(said.status, problem).toBe(400)
    expect(said.json.error.facts.problems).toContain(problem)
    expect(said.text).not.toContain(canary)
    expect((await ask(url, path, { cookie })).json.channels).toEqual([])
  }
})

it('what was told is shown page by page with what was sent and answered, and without the secret', async () => {
  const { cookie, dataDir, receiver, send, url, webhook } = await setup()
  await send('PUT', channel, { channel: webhook(), secret: canary })
  const pipeline = await openPipeline({ config: configOf(dataDir, networks), concurrency: 1 })
  const labels = { organization: 'acme' }
  const runs: string[] = []
  for (let count = 0; count < 2; count++) {
    const input = { organizationId: 'acme' as never, repositories: ['no/ne'], recalculate: true }
    const bad = await pipeline.engine.jobs.crawl.trigger(input, { labels })
    await pipeline.engine.runs.wait(bad.runId)
    const told = await pipeline.engine.jobs.notify.trigger({ organizationId: 'acme' as never }, { labels })
    await pipeline.engine.runs.wait(told.runId)
    runs.unshift(told.runId)
  }
  await pipeline.close()
  const page = async (query: string) => ask(url, `${path}/deliveries?limit=1${query}`, { cookie })
  const first = await page('')
  const second = await page(`&cursor=${first.json.next}`)
  expect([first.json.deliveries, second.json.deliveries]).toMatchObject(
    runs.map((run) => [
      {
        run,
        channel: 'hook',
        topic: 'runs',
        status: 'sent',
        tries: [{ error: null }],
        answer: '200 OK',
        message: { text: expect.stringContaining('no repository yet') },
      },
    ]),
  )
  const sent = receiver.received.map(({ body }) => JSON.parse(body).text)
  expect(sent).toEqual([second, first].map(({ json }) => json.deliveries[0].message.text))
  for (const { text } of [first, second]) expect(text).not.toContain(canary)
})

it('what was told, or could not be, is in its run for administrators alone', async () => {
  const { cookie, dataDir, join, makeToken, send, url, webhook } = await setup()
  const silent = `${path}/channels/silent`
  await send('PUT', channel, { channel: webhook(), secret: canary })
  await send('PUT', silent, { channel: webhook('http://127.0.0.2:1/'), secret: canary })
  const pipeline = await openPipeline({ config: configOf(dataDir, networks), concurrency: 1 })
  const labels = { organization: 'acme' }
  const input = { organizationId: 'acme' as never, repositories: ['no/ne'], recalculate: true }
  const bad = await pipeline.engine.jobs.crawl.trigger(input, { labels })
  await pipeline.engine.runs.wait(bad.runId)
  const { runId } = await pipeline.engine.jobs.notify.trigger({ organizationId: 'acme' as never }, { labels })
  await pipeline.engine.runs.wait(runId)
  await pipeline.close()

  const viewer = { cookie: await join('viewer', 'acme', 'viewer') }
  const reading = { bearer: (await makeToken(cookie, 'acme', ['read'])).token }
  const said = async (to: string, who: object) => {
    const { status, text } = await ask(url, `/api/v1/runs${to}`, who)
    expect(status, to).toBe(200)
    return text
  }
  const words = { message: 'no repository yet', answer: '200 OK', address: '127.0.0.2' }
  const ofRun = [
    ['/steps', ['message', 'answer', 'address']],
    ['/steps?format=csv', ['message', 'answer', 'address']],
    ['/steps?format=ndjson', ['message', 'answer', 'address']],
    ['/log', ['address']],
    ['/log?format=csv', ['address']],
    ['/events', ['address']],
    ['', ['address']],
  ] as const
  for (const [of, has] of ofRun) {
    const told = await said(`/${runId}${of}`, { cookie })
    for (const what of has) expect(told, of).toContain(words[what])
    for (const who of [viewer, reading])
      for (const word of Object.values(words))
        expect(await said(`/${runId}${of}`, who), of).not.toContain(word)
  }
  expect(await said('?job=notify', { cookie })).toContain(words.address)
  for (const who of [viewer, reading]) {
    expect(await said('?job=notify', who)).not.toContain(words.address)
    // What else is read of the organization is theirs to see.
    expect(await said(`/${bad.runId}`, who)).toContain(words.message)
  }
})

it('the second of two who set at once is told, and what is not there cannot be tried or removed', async () => {
  const { cookie, send, url, webhook } = await setup()
  const { version } = (await ask(url, path, { cookie })).json
  const set = (body: object) => send('PATCH', path, { ...body, ifVersion: version })
  expect((await set({ waitLimitHours: 20 })).json).toMatchObject({ waitLimitHours: 20 })
  expect((await set({ digest: { weekday: 2, time: '09:00' } })).json.error.code).toBe(
    'settings/changed-meanwhile',
  )
  for (const [method, to] of [
    ['DELETE', channel],
    ['POST', `${channel}/test`],
  ] as const)
    expect((await send(method, to)).json.error.code).toBe('settings/unknown-channel')
  await send('PUT', channel, { channel: webhook('http://127.0.0.2:1/'), secret: canary })
  const refused = await send('POST', `${channel}/test`)
  expect([refused.status, refused.json.error.code]).toEqual([422, 'notifications/address-refused'])
})
