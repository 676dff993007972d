/**
 * Deployments in the file equal GitHub's, row by row, after any sequence of what whatever deploys does, in whichever
 * order and whenever it fails; and a crawl asks for no more than what can have changed.
 */
import { join } from 'node:path'
import { openTenant } from '@upflow/db'
import { createGithubClient } from '@upflow/github'
import type { DeploymentData, Emulator, FaultResponse, RepositoryData } from '@upflow/github-emulator'
import { toRepositoryId } from '@upflow/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBusyLog } from '../src/busy-log.ts'
import { isUnanswered } from '../src/sync/is-down.ts'
import type { SyncContext } from '../src/sync/sync-context.ts'
import { syncDeployments } from '../src/sync/sync-deployments.ts'
import { acme, newDataDir, newEmulator, token } from './support.ts'
import { deploymentsTruth, storedDeployments } from './truth.ts'

let minute = 0
const later = () => new Date(Date.UTC(2030, 0, 1) + ++minute * 60_000).toISOString().replace('.000Z', 'Z')

function newDeployment(succeeds: boolean): DeploymentData {
  const at = later()
  return {
    id: `DE_${minute}`,
    environment: 'production',
    commitOid: `c${minute}`,
    committedDate: minute % 7 === 0 ? null : at,
    creator: { __typename: 'User', login: 'ann' },
    createdAt: at,
    statuses: [
      { state: 'PENDING', createdAt: at },
      ...(succeeds ? [{ state: 'SUCCESS', createdAt: later() }] : []),
    ],
  }
}

/** @param served the emulator of an earlier start, which then serves these */
async function start(deployments: DeploymentData[], served: Emulator | null = null) {
  const repository: RepositoryData = {
    id: 'R_1',
    owner: 'acme',
    name: 'app',
    defaultBranch: 'main',
    isArchived: false,
    isVisible: true,
    pullRequests: [],
    tags: [],
    deployments,
  }
  const emulator = served ?? (await newEmulator({ repositories: [] }))
  emulator.data.repositories.splice(0, 1, repository)
  const github = createGithubClient({
    apiUrl: emulator.url,
    credential: { kind: 'token', token },
    timing: { retryDelayMs: 1, attemptTimeoutMs: 30_000, attempts: 2 },
  })
  const tenant = await openTenant(join(newDataDir(), 'acme.db'), acme)
  tenant.sqlite
    .prepare(`INSERT INTO repositories (id, owner, name) VALUES (?, 'acme', 'app')`)
    .run(repository.id)
  const none = () => {}
  const context: SyncContext = {
    tenant,
    github,
    repository: {
      id: toRepositoryId(repository.id),
      owner: 'acme',
      name: 'app',
      isArchived: false,
      defaultBranch: null,
      releaseRule: { kind: 'deployments', key: '.*' },
      hasOwnRule: false,
      ruleVersion: 'default',
      pause: null,
    },
    busy: createBusyLog('sync', acme),
    signal: new AbortController().signal,
    token: '',
    progress: none,
    log: { debug: none, info: none, warn: none, error: none },
    now: () => 0,
  }
  const rows = () => storedDeployments(tenant.sqlite.prepare('SELECT * FROM deployments').all())
  return {
    emulator,
    deployments: repository.deployments!,
    rows,
    crawl: () => syncDeployments(context, { everything: false }),
    backfill: () => syncDeployments(context, { everything: true }),
    /** The requests of what is done. */
    async asked(work: () => Promise<unknown>) {
      emulator.journal.length = 0
      await work()
      return emulator.journal.map(({ operation }) => operation)
    },
    expectTruth: () => expect(rows()).toEqual(deploymentsTruth(emulator)),
    close: async () => {
      await github.close()
      tenant.close()
    },
  }
}

const many = (count: number, succeeds: (index: number) => boolean = () => true) =>
  Array.from({ length: count }, (_, index) => newDeployment(succeeds(index)))
const succeed = (one: DeploymentData) => one.statuses.push({ state: 'SUCCESS', createdAt: later() })

