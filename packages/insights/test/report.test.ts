/** What a report says beside its figures: what it lacks, and which rule releases nothing. */
import { analysisVersion, basisOf } from '@upflow/analyzer'
import { passReader, putFreshness, type Tenant } from '@upflow/db'
import type { RepositoryId } from '@upflow/model'
import { changeSettings, rulesOf, type SettingKey, storedSettings } from '@upflow/settings'
import { beforeEach, describe, expect, it } from 'vitest'
import { readBoard, readReleases, readReport, readRuleMatches } from '../src/index.ts'
import { readHealth } from '../src/read-health.ts'
import { acme, addAnalyzed, addRepository, newTenants } from './support.ts'

const daySeconds = 86_400
const byMain = { kind: 'branch', key: 'main' }

let tenant: Tenant
beforeEach(async () => {
  tenant = await newTenants().create(acme)
})

interface Merged {
  readonly number: number
  /** Days. */
  readonly merged: number
  readonly isReleased: boolean
  readonly base?: string
}

/** Stores and analyzes them. */
function addMerged(repositoryId: RepositoryId, all: readonly Merged[]) {
  const put =
    tenant.sqlite.prepare(`INSERT INTO raw_pull_requests (key, id, repository_id, number, state, is_draft,
      author_login, base_ref_name, head_ref_name, is_cross_repository, created_at, updated_at, merged_at, content_hash,
      payload)
    SELECT ordinal * 4294967296 + @number, 'PR', id, @number, 'merged', 0, 'ann', @base, 'change', 0, 0, 0, @mergedAt,
      '', '{}' FROM repositories WHERE id = @repositoryId`)
  for (const { base = 'develop', merged, number } of all)
    put.run({ repositoryId, number, base, mergedAt: merged * daySeconds })
  addAnalyzed(
    tenant,
    all.map(({ isReleased, merged, number }) => ({
      repository_id: repositoryId,
      number,
      state: 'merged',
      merged_at: merged * daySeconds,
      released_at: isReleased ? merged * daySeconds : null,
    })),
  )
  tenant.sqlite.exec('DELETE FROM unanalyzed')
}

const problemOf = async (filter = {}) =>
  (await readReport(tenant, { filter, now: 1_000 * daySeconds })).repositories[0]!.releaseProblem

describe('a rule is named when it', () => {
  it('has released nothing ever', async () => {
    addMerged(addRepository(tenant, 'acme/web', byMain), [{ number: 1, merged: 10, isReleased: false }])
    expect(await problemOf()).toBe(`no merge reached 'main'`)
    const releaseProblems = [{ repository: 'acme/web', problem: `no merge reached 'main'` }]
    expect(await readReleases(tenant, { limit: 1 })).toMatchObject({ releaseProblems })
    expect(await readBoard(tenant, { at: 1_000 * daySeconds, limit: 1 })).toMatchObject({ releaseProblems })
  })

  it('released something once, and nothing of what was merged in the months since', async () => {
    addMerged(addRepository(tenant, 'acme/web', byMain), [
      { number: 1, merged: 10, isReleased: true, base: 'main' },
      { number: 2, merged: 20, isReleased: false },
      { number: 3, merged: 200, isReleased: false },
    ])
    expect(await problemOf()).toBe(
      `nothing that was merged since 1970-01-11 is released (2 merges): no merge reached 'main'`,
    )
  })
})

describe('a rule is not named when', () => {
  it('it released something lately, even if nothing of the period', async () => {
    addMerged(addRepository(tenant, 'acme/web', byMain), [
      { number: 1, merged: 150, isReleased: true, base: 'main' },
      { number: 2, merged: 200, isReleased: false },
    ])
    expect(await problemOf({ since: 199 * daySeconds })).toBeNull()
  })

  it('it is to release nothing; nor are its merges said to be not released', async () => {
    addMerged(addRepository(tenant, 'acme/web'), [{ number: 1, merged: 10, isReleased: false }])
    expect(await problemOf()).toBeNull()
    expect((await readReport(tenant, { now: 1 })).all).toMatchObject({ merged: 1, notReleased: 0 })
  })

  it('nothing was merged', async () => {
    addRepository(tenant, 'acme/web', byMain)
    expect(await problemOf()).toBeNull()
  })
})

