/**
 * A repository of real pull requests in a store of its own, in a file or in a schema, and what a recalculation of
 * everything makes of it.
 */
import { join } from 'node:path'
import { fromPayload, openPostgres, openSchema, openTenant, type TenantStore } from '@upflow/db'
import { loadSample } from '@upflow/github-emulator'
import {
  parseOrganizationId,
  type RawPullRequest,
  type ReleaseRule,
  type Rules,
  toRepositoryId,
} from '@upflow/model'
import { startPostgres } from '@upflow/tooling/postgres'
import { afterAll } from 'vitest'
import { toRawPullRequest } from '../bench/to-raw-pull-request.ts'
import { recalculateRepository } from '../src/recalculate/recalculate-repository.ts'
import { acme, newDataDir } from './support.ts'

export const repositoryId = toRepositoryId('R_1')
export const shaOf = (number: number): string => `merge-${number}`

const [cfrg] = loadSample(['cfrg']).repositories
/** Real ones, on two branches in turn, each with a merge commit of its own name; two of them are open again. */
export const sample: readonly RawPullRequest[] = cfrg!.pullRequests.slice(0, 20).map((data, place) => {
  const one = {
    ...toRawPullRequest(cfrg!, data),
    baseRefName: place % 2 === 0 ? 'master' : 'topic',
    isCrossRepository: false,
    ...(place % 10 === 4 ? ({ state: 'open', mergedAt: null, closedAt: null } as const) : {}),
  }
  return { ...one, repositoryId, mergeCommitSha: one.mergedAt === null ? null : shaOf(one.number) }
})

export type NewStore = (pullRequests?: readonly RawPullRequest[]) => Promise<TenantStore>

export const newFile: NewStore = async (pullRequests) =>
  fill(await openTenant(join(newDataDir(), 'acme.db'), acme), pullRequests)

/** One server for all tests of a file, and in its one database a schema for each; null where there is none. */
export async function startSchemas(): Promise<NewStore | null> {
  const server = await startPostgres()
  if (server === null) return null
  const postgres = await openPostgres(server.url, { connections: 8 })
  afterAll(async () => {
    await postgres.close()
    await server.stop()
  })
  let made = 0
  return async (pullRequests) => {
    const copies = newDataDir()
    return fill(await openSchema(postgres, parseOrganizationId(`acme-${++made}`), { copies }), pullRequests)
  }
}

async function fill(store: TenantStore, pullRequests: readonly RawPullRequest[] = []): Promise<TenantStore> {
  await store.db
    .insertInto('repositories')
    .values({ id: repositoryId, owner: 'acme', name: 'app', is_archived: 0 })
    .execute()
  await put(store, pullRequests)
  return store
}

/** As a page brings them. */
export const put = (store: TenantStore, items: readonly RawPullRequest[]): Promise<void> =>
  store.commitRetry({ repositoryId, items, gone: [], tried: [], failed: [] })

const derived = ['analyzed_pull_requests', 'analysis_details', 'review_requests', 'responses'] as const

/** Of what is derived, every row. */
export const all = ({ db }: TenantStore): Promise<object[][]> =>
  Promise.all(
    derived.map(async (table) => {
      const rows = await db.selectFrom(table).selectAll().orderBy('pull_request_key').execute()
      return rows.sort((a, b) => a.pull_request_key - b.pull_request_key || positionOf(a) - positionOf(b))
    }),
  )
const positionOf = (row: object): number => ('position' in row ? Number(row.position) : 0)

/** What analyses are made of. */
const given = async ({ db }: TenantStore) => ({
  branch: (await db.selectFrom('repositories').select('default_branch').executeTakeFirst())!.default_branch,
  tags: await db.selectFrom('tags').selectAll().orderBy('name').execute(),
  deployments: await db.selectFrom('deployments').selectAll().orderBy('id').execute(),
})

/**
 * Slow and obvious: whatever was there is deleted, what is given is copied into another file, and all of it analyzed.
 * What it came to is kept by what was given, since many ways lead to the same.
 */
export async function createReference() {
  const other = await newFile()
  const known = new Map<string, string>()
  return {
    async of(
      store: TenantStore,
      by: { readonly rules: Rules; readonly releaseRule: ReleaseRule },
    ): Promise<object[][]> {
      const { branch, tags, deployments } = await given(store)
      const stored = store.db.selectFrom('raw_pull_requests').orderBy('key')
      const key = JSON.stringify([
        by,
        branch,
        tags,
        deployments,
        await stored.select(['key', 'content_hash']).execute(),
      ])
      const kept = known.get(key)
      if (kept !== undefined) return JSON.parse(kept) as object[][]
      for (const table of ['tags', 'deployments', 'raw_pull_requests'] as const)
        await other.db.deleteFrom(table).execute()
      await other.db.updateTable('repositories').set({ default_branch: branch }).execute()
      for (const row of tags) await other.db.insertInto('tags').values(row).execute()
      for (const row of deployments) await other.db.insertInto('deployments').values(row).execute()
      const payloads = await stored.select('payload').execute()
      await put(
        other,
        payloads.map(({ payload }) => fromPayload(payload)),
      )
      await recalculateRepository(other, { repositoryId, ...by, everything: true })
      known.set(key, JSON.stringify(await all(other)))
      return all(other)
    },
    close: () => other.close(),
  }
}
