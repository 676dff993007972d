/**
 * Seeds × faults × mutations × restarts: while backfills and crawls run, requests fail in every way, pull requests
 * change between any two requests, open ones also without being updated, and the pipeline is closed and opened again.
 * Once GitHub is well, a crawl and a reconcile leave the database equal to its truth, row by row. UPFLOW_SYNC_SEEDS sets
 * how many seeds (default 4).
 */
import type { DeploymentData, Emulator, FaultResponse, PullRequestData } from '@upflow/github-emulator'
import { startPostgres } from '@upflow/tooling/postgres'
import { seeded } from '@upflow/tooling/seeded'
import { afterAll, describe, expect, it } from 'vitest'
import type { Pipeline } from '../src/index.ts'
import { acme, createAcme, dumpOf, newDataDir, newEmulator, open, small } from './support.ts'
import { deploymentsTruth, stored, storedDeployments, truth } from './truth.ts'

const seeds = Number(process.env.UPFLOW_SYNC_SEEDS ?? 4)
const timing = { retryDelayMs: 1, attemptTimeoutMs: 30_000, attempts: 3 }

const responses: readonly FaultResponse[] = [
  { kind: 'reset' },
  { kind: 'truncate' },
  { kind: 'status', status: 500 },
  { kind: 'status', status: 502 },
  { kind: 'status', status: 504, headers: { 'content-type': 'text/html' }, body: '<html>' },
  { kind: 'status', status: 200, body: '' },
  { kind: 'errors', errors: [{ message: 'Something went wrong while executing your query.' }] },
  { kind: 'errors', errors: [{ type: 'INTERNAL', message: 'odd' }] },
  { kind: 'errors', errors: [{ type: 'INVALID_CURSOR_ARGUMENTS', message: 'no valid cursor' }] },
  { kind: 'change', change: nullOneNode as never },
  { kind: 'change', change: withholdAuthor as never },
  { kind: 'change', change: withholdStatuses as never },
]

/** As GitHub does where an account may not be read: null, and an error with the path. */
function withholdAuthor(answer: {
  data?: { node?: { pullRequests?: { nodes: ({ author?: unknown } | null)[] } } }
  errors?: unknown[]
}): unknown {
  const nodes = answer.data?.node?.pullRequests?.nodes ?? []
  const index = nodes.findIndex((node) => node && 'author' in node)
  if (index < 0) return answer
  nodes[index]!.author = null
  const path = ['node', 'pullRequests', 'nodes', index, 'author']
  return {
    ...answer,
    errors: [...(answer.errors ?? []), { type: 'FORBIDDEN', message: 'not accessible', path }],
  }
}

/** Leaves one pull request out of a page, as GitHub does when it cannot load one. */
function nullOneNode(answer: { data?: { node?: { pullRequests?: { nodes: unknown[] } } } }): unknown {
  const nodes = answer.data?.node?.pullRequests?.nodes
  if (nodes && nodes.length > 0) nodes[nodes.length >> 1] = null
  return answer
}

/** Of one deployment on a page, as where a permission is lacking. */
function withholdStatuses(answer: {
  data?: { node?: { deployments?: { nodes: ({ statuses: unknown } | null)[] } } }
  errors?: unknown[]
}): unknown {
  const node = answer.data?.node?.deployments?.nodes[0]
  if (!node) return answer
  node.statuses = null
  const path = ['node', 'deployments', 'nodes', 0, 'statuses']
  return {
    ...answer,
    errors: [...(answer.errors ?? []), { type: 'FORBIDDEN', message: 'not accessible', path }],
  }
}

let clock = 0
const later = () => new Date(Date.UTC(2029, 0, 1) + ++clock * 1_000).toISOString().replace('.000Z', 'Z')

const newDeployment = (at: string, succeeds: boolean): DeploymentData => ({
  id: `DE_${at}`,
  environment: 'production',
  commitOid: at,
  committedDate: at,
  creator: { __typename: 'User', login: 'someone' },
  createdAt: at,
  statuses: succeeds ? [{ state: 'SUCCESS', createdAt: at }] : [],
})

/** What whatever deploys does: one more, one reported of, one taken away. */
function deploy(emulator: Emulator, random: () => number): void {
  const { deployments = [] } = emulator.data.repositories[random() < 0.5 ? 0 : 1]!
  const one = deployments[Math.floor(random() * deployments.length)]
  const kind = random()
  if (kind < 0.4 || !one) deployments.push(newDeployment(later(), random() < 0.5))
  else if (kind < 0.8)
    one.statuses.push({ state: random() < 0.4 ? 'SUCCESS' : 'INACTIVE', createdAt: later() })
  else deployments.splice(deployments.indexOf(one), 1)
}

