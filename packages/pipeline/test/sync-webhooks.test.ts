/**
 * Seeds × mutations × deliveries that are lost, doubled and reordered, while GitHub fails now and then: what was told of
 * last, and was not lost, is as GitHub has it; and one crawl mends all the rest, row by row. UPFLOW_SYNC_SEEDS sets how
 * many seeds (default 4).
 */
import { createHmac } from 'node:crypto'
import type { Emulator, PullRequestData, RepositoryData } from '@upflow/github-emulator'
import { seeded } from '@upflow/tooling/seeded'
import { describe, expect, it } from 'vitest'
import { openPipeline, type Pipeline, parseConfig, setWebhookSecret } from '../src/index.ts'
import { acme, createAcme, dump, newDataDir, newEmulator, small } from './support.ts'
import { stored, truth } from './truth.ts'

const seeds = Number(process.env.UPFLOW_SYNC_SEEDS ?? 4)
const secret = 'canary-webhook-secret-0123456789'
const someone = { __typename: 'User', login: 'someone' }

let clock = 0
const later = () => new Date(Date.UTC(2029, 0, 1) + ++clock * 1_000).toISOString().replace('.000Z', 'Z')

interface Told {
  readonly id: string
  readonly event: string
  readonly repository: RepositoryData
  readonly number: number
}

/** Something that people do, and what GitHub tells of it. */
function mutate({ data }: Emulator, random: () => number): Told {
  const repository = data.repositories[random() < 0.5 ? 0 : 1]!
  const { pullRequests } = repository
  const one = pullRequests[Math.floor(random() * pullRequests.length)]!
  const at = later()
  const tell = (event: string, { number }: PullRequestData): Told => ({ id: at, event, repository, number })
  const touch = (event: string) => {
    one.updatedAt = at
    return tell(event, one)
  }
  const kind = random()
  if (kind < 0.3) {
    one.comments.nodes.push({ author: someone, createdAt: at })
    return touch('issue_comment')
  }
  if (kind < 0.6) {
    one.reviews.nodes.push({ author: someone, state: 'APPROVED', submittedAt: at })
    return touch('pull_request_review')
  }
  if (kind < 0.8) {
    Object.assign(one, { state: 'MERGED', mergedAt: at, closedAt: at, title: `Merged at ${at}` })
    return touch('pull_request')
  }
  if (kind < 0.95) {
    const opened = { ...structuredClone(one), number: 20_000 + clock, createdAt: at, updatedAt: at }
    pullRequests.push(opened)
    return tell('pull_request', opened)
  }
  // GitHub takes one away, as it does for spam, and tells of nothing but what happened just before.
  pullRequests.splice(pullRequests.indexOf(one), 1)
  return tell('pull_request', one)
}

function deliver(pipeline: Pipeline, { id, event, repository, number }: Told) {
  const body = JSON.stringify({
    repository: { node_id: repository.id, full_name: `${repository.owner}/${repository.name}` },
    ...(event === 'issue_comment' ? { issue: { number, pull_request: {} } } : { pull_request: { number } }),
  })
  return pipeline.deliveries.take({
    organization: acme,
    event,
    id,
    signature: `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    body: Buffer.from(body),
  })
}

async function ended({ engine }: Pipeline): Promise<void> {
  for (;;) {
    const [open] = await engine.runs.list({ status: ['pending', 'waiting', 'running'], limit: 1 })
    if (!open) return
    await engine.runs.wait(open.id)
  }
}

describe('deliveries that are lost, doubled and reordered', () => {
  it.each(Array.from({ length: seeds }, (_, index) => index + 1))(
    'seed %i',
    async (seed) => {
      const random = seeded(seed)
      const emulator = await newEmulator(small(20))
      const dataDir = newDataDir()
      const pipeline = await openPipeline({
        config: parseConfig({ UPFLOW_DATA_DIR: dataDir }),
        concurrency: 2,
        worker: new URL('../dist/worker.js', import.meta.url),
        githubTiming: { retryDelayMs: 1, attempts: 2 },
        outageMs: 20,
        delivering: { debounceMs: seed % 3 === 0 ? 0 : 30 },
      })
      try {
        await createAcme(pipeline, emulator)
        await setWebhookSecret(pipeline, acme, { secret, by: 'cli:ann' })
        await pipeline.engine.jobs.backfill.triggerAndWait({ organizationId: acme } as never)
        // Every second seed has GitHub fail too: then runs do, and only the crawl is held to the truth.
        const fails = seed % 2 === 0
        const heard = new Map<string, string>()
        const last = new Map<string, string>()
        let held: Told[] = []
        for (let round = 0; round < 40; round++) {
          const told = mutate(emulator, random)
          const key = `${told.repository.id} ${told.number}`
          last.set(key, told.id)
          if (fails && random() < 0.3)
            emulator.faults.push({ respond: { kind: 'status', status: random() < 0.5 ? 502 : 404 } })
          if (random() < 0.3) continue
          held.push(told, ...(random() < 0.3 ? [told] : []))
          if (random() < 0.6) continue
          // All that was held back, in any order, some of it while a run is at it.
          held = held
            .map((one) => ({ one, place: random() }))
            .sort((a, b) => a.place - b.place)
            .map(({ one }) => one)
          const sent = held.map((one) => deliver(pipeline, one))
          for (const one of held)
            heard.set(`${one.repository.id} ${one.number}`, last.get(`${one.repository.id} ${one.number}`)!)
          held = []
          await Promise.all(sent)
          if (random() < 0.3) await ended(pipeline)
        }
        await ended(pipeline)
        emulator.faults.length = 0
        if (!fails) {
          const toldLast = (row: unknown[]) => {
            const key = `${row[0]} ${row[1]}`
            return heard.has(key) && heard.get(key) === last.get(key)
          }
          const now = stored(dump(dataDir).raw_pull_requests!)
          expect(now.filter(toldLast)).toEqual(truth(emulator).filter(toldLast))
          expect(now.filter(toldLast).length).toBeGreaterThan(3)
        }
        const tenant = await pipeline.tenants.openToRead(acme)
        tenant.sqlite.exec('UPDATE retry_queue SET next_at = 0')
        const crawled = await pipeline.engine.jobs.crawl.triggerAndWait({ organizationId: acme } as never)
        expect(crawled).toMatchObject({ status: 'succeeded', output: { failed: [], unread: 0 } })
        const rows = dump(dataDir)
        expect(stored(rows.raw_pull_requests!)).toEqual(truth(emulator))
        const hashes = (table: string, id: string, hash: string) =>
          (rows[table] as Record<string, string>[]).map((row) => [row[id], row[hash]])
        expect(hashes('analyzed_pull_requests', 'pull_request_id', 'source_hash')).toEqual(
          hashes('raw_pull_requests', 'id', 'content_hash'),
        )
      } finally {
        await pipeline.close({ graceMs: 2_000 })
      }
    },
    300_000,
  )
})
