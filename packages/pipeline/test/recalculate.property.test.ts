/**
 * Law 4: after any sequence of changes, recalculating what changed leaves what recalculating everything would.
 * `pnpm test:recalculate` tries more of them.
 */
import { openTenant, type Tenant } from '@upflow/db'
import { defaultRules, type ReleaseRule, type Rules } from '@upflow/model'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createBatchAnalyzer } from '../src/recalculate/analyze-batches.ts'
import { isCurrent } from '../src/recalculate/choose-stale.ts'
import type { Analyzers } from '../src/recalculate/port-analyzers.ts'
import { recalculateRepository } from '../src/recalculate/recalculate-repository.ts'
import { createRecalculator } from '../src/recalculate/recalculator.ts'
import { createFileThreads } from '../src/threads/file-threads.ts'
import type { Reached } from '../src/threads/progress-cell.ts'
import { type Change, createWorld, loginsOf, type Theme, themes } from './recalculate-changes.ts'
import { all, createReference, newTenant, repositoryId, sample } from './recalculated.ts'
import { acme } from './support.ts'

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
const analyzersWith = (tenant: Tenant, meanwhile: (batches: number) => void) => (): Analyzers => {
  const analyze = createBatchAnalyzer(tenant)
  let batches = 0
  return {
    lanes: [
      async (terms, batch) => {
        const analyzed = await analyze(terms, batch)
        meanwhile(++batches)
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
const seeds = Math.ceil(Number(process.env.UPFLOW_RECALCULATE_SEEDS ?? 135) / themes.length)

it.each(themes)(
  'incremental = full, whatever lands meanwhile and wherever it is stopped: $name',
  async (theme) => {
    const reference = await createReference()
    await fc.assert(
      fc.asyncProperty(storyOf(theme), async ({ firstRule, rounds }) => {
        const tenant = await newTenant(sample)
        const { world, make } = createWorld(tenant, firstRule)
        const recalculate = async ({ meanwhile, stopAfter }: Pick<Round, 'meanwhile' | 'stopAfter'>) => {
          const controller = new AbortController()
          const by: By = { ...world }
          await recalculateRepository(tenant, {
            repositoryId,
            ...by,
            signal: controller.signal,
            batchSize: 7,
            openAnalyzers: analyzersWith(tenant, (batches) => {
              // Rules that change meanwhile are those of the next recalculation.
              if (batches === Math.min(2, meanwhile.length)) meanwhile.forEach(make)
              if (batches === stopAfter) controller.abort(new Error('stopped'))
            }),
          }).catch((error: Error) => {
            if (error.message !== 'stopped') throw error
          })
        }
        const check = async () => {
          await recalculate({ meanwhile: [], stopAfter: null })
          expect(all(tenant)).toEqual(await reference.of(tenant, world))
          // And the next time there is nothing to do.
          expect(await recalculateRepository(tenant, { repositoryId, ...world })).toMatchObject(nothing)
        }
        await check()
        for (const round of rounds) {
          round.before.forEach(make)
          if (round.meanwhile.length > 0 || round.stopAfter !== null) await recalculate(round)
          if (round.isChecked) await check()
        }
        await check()
        tenant.close()
      }),
      { numRuns: seeds },
    )
    reference.close()
  },
  60_000 + seeds * 5_000,
)

it('one that changes while it is analyzed by another rule for the first time has its release the next time', async () => {
  const tenant = await newTenant(sample)
  const reference = await createReference()
  const { world, make } = createWorld(tenant, { kind: 'none' })
  await recalculateRepository(tenant, { repositoryId, ...world })
  world.releaseRule = { kind: 'branch', key: ['master', 'topic'] }
  const index = sample.findIndex(({ mergedAt }) => mergedAt !== null)
  await recalculateRepository(tenant, {
    repositoryId,
    ...world,
    openAnalyzers: analyzersWith(tenant, () => make({ kind: 'update', index, to: { title: 'another' } })),
  })
  const { analyzed } = await recalculateRepository(tenant, { repositoryId, ...world })
  expect([analyzed, all(tenant)]).toEqual([1, await reference.of(tenant, world)])
  reference.close()
  tenant.close()
})

it('one that could not be analyzed by another rule is analyzed by it the next time, though nothing of it changed', async () => {
  const tenant = await newTenant(sample)
  const reference = await createReference()
  const { world } = createWorld(tenant, { kind: 'none' })
  await recalculateRepository(tenant, { repositoryId, ...world })
  world.releaseRule = { kind: 'branch', key: ['master', 'topic'] }
  const { number } = sample.find(({ mergedAt }) => mergedAt !== null)!
  const { sqlite } = tenant
  const read = sqlite.prepare('SELECT payload FROM raw_pull_requests WHERE number = ?').pluck()
  const write = sqlite.prepare('UPDATE raw_pull_requests SET payload = ? WHERE number = ?')
  const payload = read.get(number)
  write.run('{}', number)
  expect((await recalculateRepository(tenant, { repositoryId, ...world })).failed).toMatchObject([{ number }])
  write.run(payload, number)
  expect(await recalculateRepository(tenant, { repositoryId, ...world })).toMatchObject({
    analyzed: 1,
    failed: [],
  })
  expect(all(tenant)).toEqual(await reference.of(tenant, world))
  reference.close()
  tenant.close()
})

it('one whose end could not be read has no release, however often it is analyzed', async () => {
  const tenant = await newTenant(sample)
  const reference = await createReference()
  const { world, make } = createWorld(tenant, { kind: 'branch', key: ['master', 'topic'] })
  const index = sample.findIndex(({ mergedAt }) => mergedAt !== null)
  make({ kind: 'incomplete', index, parts: ['mergedAt'] })
  for (const title of ['one', 'another']) {
    make({ kind: 'update', index, to: { title } })
    await recalculateRepository(tenant, { repositoryId, ...world })
    expect(all(tenant)).toEqual(await reference.of(tenant, world))
    expect(
      tenant.sqlite
        .prepare('SELECT released_at, released_by FROM analyzed_pull_requests WHERE title = ?')
        .get(title),
    ).toEqual({ released_at: null, released_by: null })
  }
  reference.close()
  tenant.close()
})

it('by new rules ends one by the old rules that is under way elsewhere, and no two mix', async () => {
  const tenant = await newTenant(sample)
  const other = await openTenant(tenant.path, acme)
  const releaseRule = { kind: 'branch', key: 'master' } as const
  const newRules = { ...defaultRules, excludedLogins: loginsOf(sample[0]!) }
  const old = recalculateRepository(tenant, {
    repositoryId,
    rules: defaultRules,
    releaseRule,
    batchSize: 7,
    openAnalyzers: () => {
      const analyze = createBatchAnalyzer(tenant)
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
  expect(await isCurrent(tenant, wanted)).toBe(true)
  const incremental = all(tenant)
  await recalculateRepository(tenant, { ...wanted, everything: true })
  expect(all(tenant)).toEqual(incremental)
  other.close()
  tenant.close()
})

it('in a worker thread = in line, only counts come back, and an abort stops it between chunks', async () => {
  const tenant = await newTenant(sample)
  const options = {
    repositoryId,
    rules: defaultRules,
    releaseRule: { kind: 'branch', key: 'master' } as const,
  }
  const worker = new URL('../dist/worker.js', import.meta.url)
  const files = createFileThreads({ worker, redact: (text) => text })
  const recalculator = createRecalculator({ worker, threads: 1, files })
  const progress: Reached[] = []
  const report = await recalculator.recalculate(tenant, {
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
