/** Streams are bounded, wait for who reads them, and free everything when their reader is gone. */
import { join } from 'node:path'
import { openInsights } from '@upflow/insights'
import { defineJob, openEngine, sqliteStore } from '@upflow/jobs'
import { openPipeline, type Pipeline } from '@upflow/pipeline'
import { beforeAll, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { createApp } from '../src/app.ts'
import { openAccounts } from '../src/auth/open-accounts.ts'
import { listen } from '../src/listen.ts'
import { createStreams } from '../src/streams.ts'
import { openRaw, type RawConnection, statusOf } from './raw-connection.ts'
import { atEnd, backfillOf, configOf, readSample, until } from './support.ts'

const copies = 300

// What is read is large, and the machine may be slow.
vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 })

let large: string
/** More than all buffers between a server and a client hold. */
beforeAll(async () => {
  large = await readSample()
  const pipeline = await openPipeline({ config: configOf(large), concurrency: 0 })
  await multiply(pipeline)
  await pipeline.close()
})

/** The server in its parts, so that what it holds can be counted. */
async function setup({ most, idleMs = 60_000 }: { readonly most: number; readonly idleMs?: number }) {
  const pipeline = await openPipeline({ config: configOf(large), concurrency: 0 })
  atEnd(() => pipeline.close())
  const insights = openInsights({ tenants: pipeline.tenants })
  atEnd(() => insights.close())
  const streams = createStreams(most)
  let asked = 0
  let followed = 0
  const { runs } = pipeline.engine
  const broken: string[] = []
  const log = { info() {}, warn() {}, error: (_: object, message?: string) => broken.push(String(message)) }
  const { announce: _, close, ...accounts } = await openAccounts(configOf(large), pipeline, log)
  atEnd(close)
  const app = createApp({
    context: {
      organizations: pipeline.organizations,
      insights: {
        ...insights,
        ask: (...question) => {
          asked++
          return insights.ask(...question)
        },
      },
      runs: {
        ...runs,
        async *watch(...wanted) {
          for await (const event of runs.watch(...wanted)) {
            followed++
            yield event
          }
        },
      },
      streams,
      now: () => Math.floor(Date.now() / 1_000),
      ...accounts,
      url: () => '',
      dataDir: '',
      backups: {
        folder: '',
        organizationsIn: 'folder',
        list: async () => [],
        take: () => Promise.reject(new Error('not here')),
      },
      pipeline,
    },
    log,
    hosts: [],
    pages: { files: new Map(), index: null },
  })
  const server = await listen(app, { host: '127.0.0.1', port: 0, timing: { idleMs } })
  atEnd(async () => {
    streams.endAll()
    await server.stop()
  })
  const url = `http://127.0.0.1:${server.address().port}`
  return { pipeline, streams, url, broken, asked: () => asked, followed: () => followed }
}

async function multiply({ tenants }: Pipeline): Promise<void> {
  const { sqlite } = await tenants.openToRead('acme' as never)
  const columns = sqlite
    .prepare<[], string>("SELECT name FROM pragma_table_info('analyzed_pull_requests')")
    .pluck()
    .all()
  const copy = sqlite.prepare(
    `INSERT INTO analyzed_pull_requests (${columns}) SELECT ${columns
      .map((column) => (column === 'pull_request_key' ? `${column} + ? * 100000` : column))
      .join(', ')} FROM analyzed_pull_requests WHERE pull_request_key % 4294967296 < 100000`,
  )
  sqlite.transaction(() => {
    for (let index = 1; index <= copies; index++) copy.run(index)
  })()
}

const csv = '/api/v1/organizations/acme/pulls?format=csv'

async function ask(url: string, path: string, { reads = true } = {}): Promise<RawConnection> {
  const raw = await openRaw(url)
  if (!reads) raw.socket.pause()
  atEnd(() => raw.socket.destroy())
  raw.socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
  return raw
}

/** Once it is the same for a while. */
async function settled(look: () => number): Promise<number> {
  for (let [before, same] = [look(), 0]; ; ) {
    await new Promise((resolve) => setTimeout(resolve, 50))
    same = look() === before ? same + 1 : 0
    if (same === 10) return before
    before = look()
  }
}

