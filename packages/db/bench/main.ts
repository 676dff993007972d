/** How fast rows are written in chunks that yield, against one transaction that does not; and how long the chunks are. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openTenant, upsertAll } from '@upflow/db'
import { parseOrganizationId } from '@upflow/model'
import { bench } from '@upflow/tooling/bench'
import { seeded } from '@upflow/tooling/seeded'

const count = 50_000
const random = seeded(1)
const rows = Array.from({ length: count }, (_, id) => ({
  id,
  name: `row ${Math.floor(random() * 1e9)}`,
  value: Math.floor(random() * 1e6),
  text: 'x'.repeat(Math.floor(random() * 400)),
}))
const folder = mkdtempSync(join(tmpdir(), 'upflow-bench-'))
let files = 0

async function withTable<T>(
  work: (tenant: Awaited<ReturnType<typeof openTenant>>) => Promise<T> | T,
): Promise<T> {
  const tenant = await openTenant(join(folder, `${files++}.db`), parseOrganizationId('bench'))
  tenant.sqlite.exec('CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT, value INTEGER, text TEXT)')
  try {
    return await work(tenant)
  } finally {
    tenant.close()
  }
}
const rate = async (work: () => unknown) => {
  const started = performance.now()
  await work()
  return (count / (performance.now() - started)) * 1_000
}
const chunked = (tenant: Awaited<ReturnType<typeof openTenant>>) =>
  upsertAll(
    tenant.sqlite,
    { table: 'items', key: ['id'] },
    { rows, busy: { worker: 'bench', organization: 'bench' } },
  )

try {
  await bench(`@upflow/db: ${count} generated rows (seed 1)`, [
    {
      name: 'one blocking transaction, plain INSERT',
      unit: 'rows/s',
      run: () =>
        withTable(({ sqlite }) => {
          const insert = sqlite.prepare('INSERT INTO items VALUES (@id, @name, @value, @text)')
          return rate(() =>
            sqlite.transaction(() => {
              for (const row of rows) insert.run(row)
            })(),
          )
        }),
    },
    {
      name: 'chunked upsert',
      unit: 'rows/s',
      against: 'one blocking transaction, plain INSERT',
      run: () => withTable((tenant) => rate(() => chunked(tenant))),
    },
    {
      name: 'chunked upsert, nothing changed',
      unit: 'rows/s',
      against: 'one blocking transaction, plain INSERT',
      run: () =>
        withTable(async (tenant) => {
          await chunked(tenant)
          return rate(() => chunked(tenant))
        }),
    },
    { name: 'the limit of a chunk', unit: 'ms', lowerIsBetter: true, run: () => 8 },
    {
      name: 'the longest chunk',
      unit: 'ms',
      lowerIsBetter: true,
      against: 'the limit of a chunk',
      run: () => withTable(async (tenant) => (await chunked(tenant)).longestChunkMs),
    },
  ])
} finally {
  rmSync(folder, { recursive: true, force: true })
}
