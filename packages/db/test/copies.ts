/** A schema with the copies of a machine, as tests write to the one and read of the other. */
import { toPullRequestId } from '@upflow/model'
import { createPostgresTenants, type Postgres, type TenantStore } from '../src/index.ts'
import { acme, repositoryId, rowsOf } from './store-places.ts'
import { newFolder, pullRequest } from './support.ts'

export async function newCopies(postgres: Postgres) {
  const copies = newFolder()
  const tenants = createPostgresTenants({ postgres, copies })
  const store = await tenants.create(acme)
  await store.db
    .insertInto('repositories')
    .values({ id: repositoryId, owner: 'acme', name: 'app', is_archived: 0 })
    .execute()
  return { postgres, copies, tenants, store }
}

/** What is read; what only writers look at is not copied. */
export async function readable(of: TenantStore) {
  const { seen_pull_requests: _, ...rows } = await rowsOf(of)
  return rows
}

export const items = (...numbers: number[]) =>
  numbers.map((number) => pullRequest({ id: toPullRequestId(`PR_${number}`), number }))

export const set = (store: TenantStore, key: string) =>
  store.db.insertInto('settings').values({ key, value: '1' }).execute()
