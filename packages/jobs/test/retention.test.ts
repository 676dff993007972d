/** What ended long ago goes by itself, with all it has, and what is young or among the newest stays. */
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { type Store, sqliteStore } from '../src/index.ts'
import { job, newFile, open, until } from './support.ts'

const dayMs = 86_400_000

/** Ended runs, one a day, the newest just now; each with steps, labels and so many events. */
async function fileWithEndedRuns(runs: number, events: number): Promise<string> {
  const path = newFile()
  await (await sqliteStore({ path })).close()
  const file = new Database(path)
  file.exec(`
    WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${runs - 1})
    INSERT INTO runs (id, job, version, queue, status, input, labels, priority, created_at, available_at, finished_at)
    SELECT printf('run_%05d', i), 'work', 1, 'default', 'succeeded', 'null', '{"organization":"acme"}', 0, t, t, t
    FROM (SELECT i, ${Date.now()} - (${runs - 1} - i) * ${dayMs} AS t FROM n);
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${events})
    INSERT INTO events SELECT id, i, 0, NULL, '{"type":"run.released"}' FROM runs, n;
    INSERT INTO steps SELECT id, 'a', 'run', 'succeeded', 1, '1', NULL, NULL, 0, 0 FROM runs;`)
  file.close()
  return path
}
function countsOf(path: string) {
  const file = new Database(path, { readonly: true })
  const count = (table: string, id: string) =>
    file.prepare(`SELECT count(DISTINCT ${id}) FROM ${table}`).pluck().get()
  const counts = [
    count('runs', 'id'),
    count('steps', 'run_id'),
    count('events', 'run_id'),
    count('run_labels', 'run_id'),
  ]
  file.close()
  return counts
}

it.each([
  ['30 days and the newest 100', 200, undefined, 100],
  ['what is younger, beyond the newest', 60, { keepNewest: 10 }, 30],
  ['all, when it is told to', 130, null, 130],
])('keeps %s', async (_, runs, retention, kept) => {
  const path = await fileWithEndedRuns(runs, 3)
  const real = await sqliteStore({ path })
  let isDone = retention === null
  const store = new Proxy(real, {
    get: (target, name: string & keyof Store) =>
      name !== 'endedBefore'
        ? target[name]
        : async (...args: Parameters<Store['endedBefore']>) => {
            const ids = await target.endedBefore(...args)
            isDone = ids.length === 0
            return ids
          },
  })
  // Whichever process is open: this one executes nothing.
  await open(path, {}, { store, concurrency: 0, ...(retention === undefined ? {} : { retention }) })
  await until(() => isDone)
  expect(countsOf(path)).toEqual([kept, kept, kept, kept])
})

it('lets the event loop turn, and what has not ended stays, however old', async () => {
  const path = await fileWithEndedRuns(40, 6_000)
  const file = new Database(path)
  file.exec(`UPDATE runs SET status = 'pending', job = 'other', finished_at = NULL WHERE id = 'run_00000'`)
  file.close()
  await open(path, { work: job(async () => null) }, { retention: { keepNewest: 1, endedMs: 30 * dayMs } })
  let turns = 0
  const turning = setInterval(() => turns++, 1)
  await until(() => countsOf(path)[0] === 31)
  clearInterval(turning)
  // Nine runs of six pieces each.
  expect(turns).toBeGreaterThan(20)
  expect(countsOf(path)).toEqual([31, 31, 31, 31])
})
