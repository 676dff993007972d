/**
 * Law 4: after any sequence of changes, recalculating what changed leaves what recalculating everything would.
 * `UPFLOW_RECALCULATE_SEEDS=500` tries more of them.
 */
import { join } from 'node:path'
import {
  createRawUpsert,
  createUpsert,
  type DeploymentRow,
  openTenant,
  type Tenant,
  toRawRow,
} from '@upflow/db'
import { loadSample } from '@upflow/github-emulator'
import {
  defaultRules,
  type RawPullRequest,
  type ReleaseRule,
  type Rules,
  toRepositoryId,
} from '@upflow/model'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { toRawPullRequest } from '../bench/to-raw-pull-request.ts'
import { createBatchAnalyzer } from '../src/recalculate/analyze-batches.ts'
import { isCurrent } from '../src/recalculate/choose-stale.ts'
import type { Analyzers } from '../src/recalculate/port-analyzers.ts'
import { recalculateRepository } from '../src/recalculate/recalculate-repository.ts'
import { createRecalculator } from '../src/recalculate/recalculator.ts'
import { createFileThreads } from '../src/threads/file-threads.ts'
import { acme, newDataDir } from './support.ts'

const repositoryId = toRepositoryId('R_1')
const [cfrg] = loadSample(['cfrg']).repositories
/** Real ones, each with a merge commit of its own name. */
const sample: readonly RawPullRequest[] = cfrg!.pullRequests.slice(0, 20).map((data, place) => {
  const one = {
    ...toRawPullRequest(cfrg!, data),
    baseRefName: place % 2 === 0 ? 'master' : 'topic',
    isCrossRepository: false,
  }
  return { ...one, repositoryId, mergeCommitSha: one.mergedAt === null ? null : shaOf(one.number) }
})
const numbers = sample.map(({ number }) => number)
function shaOf(number: number): string {
  return `merge-${number}`
}

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
      title: string
      label: string
    }
  /** Another's merge commit is among its commits. */
  | { kind: 'carry'; index: number; carried: number }
  | { kind: 'incomplete'; index: number; parts: RawPullRequest['incomplete'] }
  | { kind: 'merge-commit'; index: number; sha: string | null }
  | { kind: 'tag'; name: string; sha: string; at: number }
  | { kind: 'untag'; name: string }
  | { kind: 'deploy'; id: string; environment: string; sha: string; at: number; succeeds: boolean }
  | { kind: 'undeploy'; id: string }
  | { kind: 'rule'; rule: ReleaseRule }
  | { kind: 'rules'; rules: Partial<Rules> }
  | { kind: 'default-branch'; branch: string | null }
  | { kind: 'remove'; index: number }