/** What people do on GitHub; each moves updatedAt, or takes the pull request away; what does neither only open ones know. */
function mutate(emulator: Emulator, random: () => number): void {
  const { pullRequests } = emulator.data.repositories[random() < 0.5 ? 0 : 1]!
  const one = pullRequests[Math.floor(random() * pullRequests.length)]!
  const at = later()
  const author = { __typename: 'User', login: 'someone' }
  const changes: ((target: PullRequestData) => void)[] = [
    (target) => target.comments.nodes.push({ author, createdAt: at }),
    (target) => target.reviews.nodes.push({ author, state: 'APPROVED', submittedAt: at }),
    (target) => target.reviews.nodes.pop(),
    (target) => target.commits.nodes.push({ commit: { oid: at, authoredDate: at, committedDate: at } }),
    (target) => Object.assign(target, { state: 'MERGED', mergedAt: at, closedAt: at }),
    (target) =>
      pullRequests.push({ ...structuredClone(target), number: 10_000 + clock, createdAt: at, updatedAt: at }),
  ]
  if (random() < 0.1) {
    pullRequests.splice(pullRequests.indexOf(one), 1)
    return
  }
  if (one.state === 'OPEN' && random() < 0.3) {
    one.comments.nodes.push({ author, createdAt: at })
    return
  }
  changes[Math.floor(random() * changes.length)]!(one)
  one.updatedAt = at
}

const postgres = await startPostgres()
afterAll(() => postgres?.stop())

describe.each([
  { kept: 'files', first: 1, isSkipped: false },
  { kept: 'a database', first: 101, isSkipped: postgres === null },
])(
  '$kept: what is stored equals GitHub’s truth after faults, mutations and restarts',
  ({ kept, first, isSkipped }) => {
    // Of a database, a third as many: what differs is where the rows go.
    const count = kept === 'files' ? seeds : Math.ceil(seeds / 3)
    it.skipIf(isSkipped).each(Array.from({ length: count }, (_, index) => first + index))(
      'seed %i',
      async (seed) => {
        const random = seeded(seed)
        const emulator = await newEmulator(small(60))
        const dataDir = newDataDir()
        // Now and then so much fails in a row that GitHub passes for down.
        const outageMs = 20
        const place =
          kept === 'files' ? { outageMs } : { outageMs, databaseUrl: await postgres!.cloneDatabase() }
        let pipeline: Pipeline = await open(dataDir, timing, 2, place)
        // Every second seed asks for deployments: several pages of them, most of which have succeeded.
        if (seed % 2 === 0) {
          for (const repository of emulator.data.repositories)
            repository.deployments = Array.from({ length: 120 }, (_, index) =>
              newDeployment(later(), index % 4 > 0),
            )
          await createAcme(pipeline, emulator, { kind: 'deployments', key: 'production' })
        } else await createAcme(pipeline, emulator)
        // Every request may be followed by a change and may fail: the look at a fault that never fits makes the change.
        const faultRate = 0.05 + random() * 0.25
        const script = {
          times: Number.POSITIVE_INFINITY,
          when: () => {
            if (random() < 0.3) mutate(emulator, random)
            if (seed % 2 === 0 && random() < 0.3) deploy(emulator, random)
            if (random() < faultRate)
              emulator.faults.push({ respond: responses[Math.floor(random() * responses.length)]! })
            return false
          },
          respond: { kind: 'reset' } as const,
        }
        emulator.faults.push(script)

        for (let round = 0; round < 4; round++) {
          const input = { organizationId: acme } as never
          const job = (['backfill', 'crawl', 'reconcile'] as const)[Math.floor(random() * 3)]!
          const { runId } = await pipeline.engine.jobs[job].trigger(input)
          const requests = emulator.journal.length + Math.floor(random() * 20)
          if (random() < 0.5) {
            while (
              emulator.journal.length < requests &&
              (await pipeline.engine.runs.get(runId))?.finishedAt === null
            )
              await new Promise((resolve) => setTimeout(resolve, 1))
            await pipeline.close({ graceMs: 5_000 })
            pipeline = await open(dataDir, timing, 2, place)
          }
          await pipeline.engine.runs.wait(runId)
        }

        emulator.faults.length = 0
        const tenant = await pipeline.tenants.open(acme)
        await tenant.db.updateTable('retry_queue').set({ next_at: 0 }).execute()
        const last = await pipeline.engine.jobs.crawl.triggerAndWait({ organizationId: acme } as never)
        expect(last).toMatchObject({ status: 'succeeded', output: { failed: [], unread: 0 } })
        await tenant.db
          .updateTable('sync_state')
          .set({ completed_at: 0 })
          .where('phase', '=', 'open')
          .execute()
        const input = { organizationId: acme } as never
        const mended = await pipeline.engine.jobs.reconcile.triggerAndWait(input)
        expect(mended).toMatchObject({ status: 'succeeded', output: { failed: [], unread: 0 } })
        const rows = await dumpOf(pipeline)
        expect(stored(rows.raw_pull_requests!)).toEqual(truth(emulator))
        expect(storedDeployments(rows.deployments!)).toEqual(deploymentsTruth(emulator))
        const hashes = (table: string, id: string, hash: string) =>
          (rows[table] as Record<string, string>[]).map((row) => [row[id], row[hash]])
        expect(hashes('analyzed_pull_requests', 'pull_request_id', 'source_hash')).toEqual(
          hashes('raw_pull_requests', 'id', 'content_hash'),
        )
      },
      300_000,
    )
  },
)
