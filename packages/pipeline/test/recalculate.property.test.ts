/** Law 4: after any sequence of changes, recalculating what changed leaves what recalculating everything would. */
import { join } from 'node:path'
import { createRawUpsert, fromPayload, openTenant, type Tenant, toRawRow } from '@upflow/db'
import { loadSample } from '@upflow/github-emulator'
import {
  defaultCalendar,
  defaultRules,
  type RawPullRequest,
  type ReleaseRule,
  type Rules,
  toRepositoryId,
} from '@upflow/model'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createBatchAnalyzer } from '../src/recalculate/analyze-batches.ts'
import { isCurrent } from '../src/recalculate/choose-stale.ts'
import type { Analyzers } from '../src/recalculate/port-analyzers.ts'
import { recalculateRepository } from '../src/recalculate/recalculate-repository.ts'
import { createRecalculator } from '../src/recalculate/recalculator.ts'
import { createFileThreads } from '../src/threads/file-threads.ts'
import { acme, newDataDir, setup } from './support.ts'

let sample: RawPullRequest[]
beforeAll(async () => {
  const data = loadSample(['cfrg'])
  data.repositories.splice(1)
  data.repositories[0]!.pullRequests.splice(25)
  const { pipeline, tenant } = await setup({ data })
  await pipeline.engine.jobs.backfill.triggerAndWait({ organizationId: acme, recalculate: false } as never)
  sample = (
    tenant.sqlite.prepare('SELECT payload FROM raw_pull_requests ORDER BY number').all() as {
      payload: string
    }[]
  ).map(({ payload }) => fromPayload(payload))
})
afterAll(() => sample.splice(0))

const repositoryId = toRepositoryId('R_1')

async function newTenant(): Promise<Tenant> {
  const tenant = await openTenant(join(newDataDir(), 'acme.db'), acme)
  tenant.sqlite
    .prepare(`INSERT INTO repositories (id, owner, name) VALUES (?, 'acme', 'app')`)
    .run(repositoryId)
  return tenant
}

type Change =
  | {
      kind: 'update'
      index: number
      base: string
      head: string
      own: boolean
      reviewers: boolean
      labels: string[]
      carries: string[]
    }
  | { kind: 'tag'; name: string; at: number; sha: string }
  | { kind: 'untag'; name: string }
  | { kind: 'rule'; rule: ReleaseRule }
  | { kind: 'rules'; rules: Partial<Rules> }
  | { kind: 'deploy'; name: string; at: number; sha: string }
  | { kind: 'undeploy'; name: string }
  | { kind: 'default'; branch: string | null }
  | { kind: 'remove'; index: number }

const branches = fc.constantFrom('master', 'release', 'topic')
const shas = fc.constantFrom('m1', 'm2', 'm3', 'elsewhere')
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({
    kind: fc.constant('update' as const),
    index: fc.nat(24),
    base: branches,
    head: branches,
    own: fc.boolean(),
    reviewers: fc.boolean(),
    labels: fc.subarray(['dependencies', 'docs']),
    carries: fc.subarray(['m1', 'm2', 'm3']),
  }),
  fc.record({
    kind: fc.constant('tag' as const),
    name: fc.constantFrom('v1', 'v2', 'beta'),
    at: fc.integer({ min: 1.6e9, max: 1.75e9 }),
    sha: shas,
  }),
  fc.record({
    kind: fc.constant('deploy' as const),
    name: fc.constantFrom('d1', 'd2'),
    at: fc.integer({ min: 1.6e9, max: 1.75e9 }),
    sha: shas,
  }),
  fc.record({ kind: fc.constant('undeploy' as const), name: fc.constantFrom('d1', 'd2') }),
  fc.record({ kind: fc.constant('default' as const), branch: fc.constantFrom(null, 'master', 'release') }),
  fc.record({ kind: fc.constant('untag' as const), name: fc.constantFrom('v1', 'v2') }),
  fc.record({
    kind: fc.constant('rule' as const),
    rule: fc.constantFrom<ReleaseRule>(
      { kind: 'branch', key: 'release' },
      { kind: 'branch', key: 'master' },
      { kind: 'branch', key: ['master', 'topic'] },
      { kind: 'tags', key: 'v.*' },
      { kind: 'deployments', key: 'prod' },
      { kind: 'none' },
    ),
  }),
  fc.record({
    kind: fc.constant('rules' as const),
    rules: fc.record(
      {
        excludedLogins: fc.subarray(['dev-eefdd0afcd', 'dev-48301d255f', 'dev-6f782f5404']),
        codingWindowDays: fc.constantFrom(1, 90),
        kinds: fc.constantFrom([], [{ kind: 'docs', label: 'docs' }]),
        calendar: fc.constantFrom(defaultCalendar, { ...defaultCalendar, timeZone: 'Asia/Kolkata' }),
      },
      { requiredKeys: [] },
    ),
  }),
  fc.record({ kind: fc.constant('remove' as const), index: fc.nat(24) }),
)