describe('a crawl', () => {
  it('reads all the first time, then one page, and by their ids those before it that have not succeeded', async () => {
    const { crawl, asked, expectTruth, deployments, close } = await start(
      many(230, (index) => index % 50 > 0),
    )
    expect(await asked(crawl)).toEqual(Array.from({ length: 5 }, () => 'Deployments'))
    expectTruth()
    expect(await asked(crawl)).toEqual(['Deployments', 'DeploymentsById'])
    deployments.push(...many(3))
    succeed(deployments[100]!)
    expect(await asked(crawl)).toEqual(['Deployments', 'DeploymentsById'])
    expectTruth()
    deployments.push(...many(70))
    expect(await asked(crawl)).toEqual(['Deployments', 'Deployments', 'DeploymentsById'])
    expectTruth()
    await close()
  })

  it.each([
    ['that had succeeded: all are read', 10, 4],
    ['that had not: by its id', 0, 0],
  ])('removes an old one %s', async (_, index, furtherPages) => {
    const { crawl, asked, expectTruth, deployments, close } = await start(many(180, (one) => one > 0))
    await crawl()
    deployments.splice(index, 1)
    expect(await asked(crawl)).toEqual([
      'Deployments',
      'DeploymentsById',
      ...Array.from({ length: furtherPages }, () => 'Deployments'),
    ])
    expectTruth()
    expect(await asked(crawl)).toHaveLength(index === 0 ? 1 : 2)
    await close()
  })

  it('sees that one came and another went, and one of another time that turns up late', async () => {
    const { crawl, expectTruth, deployments, close } = await start(many(120))
    await crawl()
    deployments.splice(5, 1)
    deployments.push(newDeployment(true))
    await crawl()
    expectTruth()
    deployments.push({ ...newDeployment(true), createdAt: '2029-01-01T00:00:00Z' })
    await crawl()
    expectTruth()
    await close()
  })

  it('asks at most 200 of those without a success again, the older ones in turn', async () => {
    const { crawl, asked, expectTruth, deployments, close } = await start(many(480, () => false))
    await crawl()
    // 50 are on the newest page, 100 the next, and of 330 a hundred each time, by their ids.
    const older = deployments.slice(0, 330).sort((a, b) => (a.id < b.id ? -1 : 1))
    for (const one of [older[0]!, older[150]!, older[329]!, deployments[400]!]) succeed(one)
    for (let crawls = 0; crawls < 4; crawls++) expect((await asked(crawl)).length).toBeLessThanOrEqual(1 + 4)
    expectTruth()
    await close()
  })

  it('gets by with a count of GitHub’s that is for ever another, and still sees what is removed', async () => {
    const { crawl, asked, expectTruth, deployments, emulator, close } = await start(many(120))
    type Answer = { data: { node: { deployments: { totalCount: number } } } }
    emulator.faults.push({
      times: Number.POSITIVE_INFINITY,
      when: ({ operation }) => operation === 'Deployments',
      respond: {
        kind: 'change',
        change: ((answer: Answer) => {
          answer.data.node.deployments.totalCount += 2
          return answer
        }) as never,
      },
    })
    expect(await asked(crawl)).toHaveLength(6)
    expect(await asked(crawl)).toHaveLength(1)
    deployments.splice(5, 1)
    expect(await asked(crawl)).toHaveLength(1 + 6)
    expectTruth()
    expect(await asked(crawl)).toHaveLength(1)
    await close()
  })

  it('after one that could not read all reads all, and removes none until it could', async () => {
    const { crawl, backfill, asked, rows, expectTruth, deployments, close } = await start(many(120))
    await backfill()
    const [removed] = deployments.splice(3, 1)
    deployments[60]!.broken = 'Could not load'
    expect(await backfill()).toContain('Could not load')
    expect(rows().map(({ id }) => id)).toContain(removed!.id)
    expect(await asked(crawl)).toHaveLength(3)
    delete deployments[60]!.broken
    await crawl()
    expectTruth()
    await close()
  })
})

type Deed =
  | { readonly kind: 'deploy'; readonly count: number; readonly succeeds: boolean }
  | { readonly kind: 'status'; readonly which: number; readonly state: string; readonly count: number }
  | { readonly kind: 'remove' | 'break' | 'mend'; readonly which: number }
const which = fc.nat(1_000)
const deed: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({
    kind: fc.constant('deploy' as const),
    count: fc.constantFrom(1, 1, 2, 60),
    succeeds: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('status' as const),
    which,
    state: fc.constantFrom('SUCCESS', 'SUCCESS', 'FAILURE', 'INACTIVE'),
    count: fc.constantFrom(1, 1, 1, 130),
  }),
  fc.record({ kind: fc.constantFrom('remove' as const, 'break' as const, 'mend' as const), which }),
)
const fault = fc.constantFrom<FaultResponse>(
  { kind: 'reset' },
  { kind: 'status', status: 502 },
  { kind: 'errors', errors: [{ type: 'INTERNAL', message: 'odd' }] },
)

it('the file equals GitHub’s deployments after any deeds, also during a sync, and any faults', async () => {
  const served = await newEmulator({ repositories: [] })
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          before: fc.array(deed, { maxLength: 4 }),
          /** Between the requests of the sync. */
          during: fc.array(fc.option(deed), { maxLength: 3 }),
          faults: fc.array(fault, { maxLength: 3 }),
          isBackfill: fc.boolean(),
        }),
        { minLength: 1, maxLength: 4 },
      ),
      async (rounds) => {
        const { emulator, deployments, crawl, backfill, expectTruth, close } = await start(
          many(70, (index) => index % 9 > 0),
          served,
        )
        const make = (one: Deed) => {
          if (one.kind === 'deploy') {
            deployments.push(...many(one.count, () => one.succeeds))
            return
          }
          const place = one.which % Math.max(1, deployments.length)
          const target = deployments[place]
          if (!target) return
          if (one.kind === 'status')
            for (let count = 0; count < one.count; count++)
              target.statuses.push({ state: one.state, createdAt: later() })
          if (one.kind === 'remove') deployments.splice(place, 1)
          if (one.kind === 'break') target.broken = 'Could not load'
          if (one.kind === 'mend') delete target.broken
        }
        for (const { before, during, faults, isBackfill } of rounds) {
          before.forEach(make)
          const script = [...during]
          emulator.faults.push({
            times: Number.POSITIVE_INFINITY,
            when: () => {
              const next = script.shift()
              if (next) make(next)
              return false
            },
            respond: { kind: 'reset' },
          })
          for (const respond of faults) emulator.faults.push({ respond })
          // What fails so often that GitHub passes for down is thrown, for the step to wait and to try again.
          const missing = await (isBackfill ? backfill() : crawl()).catch((error: unknown) => {
            if (isUnanswered(error)) return (error as Error).message
            throw error
          })
          const isDisturbed = during.length > script.length && during.some((one) => one !== null)
          emulator.faults.length = 0
          if (missing === null && !isDisturbed) expectTruth()
        }
        for (const one of deployments) delete one.broken
        expect(await crawl()).toBeNull()
        expectTruth()
        await close()
      },
    ),
    { numRuns: Number(process.env.UPFLOW_DEPLOYMENT_SEEDS ?? 25) },
  )
})
