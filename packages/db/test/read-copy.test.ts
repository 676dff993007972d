/** A copy to read has what its schema has, whatever was written in between, and is the same file while nothing was. */
import { existsSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createPostgresTenants, type TenantStore } from '../src/index.ts'
import { items, newCopies, readable, set } from './copies.ts'
import { analysesOf, followAnalyses } from './follow-analyses.ts'
import { analysis, columns, page } from './page-commit.ts'
import { acme, repositoryId, startPlaces } from './store-places.ts'
import { pullRequest } from './support.ts'

const places = await startPlaces()

const setUp = async () => newCopies(await places!.newDatabase())

async function analyze(store: TenantStore, title: string): Promise<void> {
  const rows = await store.db.selectFrom('raw_pull_requests').select(['key', 'content_hash']).execute()
  await store.beginPass(repositoryId, 'pass')
  const analyses = rows.map(({ key, content_hash }) => analysis(key, content_hash, { title }))
  await store.writeAnalyses({ repositoryId, pass: 'pass', rulesHash: title, columns, analyses })
}

describe.skipIf(places === null)('a copy to read', () => {
  it('has what was written, changed and removed since, and the same path', async () => {
    const { tenants, store } = await setUp()
    const deeds: (() => Promise<unknown>)[] = [
      () => store.commitPage(page({ items: items(1, 2, 3) })),
      () => analyze(store, 'first'),
      () => store.commitPage(page({ items: [pullRequest({ updatedAt: 3_000, title: 'news' })] })),
      () => store.removeGone({ repositoryId, pullRequests: items(2), at: 5 }),
      () => analyze(store, 'second'),
      () => store.putTags({ repositoryId, tags: [{ name: 'v1', sha: 's', committedAt: 1 }], isWhole: true }),
      () => store.removeGone({ repositoryId, pullRequests: items(3), at: 6 }),
      () => store.commitPage(page({ items: items(3) })),
      () => set(store, 'a'),
      () => store.endRemoval(repositoryId),
    ]
    const paths = new Set<string>()
    const follow = followAnalyses()
    for (const deed of deeds) {
      await deed()
      const copy = await tenants.openToRead(acme)
      paths.add(copy.path)
      expect(await readable(copy)).toEqual(await readable(store))
      // It says by itself which analyses have changed.
      expect(follow(copy.sqlite)).toEqual(analysesOf(copy.sqlite))
    }
    expect(paths.size).toBe(1)
    await tenants.close()
  })

  it('sees one that was begun before it was made, and ends after', async () => {
    const { postgres, tenants, store } = await setUp()
    await store.commitPage(page({ items: items(1) }))
    const early = await postgres.pool.connect()
    await early.query('BEGIN')
    await early.query(`UPDATE "tenant_acme".raw_pull_requests SET author_login = 'early'`)
    await set(store, 'a')
    expect((await readable(await tenants.openToRead(acme))).settings).toHaveLength(1)
    await set(store, 'b')
    expect((await readable(await tenants.openToRead(acme))).settings).toHaveLength(2)
    await early.query('COMMIT')
    early.release()
    const [row] = (await readable(await tenants.openToRead(acme))).raw_pull_requests as [
      { author_login: string },
    ]
    expect(row.author_login).toBe('early')
    await tenants.close()
  })

  it('is left alone while nothing was written, cannot be written, and is made anew when it is gone', async () => {
    const { tenants, store, copies } = await setUp()
    await store.commitPage(page({ items: items(1) }))
    const first = await tenants.openToRead(acme)
    const version = () => first.sqlite.pragma('data_version', { simple: true })
    const before = version()
    expect([(await tenants.openToRead(acme)) === first, version()]).toEqual([true, before])
    expect(() => first.sqlite.exec(`DELETE FROM settings`)).toThrow(/readonly/)
    rmSync(first.path)
    const second = await tenants.openToRead(acme)
    expect([second.path === first.path, dirname(second.path)]).toEqual([false, copies])
    expect(await readable(second)).toEqual(await readable(store))
    await tenants.remove(acme)
    expect([existsSync(second.path), await tenants.isThere(acme)]).toEqual([false, false])
    await expect(tenants.open(acme)).rejects.toMatchObject({ code: 'db/organization-file-missing' })
    await tenants.close()
  })

  it('is made anew when the schema is another of that name', async () => {
    const { tenants, store } = await setUp()
    await store.commitPage(page({ items: items(1, 2) }))
    const { path } = await tenants.openToRead(acme)
    const { postgres: other, tenants: others, store: again } = await setUp()
    await again.commitPage(page({ items: items(3) }))
    const moved = createPostgresTenants({ postgres: other, copies: dirname(path) })
    expect(await readable(await moved.openToRead(acme))).toEqual(await readable(again))
    for (const one of [tenants, others, moved]) await one.close()
  })

  it('is of one moment, however many ask at once while others write', async () => {
    const { tenants, store } = await setUp()
    const writing = (async () => {
      for (let number = 1; number <= 10; number++)
        await store.commitPage(page({ items: items(number, number + 100) }))
    })()
    for (let round = 0; round < 5; round++) {
      const copies = await Promise.all([1, 2, 3].map(() => tenants.openToRead(acme)))
      for (const copy of copies) {
        const { raw_pull_requests: rows } = await readable(copy)
        expect(rows!.length % 2).toBe(0)
      }
    }
    await writing
    expect(await readable(await tenants.openToRead(acme))).toEqual(await readable(store))
    await tenants.close()
  })
})