const branches = fc.constantFrom('master', 'release', 'topic')
/** A few of them often, so that what happens to one of them meets what has happened to it before. */
const merges = sample.flatMap(({ mergedAt }, place) => (mergedAt === null ? [] : [place]))
const index: fc.Arbitrary<number> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...merges.slice(0, 3)) },
  { weight: 1, arbitrary: fc.nat(sample.length - 1) },
)
const number: fc.Arbitrary<number> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...merges.slice(0, 3).map((place) => numbers[place]!)) },
  { weight: 1, arbitrary: fc.constantFrom(...numbers) },
)
const at = fc.integer({ min: 1.6e9, max: 1.75e9 })
const sha: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: number.map(shaOf) },
  { weight: 1, arbitrary: fc.constant('elsewhere') },
)
const logins = fc.subarray([...new Set(sample.flatMap(loginsOf))].slice(0, 6))
function loginsOf({ author, reviews, comments }: RawPullRequest): string[] {
  return [author, ...[...reviews, ...comments].map((one) => one.author)].map(({ login }) => login)
}
const calendar = fc.record({
  timeZone: fc.constantFrom('UTC', 'Asia/Kolkata', 'America/New_York', 'Australia/Lord_Howe'),
  workingDays: fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }),
  from: fc.constantFrom('00:00', '08:30'),
  to: fc.constantFrom('17:00', '24:00'),
  holidays: fc.subarray(['2021-01-01', '2022-05-02']),
})
const anyRule = fc.constantFrom<ReleaseRule>(
  { kind: 'branch', key: 'release' },
  { kind: 'branch', key: 'master' },
  { kind: 'branch', key: ['release', 'master'] },
  { kind: 'tags', key: 'v.*' },
  { kind: 'deployments', key: 'production' },
  { kind: 'deployments', key: '.*' },
  { kind: 'none' },
)
const changes: readonly { readonly weight: number; readonly arbitrary: fc.Arbitrary<Change> }[] = [
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('update' as const),
      index,
      base: branches,
      head: branches,
      own: fc.boolean(),
      reviewers: fc.boolean(),
      title: fc.constantFrom('A change', 'Revert "A change"'),
      label: fc.constantFrom('bug', 'dependencies'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('carry' as const),
      index,
      carried: number,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('incomplete' as const),
      index,
      parts: fc.subarray<RawPullRequest['incomplete'][number]>(['closedAt', 'reviews'], { maxLength: 1 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('merge-commit' as const),
      index,
      sha: fc.option(sha) as fc.Arbitrary<string | null>,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('tag' as const),
      name: fc.constantFrom('v1', 'v2', 'beta'),
      sha,
      at,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('untag' as const), name: fc.constantFrom('v1', 'v2') }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('deploy' as const),
      id: fc.constantFrom('D_1', 'D_2', 'D_3'),
      environment: fc.constantFrom('production', 'staging'),
      sha,
      at,
      succeeds: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('undeploy' as const), id: fc.constantFrom('D_1', 'D_2') }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('rule' as const),
      rule: anyRule,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('rules' as const),
      rules: fc.oneof<fc.Arbitrary<Partial<Rules>>[]>(
        logins.map((excludedLogins) => ({ excludedLogins })),
        logins.map((botLogins) => ({ botLogins })),
        fc.constantFrom([], ['**']).map((generatedFiles) => ({ generatedFiles })),
        fc.constantFrom([], [{ kind: 'named', base: 'master' }]).map((kinds) => ({ kinds })),
        fc.constantFrom([], ['topic']).map((longLivedBranches) => ({ longLivedBranches })),
        fc.constantFrom(1, 90, 10_000).map((codingWindowDays) => ({ codingWindowDays })),
        calendar.map((one) => ({ calendar: one })),
        fc.tuple(logins, calendar).map(([some, one]) => ({ calendars: [{ logins: some, calendar: one }] })),
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('default-branch' as const),
      branch: fc.constantFrom('master', 'release', null),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), index }) },
]

/** Of what is derived, every row. */
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
const roundOf = (change: fc.Arbitrary<Change>): fc.Arbitrary<Round> =>
  fc.oneof(
    fc.record({
      before: fc.array(change, { minLength: 1, maxLength: 4 }),
      meanwhile: fc.array(change, { maxLength: 2 }),
      stopAfter: fc.option(fc.nat(4)),
    }),
    // One change alone: no other makes up for what is overlooked of it.
    change.map((one) => ({ before: [one], meanwhile: [], stopAfter: null })),
  )
/** Each time of a few kinds of change, or of all. */
const anyRounds = fc
  .oneof(fc.subarray([...changes], { minLength: 1, maxLength: 3 }), fc.constant(changes))
  .chain((some) =>
    fc.array(roundOf(fc.oneof<fc.MaybeWeightedArbitrary<Change>[]>(...some)), { minLength: 1, maxLength: 6 }),
  )

/** Analyzes in line; then, before the result is written, what happens meanwhile happens. */
const analyzersWith = (tenant: Tenant, meanwhile: (batches: number) => void) => (): Analyzers => {
  const analyze = createBatchAnalyzer(tenant.sqlite)
  let batches = 0
  return {
    lanes: [
      async (terms, batch) => {
        const analyzed = analyze(terms, batch)
        meanwhile(++batches)
        return analyzed
      },
    ],
    close: () => {},
  }
}

