/** Whatever writes analyses, the file says which have changed: who follows it has what who reads all of them has. */
import { join } from 'node:path'
import { parseOrganizationId, toPullRequestId } from '@upflow/model'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { numberOf, openTenant, readAnalysisChanges, type Tenant } from '../src/index.ts'
import { analysesOf, followAnalyses } from './follow-analyses.ts'
import { analysis, columns, page } from './page-commit.ts'
import { newFolder, pullRequest } from './support.ts'

const acme = parseOrganizationId('acme')
const { repositoryId } = pullRequest()

async function newTenant(): Promise<Tenant> {
  const tenant = await openTenant(join(newFolder(), 'acme.db'), acme)
  tenant.sqlite
    .prepare(`INSERT INTO repositories (id, owner, name) VALUES (?, 'acme', 'app')`)
    .run(repositoryId)
  return tenant
}

const items = (numbers: readonly number[]) =>
  numbers.map((number) => pullRequest({ id: toPullRequestId(`PR_${number}`), number }))

async function analyze(
  tenant: Tenant,
  { rulesHash, ...said }: { title?: string; reviewers?: readonly string[]; rulesHash: string },
): Promise<void> {
  const rows = await tenant.db.selectFrom('raw_pull_requests').select(['key', 'content_hash']).execute()
  await tenant.beginPass(repositoryId, 'pass')
  const analyses = rows.map(({ key, content_hash }) => analysis(key, content_hash, said))
  await tenant.writeAnalyses({ repositoryId, pass: 'pass', rulesHash, columns, analyses })
}

const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { minLength: 1 })
const deed = fc.oneof(
  fc.record({ kind: fc.constant('page'), numbers }),
  fc.record({ kind: fc.constant('gone'), numbers }),
  fc.record({
    kind: fc.constant('analyses'),
    title: fc.constantFrom('one', 'two'),
    reviewers: fc.subarray(['ann', 'ben']),
    rulesHash: fc.constantFrom('a', 'b'),
  }),
  fc.record({ kind: fc.constant('look') }),
)

it('names all that was written and removed: who follows has what who reads all has', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: 1, maxLength: 15 }), async (deeds) => {
      const tenant = await newTenant()
      const follow = followAnalyses()
      for (const one of [...deeds, { kind: 'look' } as const]) {
        if (one.kind === 'page') await tenant.commitPage(page({ items: items(one.numbers) }))
        else if (one.kind === 'gone')
          await tenant.removeGone({ repositoryId, pullRequests: items(one.numbers), at: 5 })
        else if (one.kind === 'analyses') await analyze(tenant, one)
        else expect(follow(tenant.sqlite)).toEqual(analysesOf(tenant.sqlite))
      }
      tenant.close()
    }),
    { numRuns: 60 },
  )
})

it('names no analysis that is as it was, whatever it was made of', async () => {
  const tenant = await newTenant()
  await tenant.commitPage(page({ items: items([1, 2]) }))
  const changedBy = async (deed: () => Promise<unknown>) => {
    const before = readAnalysisChanges(tenant.sqlite).latest()
    await deed()
    return [...readAnalysisChanges(tenant.sqlite).since(before)!].map(numberOf)
  }
  expect(await changedBy(() => analyze(tenant, { rulesHash: 'a' }))).toEqual([1, 2])
  expect(await changedBy(() => analyze(tenant, { rulesHash: 'b' }))).toEqual([])
  const news = pullRequest({ updatedAt: 3_000, title: 'news' })
  expect(await changedBy(() => tenant.commitPage(page({ items: [news] })))).toEqual([])
  expect(await changedBy(() => analyze(tenant, { rulesHash: 'b' }))).toEqual([])
  expect(await changedBy(() => analyze(tenant, { rulesHash: 'b', title: 'two' }))).toEqual([1, 2])
  tenant.close()
})

it('forgets what is long ago, and says so', async () => {
  const tenant = await newTenant()
  const changes = readAnalysisChanges(tenant.sqlite)
  expect([changes.latest(), changes.since(0), changes.since(1)]).toEqual([0, new Set(), null])
  tenant.sqlite.exec(
    `INSERT INTO analysis_changes (pull_request_key)
       WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 60000) SELECT i FROM n`,
  )
  expect([changes.latest(), changes.since(59_999), changes.since(60_000)]).toEqual([
    60_000,
    new Set([60_000]),
    new Set(),
  ])
  expect([changes.since(10_000)?.size, changes.since(9_999), changes.since(0)]).toEqual([50_000, null, null])
  // As of another file.
  expect(changes.since(60_001)).toBeNull()
  tenant.close()
})
