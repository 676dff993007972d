/** What a report says beside its figures: what it lacks, and which rule releases nothing. */
import type { Tenant } from '@upflow/db'
import type { RepositoryId } from '@upflow/model'
import { beforeEach, describe, expect, it } from 'vitest'
import { readReport } from '../src/index.ts'
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