it('incremental = full, whatever lands meanwhile and wherever it is stopped', async () => {
  await fc.assert(
    fc.asyncProperty(anyRule, anyRounds, async (firstRule, rounds) => {
      const tenant = await newTenant()
      const upsert = createRawUpsert(tenant)
      let rules: Rules = defaultRules
      let releaseRule = firstRule
      for (const one of sample) upsert(toRawRow(one))
      /** As GitHub has them now. */
      const current = [...sample]
      const put = (target: RawPullRequest, changes: Partial<RawPullRequest>) => {
        const changed = { ...target, ...changes, updatedAt: target.updatedAt + 1 }
        current[current.indexOf(target)] = changed
        upsert(toRawRow(changed))
      }
      const make = (one: Change) => {
        const target = current['index' in one ? one.index : 0]!
        const { sqlite } = tenant
        if (one.kind === 'update')
          put(target, {
            title: one.title,
            labels: [one.label],
            baseRefName: one.base,
            headRefName: one.head,
            isCrossRepository: !one.own,
            events: one.reviewers
              ? [
                  {
                    kind: 'review-requested',
                    at: target.createdAt + 5,
                    actor: target.author,
                    reviewer: { kind: 'user', login: 'rev', id: null },
                    id: null,
                    url: null,
                  },
                ]
              : [],
          })
        if (one.kind === 'carry')
          put(target, {
            commits: [
              ...target.commits,
              { sha: shaOf(one.carried), authoredAt: 1, committedAt: target.createdAt, author: null },
            ],
          })
        if (one.kind === 'incomplete') put(target, { incomplete: one.parts })
        if (one.kind === 'merge-commit' && target.mergedAt !== null) put(target, { mergeCommitSha: one.sha })
        if (one.kind === 'tag')
          sqlite
            .prepare('INSERT OR REPLACE INTO tags VALUES (?, ?, ?, ?)')
            .run(repositoryId, one.name, one.sha, one.at)
        if (one.kind === 'untag') sqlite.prepare('DELETE FROM tags WHERE name = ?').run(one.name)
        if (one.kind === 'deploy')
          createUpsert<DeploymentRow>(sqlite, { table: 'deployments', key: ['repository_id', 'id'] })({
            repository_id: repositoryId,
            id: one.id,
            environment: one.environment,
            sha: one.sha,
            committed_at: one.at,
            creator_login: 'ann',
            creator_kind: 'user',
            created_at: one.at,
            succeeded_at: one.succeeds ? one.at + 60 : null,
          })
        if (one.kind === 'undeploy') sqlite.prepare('DELETE FROM deployments WHERE id = ?').run(one.id)
        if (one.kind === 'rule') releaseRule = one.rule
        if (one.kind === 'rules') rules = { ...defaultRules, ...one.rules }
        if (one.kind === 'default-branch')
          sqlite.prepare('UPDATE repositories SET default_branch = ?').run(one.branch)
        if (one.kind === 'remove') sqlite.prepare('DELETE FROM raw_pull_requests WHERE id = ?').run(target.id)
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
    { numRuns: Number(process.env.UPFLOW_RECALCULATE_SEEDS ?? 60) },
  )
})

it('by new rules ends one by the old rules that is under way elsewhere, and no two mix', async () => {
  const tenant = await newTenant()
  const upsert = createRawUpsert(tenant)
  for (const one of sample) upsert(toRawRow(one))
  const other = await openTenant(tenant.path, acme)
  const releaseRule = { kind: 'branch', key: 'master' } as const
  const newRules = { ...defaultRules, excludedLogins: loginsOf(sample[0]!) }
  const old = recalculateRepository(tenant, {
    repositoryId,
    rules: defaultRules,
    releaseRule,
    batchSize: 7,
    openAnalyzers: () => {
      const analyze = createBatchAnalyzer(tenant.sqlite)
      let batches = 0
      const lane: Analyzers['lanes'][number] = async (terms, batch) => {
        if (++batches === 2)
          await recalculateRepository(other, { repositoryId, rules: newRules, releaseRule })
        return analyze(terms, batch)
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
  for (const one of sample) upsert(toRawRow(one))
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
