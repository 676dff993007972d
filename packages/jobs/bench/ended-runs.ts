/** A file with very many ended runs, and what it takes to list a page of it. */
import { join } from 'node:path'
import { type Store, sqliteStore } from '@upflow/jobs'
import Database from 'better-sqlite3'

/** One run in a thousand failed; ten organizations, of which one has but 100 runs; two jobs. */
export async function openWithEndedRuns(folder: string, runs: number): Promise<Store> {
  const path = join(folder, 'ended.db')
  await (await sqliteStore({ path })).close()
  const database = new Database(path)
  database.pragma('synchronous = OFF')
  database.exec(`
    WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${runs - 1})
    INSERT INTO runs (id, job, version, queue, status, input, output, labels, priority, created_at, available_at,
      started_at, finished_at, generation)
    SELECT printf('run_%012d', i), iif(i % 10, 'crawl', 'backfill'), 1, 'default',
      iif(i % 1000, 'succeeded', 'failed'), '{"organizationId":"acme"}', '{"repositories":12}',
      json_object('organization', iif(i % ${runs / 100} = 7, 'rare', 'org' || (i % 9)), 'by', 'clock'),
      0, i, i, i, i, 1
    FROM n`)
  database.close()
  return sqliteStore({ path })
}

const times = 9

/** The longer of two pages, the first and one from the middle, each a median of several calls. */
export async function listMs(
  store: Store,
  runs: number,
  filter: Parameters<Store['list']>[0],
): Promise<number> {
  let longest = 0
  for (const before of [undefined, `run_${String(runs / 2).padStart(12, '0')}`]) {
    const taken: number[] = []
    for (let time = 0; time < times; time++) {
      const started = performance.now()
      const page = await store.list({ ...filter, ...(before && { before }) })
      taken.push(performance.now() - started)
      if (page.length === 0) throw new Error(`nothing to list: ${JSON.stringify(filter)}`)
    }
    longest = Math.max(longest, taken.sort((a, b) => a - b)[Math.floor(times / 2)]!)
  }
  return longest
}