const all = (tenant: Tenant) =>
  ['analyzed_pull_requests', 'analysis_details', 'segments', 'review_requests', 'responses'].map((table) =>
    tenant.sqlite.prepare(`SELECT * FROM ${table} ORDER BY 1, 2`).all(),
  )

interface Round {
  readonly before: readonly Change[]
  /** Made by others after so many batches were analyzed and before they are written. */
  readonly meanwhile: readonly Change[]
  /** The recalculation is stopped after so many batches. */
  readonly stopAfter: number | null
}
const round: fc.Arbitrary<Round> = fc.record({
  before: fc.array(change, { minLength: 1, maxLength: 4 }),
  meanwhile: fc.array(change, { maxLength: 2 }),
  stopAfter: fc.option(fc.nat(4)),
})

/** Analyzes in line; then, before the result is written, what happens meanwhile happens. */
const analyzersWith = (tenant: Tenant, meanwhile: (batches: number) => void) => (): Analyzers => {
  const analyze = createBatchAnalyzer(tenant.sqlite)
  let batches = 0
  return {
    lanes: [
      async (rules, batch) => {
        const analyzed = analyze(rules, batch)
        meanwhile(++batches)
        return analyzed
      },
    ],
    close: () => {},
  }
}

it('incremental = full, whatever lands meanwhile and wherever it is stopped', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(round, { minLength: 1, maxLength: 4 }), async (rounds) => {
      const tenant = await newTenant()
      const upsert = createRawUpsert(tenant)
      let rules: Rules = defaultRules
      let releaseRule: ReleaseRule = { kind: 'branch', key: 'release' }
      let version = 0
      for (const one of sample) upsert(toRawRow({ ...one, repositoryId }))
      const make = (one: Change) => {
        const target = sample[('index' in one ? one.index : 0) % sample.length]!
        if (one.kind === 'update')
          upsert(
            toRawRow({
              ...target,
              repositoryId,
              updatedAt: target.updatedAt + ++version,
              baseRefName: one.base,
              headRefName: one.head,
              isCrossRepository: !one.own,
              labels: one.labels,
              mergeCommitSha: target.mergedAt === null ? null : `m${(target.number % 4) + 1}`,
              commits: [
                ...target.commits,
                ...one.carries.map((sha) => ({
                  sha,
                  authoredAt: target.createdAt,
                  committedAt: target.createdAt,
                  author: null,
                })),
              ],
              events: one.reviewers
                ? [
                    {
                      kind: 'review-requested',
                      at: target.createdAt + 5,
                      actor: target.author,
                      id: null,
                      url: null,
                      reviewer: { kind: 'user', login: 'rev', id: null },
                    },
                  ]
                : [],
            }),
          )
        if (one.kind === 'tag')
          tenant.sqlite
            .prepare('INSERT OR REPLACE INTO tags VALUES (?, ?, ?, ?)')
            .run(repositoryId, one.name, one.sha, one.at)
        if (one.kind === 'untag') tenant.sqlite.prepare('DELETE FROM tags WHERE name = ?').run(one.name)
        if (one.kind === 'deploy')
          tenant.sqlite
            .prepare('INSERT OR REPLACE INTO deployments VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
            .run(repositoryId, one.name, 'prod', one.sha, one.at, 'ann', 'user', one.at, one.at + 60)
        if (one.kind === 'undeploy')
          tenant.sqlite.prepare('DELETE FROM deployments WHERE id = ?').run(one.name)
        if (one.kind === 'default')
          tenant.sqlite.prepare('UPDATE repositories SET default_branch = ?').run(one.branch)
        if (one.kind === 'rule') releaseRule = one.rule
        if (one.kind === 'rules') rules = { ...defaultRules, ...one.rules } as Rules
        if (one.kind === 'remove')
          tenant.sqlite.prepare('DELETE FROM raw_pull_requests WHERE id = ?').run(target.id)
      }
      const recalculate = async ({ meanwhile, stopAfter }: Pick<Round, 'meanwhile' | 'stopAfter'>) => {
        const controller = new AbortController()
        const options = {
          repositoryId,
          rules,
          releaseRule,
          signal: controller.signal,
          batchSize: 7,
          openAnalyzers: analyzersWith(tenant, (batches) => {
            // Rules that change meanwhile are those of the next recalculation.
            if (batches === 2) meanwhile.forEach(make)
            if (batches === stopAfter) controller.abort(new Error('stopped'))
          }),
        }
        await recalculateRepository(tenant, options).catch((error: Error) => {
          if (error.message !== 'stopped') throw error
        })
      }
      for (const round of rounds) {
        round.before.forEach(make)
        await recalculate(round)
      }
      await recalculate({ meanwhile: [], stopAfter: null })
      const incremental = all(tenant)
      tenant.sqlite.exec('DELETE FROM analyzed_pull_requests')
      const full = await recalculateRepository(tenant, {
        repositoryId,
        rules,
        releaseRule,
        everything: true,
      })
      expect(incremental).toEqual(all(tenant))
      expect(full.analyzed).toBe(full.pullRequests)
      // And the next time there is nothing to do.
      expect(await recalculateRepository(tenant, { repositoryId, rules, releaseRule })).toMatchObject({
        analyzed: 0,
        changed: 0,
      })
      tenant.close()
    }),
    { numRuns: Number(process.env.UPFLOW_RECALCULATION_RUNS ?? 60) },
  )
})

