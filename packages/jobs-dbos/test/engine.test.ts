/** The contract of all engines on DBOS. */
import { engineContract, schedulesContract, stepsContract } from '@upflow/jobs/contract'
import { startPostgres } from '@upflow/tooling/postgres'
import { afterAll, describe } from 'vitest'
import { createBackend } from './backend.ts'

const postgres = await startPostgres()
const backend = postgres && (await createBackend(postgres))
afterAll(() => postgres?.stop())

describe.skipIf(!backend)('an engine on DBOS', () => {
  if (!backend) return
  engineContract(backend)
  stepsContract(backend)
  schedulesContract(backend)
})
