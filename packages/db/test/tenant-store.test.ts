/** One contract for both places, and both hold the same after the same. */
import { describe } from 'vitest'
import { newFile, startPlaces } from './store-places.ts'
import { tenantStoreContract } from './tenant-store.contract.ts'

const places = await startPlaces()

describe('a SQLite file', () => tenantStoreContract(newFile))
describe.skipIf(places === null)('a PostgreSQL schema', () => tenantStoreContract(places!.newSchema))
