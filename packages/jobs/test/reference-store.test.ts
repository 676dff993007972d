import type { Store } from '../src/index.ts'
import { createReference } from './reference-store.ts'
import { storeContract } from './store.contract.ts'
import { storeRequestsContract } from './store-requests.contract.ts'

const openTwo = async (): Promise<[Store, Store]> => {
  const reference = createReference()
  return [reference.open(), reference.open()]
}

storeContract('the reference, two handles on the same values', openTwo)
storeRequestsContract('the reference, two handles on the same values', openTwo)
