/**
 * Law 4: after any sequence of changes, recalculating what changed leaves what recalculating everything would, in a file
 * and in a schema. `pnpm test:recalculate` tries more of them.
 */
import { openStore, type TenantStore } from '@upflow/db'
import { defaultRules, type ReleaseRule, type Rules } from '@upflow/model'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBatchAnalyzer } from '../src/recalculate/analyze-batches.ts'
import { isCurrent } from '../src/recalculate/choose-stale.ts'
import type { Analyzers } from '../src/recalculate/port-analyzers.ts'
import { recalculateRepository } from '../src/recalculate/recalculate-repository.ts'
import { createRecalculator } from '../src/recalculate/recalculator.ts'
import { createFileThreads } from '../src/threads/file-threads.ts'
import type { Reached } from '../src/threads/progress-cell.ts'
import { type Change, createWorld, loginsOf, type Theme, themes } from './recalculate-changes.ts'
import {
  all,
  createReference,
  type NewStore,
  newFile,
  put,
  repositoryId,
  sample,
  startSchemas,
} from './recalculated.ts'

interface Round {
  readonly before: readonly Change[]
  /** Made by others after so many batches were analyzed and before they are written. */
  readonly meanwhile: readonly Change[]
  /** The recalculation is stopped after so many batches. */
  readonly stopAfter: number | null
  /** Whether what is left over is recalculated, and all of it looked at, before the next. */
  readonly isChecked: boolean
}

const roundOf = (change: fc.Arbitrary<Change>): fc.Arbitrary<Round> =>
  fc.oneof(
    fc.record({
      before: fc.array(change, { minLength: 1, maxLength: 4 }),
      meanwhile: fc.array(change, { maxLength: 2 }),
      stopAfter: fc.option(fc.nat(4)),
      isChecked: fc.boolean(),
    }),
    // One change alone: no other makes up for what is overlooked of it.
    {
      weight: 3,
      arbitrary: change.map((one) => ({ before: [one], meanwhile: [], stopAfter: null, isChecked: true })),
    },
  )
interface Story {
  readonly firstRule: ReleaseRule
  readonly rounds: readonly Round[]
}
const storyOf = ({ firstRule, change }: Theme): fc.Arbitrary<Story> =>
  fc.record({ firstRule, rounds: fc.array(roundOf(change), { minLength: 4, maxLength: 12, size: 'max' }) })

/** Analyzes in line; then, before the result is written, what happens meanwhile happens. */
const analyzersWith = (store: TenantStore, meanwhile: (batches: number) => unknown) => (): Analyzers => {
  const analyze = createBatchAnalyzer(store)
  let batches = 0
  return {
    lanes: [
      async (terms, batch) => {
        const analyzed = await analyze(terms, batch)
        await meanwhile(++batches)
        return analyzed
      },
    ],
    close: () => {},
  }
}

interface By {
  readonly rules: Rules
  readonly releaseRule: ReleaseRule
}

const nothing = { analyzed: 0, changed: 0 }
const seeds = Math.ceil(Number(process.env.UPFLOW_RECALCULATE_SEEDS ?? 90) / themes.length)
const newSchema = await startSchemas()
const none: NewStore = () => Promise.reject(new Error('There is no PostgreSQL.'))

