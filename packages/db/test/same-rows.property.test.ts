/** A file and a schema hold the same rows after the same commits, whatever they are. */
import { type RawPullRequest, type RepositoryId, toPullRequestId, toRepositoryId } from '@upflow/model'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { TenantStore } from '../src/index.ts'
import { analysis, columns, page, state } from './page-commit.ts'
import { newFile, repositoryId, rowsOf, startPlaces } from './store-places.ts'
import { pullRequest } from './support.ts'

const places = await startPlaces()

const repositories: readonly RepositoryId[] = [repositoryId, toRepositoryId('R_2')]
const number = fc.integer({ min: 1, max: 5 })
const repository = fc.constantFrom(...repositories)
const text = fc.constantFrom('a', 'b', 'é😀', '"commits":[', 'Z')

const item = fc
  .record({
    number,
    title: text,
    updatedAt: fc.integer({ min: 1, max: 4 }),
    mergedAt: fc.option(fc.integer({ min: 1, max: 2 })),
    isIncomplete: fc.boolean(),
    sha: fc.constantFrom('x', 'y'),
    baseRefName: fc.constantFrom('main', 'next'),
  })
  .map(({ isIncomplete, sha, ...given }): Partial<RawPullRequest> & { readonly number: number } => ({
    ...given,
    id: toPullRequestId(`PR_${given.number}`),
    mergeCommitSha: given.mergedAt === null ? null : sha,
    commits: [{ sha, authoredAt: 1, committedAt: 1, author: null }],
    incomplete: isIncomplete ? ['reviews'] : [],
  }))

type Deed = (store: TenantStore) => Promise<unknown>

const aPage = fc.record({
  repository,
  items: fc.uniqueArray(item, { maxLength: 4, selector: (one) => one.number }),
  unread: fc.array(fc.record({ number, reason: text, nextAt: fc.nat(9) }), { maxLength: 3 }),
  unnamed: fc.record({ reasons: fc.array(text, { maxLength: 2 }), nextAt: fc.nat(9), areNews: fc.boolean() }),
  seen: fc.option(fc.record({ begins: fc.boolean(), numbers: fc.array(number, { maxLength: 3 }) })),
  isLast: fc.boolean(),
  isLastWhenUnchanged: fc.array(number, { maxLength: 2 }),
  watermark: fc.option(fc.nat(9)),
  fresh: fc.option(fc.constantFrom({ as_of: 5, read_since: null }, { read_since: 3 })),
  token: fc.constantFrom('t1', 't2', 't3', 't4', 't5', 't6', 't7', 't8'),
})

const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 4,
    arbitrary: aPage.map(({ repository: id, items, watermark, fresh, ...given }): Deed => {
      const crawl =
        watermark === null ? null : state({ repository_id: id, phase: 'crawl', watermark, cursor: null })
      const commit = page({
        ...given,
        repositoryId: id,
        items: items.map((one) => pullRequest({ ...one, repositoryId: id })),
        state: state({ repository_id: id }),
        end: { at: 9, crawl, fresh },
      })
      return (store) => store.commitPage(commit)
    }),
  },
  fc
    .record({ repository, items: fc.array(item, { maxLength: 1 }), gone: fc.array(number, { maxLength: 2 }) })
    .map(({ repository: id, items, gone }): Deed => {
      const tried = [1, 2, 3, 4, 5].map((one) => ({ number: one, nextAt: 20 + one }))
      const failed = [{ number: 3, reason: 'again' }]
      const read = items.map((one) => pullRequest({ ...one, repositoryId: id }))
      return (store) => store.commitRetry({ repositoryId: id, items: read, gone, tried, failed })
    }),
  fc.record({ repository, numbers: fc.array(number, { maxLength: 2 }) }).map(
    ({ repository: id, numbers }): Deed =>
      (store) =>
        store.removeGone({
          repositoryId: id,
          pullRequests: numbers.map((one) => ({ id: toPullRequestId(`PR_${one}`), number: one })),
          at: 3,
        }),
  ),
  repository.map(
    (id): Deed =>
      (store) =>
        store.forgetSeen(id, 2),
  ),
  fc.record({ repository, names: fc.uniqueArray(text, { maxLength: 3 }), isWhole: fc.boolean() }).map(
    ({ repository: id, names, isWhole }): Deed =>
      (store) =>
        store.putTags({
          repositoryId: id,
          tags: names.map((name, at) => ({ name, sha: `s${at}`, committedAt: at })),
          isWhole,
        }),
  ),
  fc
    .record({
      repository,
      // GitHub names each once: how often a revision is raised within a commit is not the same.
      put: fc.uniqueArray(fc.tuple(fc.constantFrom('d', 'e'), fc.option(fc.nat(2))), {
        maxLength: 2,
        selector: ([id]) => id,
      }),
      remove: fc.constantFrom<readonly string[] | 'others'>('others', [], ['d']),
    })
    .map(({ repository: id, put, remove }): Deed => {
      const deployments = put.map(([name, succeededAt]) => ({
        id: name,
        environment: 'p',
        sha: 's',
        committedAt: 1,
        creator: { kind: 'user', login: 'ann', id: null } as const,
        createdAt: 1,
        succeededAt,
      }))
      return (store) => store.commitDeployments({ repositoryId: id, put: deployments, remove, state: null })
    }),
  {
    weight: 3,
    arbitrary: fc.record({ repository, titles: fc.array(text, { minLength: 1, maxLength: 5 }) }).map(
      ({ repository: id, titles }): Deed =>
        async (store) => {
          // Of what is stored, and of what is not any more.
          const keys = await store.db
            .selectFrom('raw_pull_requests')
            .select(['key', 'content_hash'])
            .where('repository_id', '=', id)
            .orderBy('key')
            .execute()
          const analyses = keys
            .slice(0, titles.length)
            .map(({ key, content_hash }, at) =>
              analysis(key, titles[at] === 'Z' ? 'outdated' : content_hash, { title: titles[at]! }),
            )
          await store.beginPass(id, 'pass')
          const commit = { repositoryId: id, pass: 'pass', rulesHash: titles[0]!, columns, analyses }
          const { isSuperseded, changed, outdated } = await store.writeAnalyses(commit)
          return { isSuperseded, changed, outdated, isComplete: await store.completePass(id, 'pass') }
        },
    ),
  },
  repository.map(
    (id): Deed =>
      async (store) =>
        store.removePullRequests(id, 2),
  ),
)

const newStores = async (schema: TenantStore): Promise<TenantStore> => {
  const file = await newFile()
  const names = Object.keys(await rowsOf(schema))
  const { schema: name } = schema.location as Extract<TenantStore['location'], { kind: 'schema' }>
  await places!.truncate(
    schema,
    names.map((table) => `"${name}".${table}`),
  )
  for (const store of [file, schema])
    for (const id of repositories)
      await store.db
        .insertInto('repositories')
        .values({ id, owner: 'acme', name: 'app', is_archived: 0 })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
  return file
}

const runs = Number(process.env.UPFLOW_STORE_RUNS ?? 30)

it.skipIf(places === null)('a file and a schema hold the same rows after the same deeds', async () => {
  const schema = await places!.newSchema()
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: 3, maxLength: 15, size: 'max' }), async (deeds) => {
      const file = await newStores(schema)
      for (const one of deeds) expect(await one(schema)).toEqual(await one(file))
      expect(await rowsOf(schema)).toEqual(await rowsOf(file))
      await file.close()
    }),
    { numRuns: runs },
  )
})
