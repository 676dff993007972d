import { afterEach } from 'vitest'
import { type Store, sqliteStore } from '../src/index.ts'
import { storeContract } from './store.contract.ts'
import { storeRequestsContract } from './store-requests.contract.ts'
import { newFile } from './support.ts'

const stores: Store[] = []
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close()
})

const openTwo = async (): Promise<[Store, Store]> => {
  const path = newFile()
  const two: [Store, Store] = [await sqliteStore({ path }), await sqliteStore({ path })]
  stores.push(...two)
  return two
}

storeContract('SQLite, two handles on one file', openTwo)
storeRequestsContract('SQLite, two handles on one file', openTwo)