describe.each([
  { kept: 'a file', newStore: newFile, runs: seeds },
  // A fifth as many: what differs is where the rows are.
  { kept: 'a schema', newStore: newSchema ?? none, runs: Math.ceil(seeds / 5) },
])('in $kept', ({ newStore, runs }) => {
  const test = it.skipIf(newStore === none)

  test.each(themes)(
    'incremental = full, whatever lands meanwhile and wherever it is stopped: $name',
    async (theme) => {
      const reference = await createReference()
      await fc.assert(
        fc.asyncProperty(storyOf(theme), async ({ firstRule, rounds }) => {
          const store = await newStore(sample)
          const { world, makeAll } = createWorld(store, firstRule)
          const recalculate = async ({ meanwhile, stopAfter }: Pick<Round, 'meanwhile' | 'stopAfter'>) => {
            const controller = new AbortController()
            const by: By = { ...world }
            await recalculateRepository(store, {
              repositoryId,
              ...by,
              signal: controller.signal,
              batchSize: 7,
              openAnalyzers: analyzersWith(store, async (batches) => {
                // Rules that change meanwhile are those of the next recalculation.
                if (batches === Math.min(2, meanwhile.length)) await makeAll(meanwhile)
                if (batches === stopAfter) controller.abort(new Error('stopped'))
              }),
            }).catch((error: Error) => {
              if (error.message !== 'stopped') throw error
            })
          }
          const check = async () => {
            await recalculate({ meanwhile: [], stopAfter: null })
            expect(await all(store)).toEqual(await reference.of(store, world))
            // And the next time there is nothing to do.
            expect(await recalculateRepository(store, { repositoryId, ...world })).toMatchObject(nothing)
          }
          await check()
          for (const round of rounds) {
            await makeAll(round.before)
            if (round.meanwhile.length > 0 || round.stopAfter !== null) await recalculate(round)
            if (round.isChecked) await check()
          }
          await check()
          await store.close()
        }),
        { numRuns: runs },
      )
      await reference.close()
    },
    60_000 + runs * 20_000,
  )

  test('pages that land while analyses are written win, whichever of the two is first', async () => {
    const store = await newStore(sample)
    const other = await openStore(store.location, store.organizationId)
    const reference = await createReference()
    const wanted: By = { rules: defaultRules, releaseRule: { kind: 'branch', key: ['master', 'topic'] } }
    const recalculate = () => recalculateRepository(store, { repositoryId, ...wanted, batchSize: 3 })
    for (let round = 1; round <= 12; round++) {
      const page = sample.map((one) => ({
        ...one,
        title: `${one.title} ${round}`,
        updatedAt: one.updatedAt + round,
      }))
      const land = async () => {
        for (let from = 0; from < page.length; from += 4) await put(other, page.slice(from, from + 4))
      }
      await Promise.all([recalculate(), land(), recalculate()])
      await recalculate()
      expect(await all(store)).toEqual(await reference.of(store, wanted))
      expect(await recalculate()).toMatchObject(nothing)
    }
    await reference.close()
    await other.close()
    await store.close()
  })

  test('one that changes while it is analyzed by another rule for the first time has its release the next time', async () => {
    const store = await newStore(sample)
    const reference = await createReference()
    const { world, make } = createWorld(store, { kind: 'none' })
    await recalculateRepository(store, { repositoryId, ...world })
    world.releaseRule = { kind: 'branch', key: ['master', 'topic'] }
    const index = sample.findIndex(({ mergedAt }) => mergedAt !== null)
    await recalculateRepository(store, {
      repositoryId,
      ...world,
      openAnalyzers: analyzersWith(store, () => make({ kind: 'update', index, to: { title: 'another' } })),
    })
    const { analyzed } = await recalculateRepository(store, { repositoryId, ...world })
    expect([analyzed, await all(store)]).toEqual([1, await reference.of(store, world)])
    await reference.close()
    await store.close()
  })

  test('one that could not be analyzed by another rule is analyzed by it the next time, though nothing of it changed', async () => {
    const store = await newStore(sample)
    const reference = await createReference()
    const { world } = createWorld(store, { kind: 'none' })
    await recalculateRepository(store, { repositoryId, ...world })
    world.releaseRule = { kind: 'branch', key: ['master', 'topic'] }
    const { number } = sample.find(({ mergedAt }) => mergedAt !== null)!
    const { payload } = await store.db
      .selectFrom('raw_pull_requests')
      .select('payload')
      .where('number', '=', number)
      .executeTakeFirstOrThrow()
    const write = (text: string) =>
      store.db.updateTable('raw_pull_requests').set({ payload: text }).where('number', '=', number).execute()
    await write('{}')
    expect((await recalculateRepository(store, { repositoryId, ...world })).failed).toMatchObject([
      { number },
    ])
    await write(payload)
    expect(await recalculateRepository(store, { repositoryId, ...world })).toMatchObject({
      analyzed: 1,
      failed: [],
    })
    expect(await all(store)).toEqual(await reference.of(store, world))
    await reference.close()
    await store.close()
  })

  test('one whose end could not be read has no release, however often it is analyzed', async () => {
    const store = await newStore(sample)
    const reference = await createReference()
    const { world, make } = createWorld(store, { kind: 'branch', key: ['master', 'topic'] })
    const index = sample.findIndex(({ mergedAt }) => mergedAt !== null)
    await make({ kind: 'incomplete', index, parts: ['mergedAt'] })
    for (const title of ['one', 'another']) {
      await make({ kind: 'update', index, to: { title } })
      await recalculateRepository(store, { repositoryId, ...world })
      expect(await all(store)).toEqual(await reference.of(store, world))
      expect(
        await store.db
          .selectFrom('analyzed_pull_requests')
          .select(['released_at', 'released_by'])
          .where('title', '=', title)
          .executeTakeFirst(),
      ).toEqual({ released_at: null, released_by: null })
    }
    await reference.close()
    await store.close()
  })

  test('one whose merge commit could not be read has no release, and is not analyzed for each that comes', async () => {
    const store = await newStore(sample)
    const reference = await createReference()
    const { world, make } = createWorld(store, { kind: 'tags', key: 'v.*' })
    const index = sample.findIndex(({ mergedAt }) => mergedAt !== null)
    const recalculate = async () => {
      const report = await recalculateRepository(store, { repositoryId, ...world })
      expect(await all(store)).toEqual(await reference.of(store, world))
      const { id } = sample[index]!
      const stored = await store.db
        .selectFrom('analyzed_pull_requests')
        .where('pull_request_id', '=', id)
        .select(['released_at', 'incomplete'])
        .executeTakeFirst()
      return { analyzed: report.analyzed, ...stored }
    }
    await make({ kind: 'update', index, to: { mergeCommitSha: null } })
    await make({ kind: 'incomplete', index, parts: ['mergeCommit'] })
    const withheld = { released_at: null, incomplete: 'mergeCommit' }
    // By its date, the tag would be what released it.
    const last = Math.max(...sample.map(({ mergedAt }) => mergedAt ?? 0))
    await make({ kind: 'tag', name: 'v1', to: { committedAt: last + 10 } })
    expect(await recalculate()).toMatchObject(withheld)
    await make({ kind: 'tag', name: 'v2', to: { committedAt: last + 20 } })
    expect(await recalculate()).toEqual({ analyzed: 0, ...withheld })
    await make({ kind: 'incomplete', index, parts: [] })
    expect(await recalculate()).toEqual({ analyzed: 1, released_at: last + 10, incomplete: null })
    await reference.close()
    await store.close()
  })

  test('by new rules ends one by the old rules that is under way elsewhere, and no two mix', async () => {
    const store = await newStore(sample)
    const other = await openStore(store.location, store.organizationId)
    const releaseRule = { kind: 'branch', key: 'master' } as const
    const newRules = { ...defaultRules, excludedLogins: loginsOf(sample[0]!) }
    const old = recalculateRepository(store, {
      repositoryId,
      rules: defaultRules,
      releaseRule,
      batchSize: 7,
      openAnalyzers: () => {
        const analyze = createBatchAnalyzer(store)
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
    expect(await isCurrent(store, wanted)).toBe(true)
    const incremental = await all(store)
    await recalculateRepository(store, { ...wanted, everything: true })
    expect(await all(store)).toEqual(incremental)
    await other.close()
    await store.close()
  })
})

it('in a worker thread = in line, only counts come back, and an abort stops it between chunks', async () => {
  const store = await newFile(sample)
  const options = {
    repositoryId,
    rules: defaultRules,
    releaseRule: { kind: 'branch', key: 'master' } as const,
  }
  const worker = new URL('../dist/worker.js', import.meta.url)
  const files = createFileThreads({ worker, redact: (text) => text })
  const recalculator = createRecalculator({ worker, threads: 1, files })
  const progress: Reached[] = []
  const report = await recalculator.recalculate(store, {
    ...options,
    onProgress: (reached) => progress.push(reached),
  })
  expect(report).toMatchObject({
    pullRequests: sample.length,
    analyzed: sample.length,
    changed: sample.length,
    busy: [],
  })
  expect(progress.at(-1)).toEqual({ current: sample.length, total: sample.length })
  const pooled = await all(store)
  await store.db.deleteFrom('analyzed_pull_requests').execute()
  await recalculateRepository(store, options)
  expect(await all(store)).toEqual(pooled)
  await expect(
    recalculator.recalculate(store, { ...options, signal: AbortSignal.abort(new Error('stop')) }),
  ).rejects.toThrow('stop')
  await files.close()
  await recalculator.close()
  await store.close()
})

it('in a worker thread says that another process has the file to itself, and goes on when it is free', async () => {
  const store = await newFile(sample)
  const worker = new URL('../dist/worker.js', import.meta.url)
  const files = createFileThreads({ worker, redact: (text) => text })
  const recalculator = createRecalculator({ worker, threads: 1, files })
  const other = new Database((store.location as { path: string }).path)
  other.exec('BEGIN IMMEDIATE')
  const told: string[] = []
  const report = await recalculator.recalculate(store, {
    repositoryId,
    rules: defaultRules,
    releaseRule: { kind: 'branch', key: 'master' },
    onLongWait({ message }) {
      told.push(message)
      if (other.inTransaction) other.exec('COMMIT')
    },
  })
  expect(report).toMatchObject({ changed: sample.length })
  expect(told).toEqual([expect.stringMatching(/^waits for the file of .* keeps locked: \d+ s so far$/)])
  await files.close()
  await recalculator.close()
  other.close()
  await store.close()
})
