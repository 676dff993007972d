/**
 * The contract of crashes on DBOS.
 * UPFLOW_CRASH_ROUNDS sets how many random kills (default 4; `test:crash` does 40).
 */
import { crashContract } from '@upflow/jobs/contract'
import { startPostgres } from '@upflow/tooling/postgres'
import { afterAll, describe } from 'vitest'
import { createBackend } from './backend.ts'

const postgres = await startPostgres()
const backend = postgres && (await createBackend(postgres))
afterAll(() => postgres?.stop())

describe.skipIf(!backend)('crashes on DBOS', () => {
  if (backend) crashContract(backend, Number(process.env.UPFLOW_CRASH_ROUNDS ?? 4))
})
