/** What benchmarks load is what a backfill would have read. */
import { join } from 'node:path'
import { generateDataset } from '@upflow/github-emulator'
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { loadOrganization, organizationId, seed } from '../bench/load-organization.ts'
import { acme, newDataDir, setup } from './support.ts'

const size = { repositories: 2, pullRequests: 300 }

function rowsOf(dataDir: string, organization: string) {
  const file = new Database(join(dataDir, 'tenants', `${organization}.db`), { readonly: true })
  try {
    const rows = (columns: string, table: string) =>
      file.prepare(`SELECT ${columns} FROM ${table} ORDER BY 1, 2, 3`).all()
    return {
      repositories: rows('id, owner, name, default_branch, is_archived', 'repositories'),
      pullRequests: rows('*', 'raw_pull_requests'),
    }
  } finally {
    file.close()
  }
}

it('a loaded organization has the rows of a backfilled one', async () => {
  const loaded = newDataDir()
  await loadOrganization({ dataDir: loaded, ...size })
  const { dataDir, pipeline } = await setup({ data: generateDataset({ ...size, seed }) })
  await pipeline.engine.jobs.backfill.triggerAndWait({ organizationId: acme } as never)
  const rows = rowsOf(loaded, organizationId)
  expect(rows.pullRequests).toHaveLength(600)
  expect(rows).toEqual(rowsOf(dataDir, acme))
})