it('by new rules ends one by the old rules that is under way elsewhere, and no two mix', async () => {
  const tenant = await newTenant()
  const upsert = createRawUpsert(tenant)
  for (const one of sample) upsert(toRawRow({ ...one, repositoryId }))
  const other = await openTenant(tenant.path, acme)
  const releaseRule = { kind: 'branch', key: 'master' } as const
  const newRules = { ...defaultRules, excludedLogins: ['dev-eefdd0afcd'] }
  const old = recalculateRepository(tenant, {
    repositoryId,
    rules: defaultRules,
    releaseRule,
    batchSize: 7,
    openAnalyzers: () => {
      const analyze = createBatchAnalyzer(tenant.sqlite)
      let batches = 0
      const lane: Analyzers['lanes'][number] = async (rules, batch) => {
        if (++batches === 2)
          await recalculateRepository(other, { repositoryId, rules: newRules, releaseRule })
        return analyze(rules, batch)
      }
      return { lanes: [lane], close: () => {} }
    },
  })
  await expect(old).rejects.toMatchObject({ code: 'pipeline/superseded', retryable: true })
  const wanted = { repositoryId, rules: newRules, releaseRule }
  expect(isCurrent(tenant, wanted)).toBe(true)
  const incremental = all(tenant)
  await recalculateRepository(tenant, { ...wanted, everything: true })
  expect(all(tenant)).toEqual(incremental)
  other.close()
  tenant.close()
})

it('in a worker thread = in line, only counts come back, and an abort stops it between chunks', async () => {
  const tenant = await newTenant()
  const upsert = createRawUpsert(tenant)
  for (const one of sample) upsert(toRawRow({ ...one, repositoryId }))
  const options = {
    repositoryId,
    rules: defaultRules,
    releaseRule: { kind: 'branch', key: 'master' } as const,
  }
  const worker = new URL('../dist/worker.js', import.meta.url)
  const files = createFileThreads({ worker })
  const recalculator = createRecalculator({ worker, threads: 1, files })
  const progress: [number, number][] = []
  const report = await recalculator.recalculate(tenant, {
    ...options,
    onProgress: (...told) => progress.push(told),
  })
  expect(report).toMatchObject({
    pullRequests: sample.length,
    analyzed: sample.length,
    changed: sample.length,
    busy: [],
  })
  expect(progress.at(-1)).toEqual([sample.length, sample.length])
  const pooled = all(tenant)
  tenant.sqlite.exec('DELETE FROM analyzed_pull_requests')
  await recalculateRepository(tenant, options)
  expect(all(tenant)).toEqual(pooled)
  await expect(
    recalculator.recalculate(tenant, { ...options, signal: AbortSignal.abort(new Error('stop')) }),
  ).rejects.toThrow('stop')
  await files.close()
  await recalculator.close()
  tenant.close()
})