it('a table is read no further than its reader reads, and no more once it is gone', async () => {
  const { url, streams, broken, asked } = await setup({ most: 10 })
  const whole = await (await fetch(url + csv)).text()
  const batches = asked()
  expect(whole.split('\r\n').length).toBeGreaterThan(20_000)

  const slow = await ask(url, csv, { reads: false })
  await until(() => streams.open === 1)
  const read = (await settled(asked)) - batches
  expect(read).toBeLessThan(batches)
  expect(streams.open).toBe(1)
  slow.socket.destroy()
  await until(() => streams.open === 0)
  expect(await settled(asked)).toBeLessThanOrEqual(batches + read + 2)
  expect(broken).toEqual([])
})

it('a run is followed no further than its follower reads, however much it says', async () => {
  const { url, streams, broken, followed } = await setup({ most: 10 })
  // More than all buffers between a server and a client hold.
  const said = 20_000
  const chatter = defineJob({
    name: 'chatter',
    version: 1,
    input: z.null(),
    output: z.null(),
    run: (step) =>
      step.run('talk', ({ log }) => {
        for (let index = 0; index < said; index++) log.info('x'.repeat(2_000))
        return null
      }),
  })
  const store = sqliteStore({ path: join(large, 'jobs.db') })
  const engine = await openEngine({ store, jobs: { chatter } })
  atEnd(() => engine.stop({ graceMs: 1_000 }))
  const { runId: id } = await engine.jobs.chatter.triggerAndWait(null)

  const slow = await ask(url, `/api/v1/runs/${id}/events`, { reads: false })
  await until(() => followed() > 0)
  expect(await settled(followed)).toBeLessThan(said)
  expect(streams.open).toBe(1)
  slow.socket.destroy()
  await until(() => streams.open === 0)
  const end = await settled(followed)
  expect(end).toBeLessThan(said)
  expect(broken).toEqual([])
})

it('who reads nothing for too long is cut off', async () => {
  const { url, streams, broken } = await setup({ most: 10, idleMs: 1_000 })
  let reader: RawConnection
  // Where all takes long, also what has not begun to be answered may be cut off: it is asked for again.
  do reader = await ask(url, csv)
  while (statusOf(await reader.answered()) !== 200)
  reader.socket.pause()
  await until(() => streams.open === 0)
  reader.socket.resume()
  // A table ends with an empty piece.
  expect(await reader.ended).not.toMatch(/\r\n0\r\n\r\n$/)
  expect(broken).toEqual([])
})

it('readers that vanish in the middle of tables leave nothing behind', async () => {
  const { url, streams, broken } = await setup({ most: 10 })
  const resources = () => process.getActiveResourcesInfo().filter((name) => /TCP|Timeout/.test(name)).length
  const before = await settled(resources)
  for (let round = 0; round < 3; round++) {
    const readers = await Promise.all(Array.from({ length: 10 }, () => ask(url, csv)))
    await Promise.all(readers.map((reader) => reader.answered()))
    for (const { socket } of readers) socket.destroy()
    await until(() => streams.open === 0)
  }
  expect(await settled(resources)).toBeLessThanOrEqual(before)
  expect(broken).toEqual([])
})

it('of 200 who follow a run as many are served as there may be, the others are told, and all are forgotten', async () => {
  const { url, streams, pipeline, broken } = await setup({ most: 150 })
  const { runId } = await backfillOf(pipeline)
  const path = `/api/v1/runs/${runId}/events`
  const resources = () => process.getActiveResourcesInfo().filter((name) => /TCP|Timeout/.test(name)).length
  const before = await settled(resources)
  for (let round = 0; round < 2; round++) {
    const clients = await Promise.all(Array.from({ length: 200 }, () => ask(url, path)))
    const answers = await Promise.all(clients.map((client) => client.answered()))
    expect(answers.filter((text) => statusOf(text) === 200)).toHaveLength(150)
    const refused = answers.filter((text) => statusOf(text) === 503)
    expect(refused).toHaveLength(50)
    expect(refused[0]).toMatch(/retry-after: 5[\s\S]*web\/too-many-streams/i)
    expect(streams.open).toBe(150)
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
    for (const { socket } of clients) socket.destroy()
    await until(() => streams.open === 0)
  }
  expect(await settled(resources)).toBeLessThanOrEqual(before + 1)
  expect(broken).toEqual([])
})

it('who leaves before the answer holds up nobody', async () => {
  const { url, broken } = await setup({ most: 10 })
  for (let count = 0; count < 100; count++) {
    const raw = await openRaw(url)
    raw.socket.write(
      `GET /api/v1/organizations/acme/figures?base=b${count} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
      () => raw.socket.destroy(),
    )
  }
  const answer = await fetch(`${url}/api/v1/organizations/acme/figures`)
  expect(answer.status).toBe(200)
  expect(broken).toEqual([])
})