it('says how many stored pull requests are not analyzed, as after an update that analyzes otherwise', async () => {
  const [web, api] = ['acme/web', 'acme/api'].map((name) => addRepository(tenant, name))
  addMerged(web!, [{ number: 1, merged: 1, isReleased: false }])
  addMerged(api!, [{ number: 1, merged: 1, isReleased: false }])
  expect(await readReport(tenant, { now: 1 })).toMatchObject({ notAnalyzed: 0 })
  // As a migration does that drops analyses.
  tenant.sqlite.exec('DELETE FROM analyzed_pull_requests')
  expect(await readReport(tenant, { now: 1 })).toMatchObject({ notAnalyzed: 2, all: { merged: 0 } })
  expect(await readReport(tenant, { filter: { repositories: ['web'] }, now: 1 })).toMatchObject({
    notAnalyzed: 1,
    repositories: [{ name: 'acme/web', notAnalyzed: 1 }],
  })
})

describe('analyses by earlier settings are told apart', () => {
  const outdated = async () => (await readReport(tenant, { now: 1 })).repositories[0]!.outdated
  /** As a recalculation by what is set now leaves it. */
  const follow = (repositoryId: RepositoryId, isComplete: 0 | 1 = 1) => {
    const { releaseRule, ...settings } = storedSettings(tenant)
    const { pass } = passReader(tenant.sqlite)({
      repositoryId,
      releaseRule: releaseRule.value,
      version: analysisVersion,
      basisOf: (branch) => basisOf(rulesOf({ releaseRule, ...settings }), releaseRule.value, branch),
    })
    tenant.sqlite.prepare('UPDATE recalculations SET pass = ?, is_complete = ?').run(pass, isComplete)
  }
  const set = (key: SettingKey, value: unknown) => changeSettings(tenant, [{ key, value }], { by: 'a test' })

  it.each<[SettingKey, unknown]>([
    ['codingWindowDays', 7],
    ['releaseRule', { kind: 'branch', key: 'main' }],
    ['teams', [{ slug: 'core', members: ['ann'], calendar: { timeZone: 'Europe/Berlin' } }]],
  ])('after a change of %s, until it is as before or recalculated', async (key, value) => {
    const id = addRepository(tenant, 'acme/web')
    expect(await outdated()).toBeNull()
    follow(id)
    expect(await outdated()).toBeNull()
    await set(key, value)
    expect(await outdated()).toBe('earlier')
    expect((await readHealth(tenant))[0]!.outdated).toBe('earlier')
    follow(id, 0)
    expect(await outdated()).toBe('partly')
    follow(id)
    expect(await outdated()).toBeNull()
    await set(key, undefined)
    expect(await outdated()).toBe('earlier')
  })

  it('and so are those before the latest tags', async () => {
    const id = addRepository(tenant, 'acme/web')
    follow(id)
    tenant.sqlite.prepare(`INSERT INTO tags VALUES (?, 'v1', 'sha', 1)`).run(id)
    expect(await outdated()).toBe('earlier')
  })
})

it('what was read in part says since when, and tags that were never read are not none', async () => {
  const id = addRepository(tenant, 'acme/web', { kind: 'tags', key: 'v.*' })
  addMerged(id, [{ number: 1, merged: 10, isReleased: false }])
  putFreshness(tenant.sqlite, id, { read_since: 5 })
  const { repositories } = await readReport(tenant, { now: 1 })
  expect(repositories).toMatchObject([
    { asOf: null, readSince: 5, releaseProblem: `its tags have not been read yet: 'crawl' reads them` },
  ])
  putFreshness(tenant.sqlite, id, { as_of: 9, tags_read_at: 8 })
  expect((await readReport(tenant, { now: 1 })).repositories).toMatchObject([
    { asOf: 9, readSince: null, releaseProblem: 'the repository has no tags' },
  ])
  // Read, but not with the rest.
  expect(await readRuleMatches(tenant)).toMatchObject([{ needsCrawl: true }])
  putFreshness(tenant.sqlite, id, { tags_read_at: 9 })
  expect(await readRuleMatches(tenant)).toMatchObject([{ needsCrawl: false }])
})

it('is compared with the period that is asked for, or with nothing', async () => {
  addMerged(
    addRepository(tenant, 'acme/web', byMain),
    [1, 11, 12, 21, 22, 23].map((merged, number) => ({ number, merged, isReleased: true })),
  )
  const days = (from: number, to: number) => ({ since: from * daySeconds, until: to * daySeconds })
  const reportOf = (before?: ReturnType<typeof days> | null) =>
    readReport(tenant, {
      filter: days(20, 30),
      now: 100 * daySeconds,
      ...(before === undefined ? {} : { before }),
    })
  expect((await reportOf()).previous).toMatchObject({ ...days(10, 20), merged: 2 })
  const compared = await reportOf(days(0, 10))
  expect(compared.previous).toMatchObject({ ...days(0, 10), merged: 1 })
  expect(compared.change).toMatchObject({ merged: 2 })
  expect(await reportOf(null)).toMatchObject({ all: { merged: 3 }, previous: null, change: null })
})
