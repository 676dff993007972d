/** A repository of real pull requests in a file of its own, and what a recalculation of everything makes of it. */
import { join } from 'node:path'
import { createRawUpsert, fromPayload, openTenant, type Tenant, toRawRow } from '@upflow/db'
import { loadSample } from '@upflow/github-emulator'
import { type RawPullRequest, type ReleaseRule, type Rules, toRepositoryId } from '@upflow/model'
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

export async function newTenant(pullRequests: readonly RawPullRequest[] = []): Promise<Tenant> {
  const tenant = await openTenant(join(newDataDir(), 'acme.db'), acme)
  tenant.sqlite
    .prepare(`INSERT INTO repositories (id, owner, name) VALUES (?, 'acme', 'app')`)
    .run(repositoryId)
  const upsert = createRawUpsert(tenant)
  for (const one of pullRequests) upsert(toRawRow(one))
  return tenant
}

const derived = ['analyzed_pull_requests', 'analysis_details', 'segments', 'review_requests', 'responses']

/** Of what is derived, every row. */
export const all = ({ sqlite }: Tenant): unknown[][] =>
  derived.map((table) => sqlite.prepare(`SELECT * FROM ${table} ORDER BY 1, 2`).all())

/** What analyses are made of. */
const given = ['tags', 'deployments', 'raw_pull_requests'] as const
const rowsOf = ({ sqlite }: Tenant, table: (typeof given)[number], columns = '*') =>
  sqlite.prepare<[], Record<string, unknown>>(`SELECT ${columns} FROM ${table} ORDER BY 1, 2`).all()
const branchOf = ({ sqlite }: Tenant) =>
  sqlite.prepare('SELECT default_branch FROM repositories').pluck().get() as string | null

/**
 * Slow and obvious: whatever was there is deleted, what is given is copied into another file, and all of it analyzed.
 * What it came to is kept by what was given, since many ways lead to the same.
 */
export async function createReference() {
  const other = await newTenant()
  const known = new Map<string, string>()
  return {
    async of(
      tenant: Tenant,
      by: { readonly rules: Rules; readonly releaseRule: ReleaseRule },
    ): Promise<unknown[][]> {
      const key = JSON.stringify([
        by,
        branchOf(tenant),
        rowsOf(tenant, 'tags'),
        rowsOf(tenant, 'deployments'),
        rowsOf(tenant, 'raw_pull_requests', 'key, content_hash'),
      ])
      const kept = known.get(key)
      if (kept !== undefined) return JSON.parse(kept) as unknown[][]
      const { sqlite } = other
      const upsert = createRawUpsert(other)
      sqlite.transaction(() => {
        for (const table of given) sqlite.exec(`DELETE FROM ${table}`)
        sqlite.prepare('UPDATE repositories SET default_branch = ?').run(branchOf(tenant))
        for (const table of ['tags', 'deployments'] as const)
          for (const row of rowsOf(tenant, table))
            sqlite
              .prepare(`INSERT INTO ${table} VALUES (${Object.keys(row).map(() => '?')})`)
              .run(Object.values(row))
        for (const { payload } of rowsOf(tenant, 'raw_pull_requests'))
          upsert(toRawRow(fromPayload(payload as string)))
      })()
      await recalculateRepository(other, { repositoryId, ...by, everything: true })
      known.set(key, JSON.stringify(all(other)))
      return all(other)
    },
    close: () => other.close(),
  }
}
