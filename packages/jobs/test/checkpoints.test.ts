/** Who waits for the disk: the thread of checkpoints, with which the file grows while the engine is at work; or each commit. */
import { existsSync, statSync } from 'node:fs'
import Database from 'better-sqlite3'
import { expect, it, vi } from 'vitest'
import { z } from 'zod'
import { defineJob, sqliteStore } from '../src/index.ts'
import { createCheckpoints } from '../src/sqlite/checkpoints.ts'
import { newFile, open } from './support.ts'

const much = defineJob({
  name: 'much',
  version: 1,
  input: z.object({ steps: z.number() }),
  output: z.null(),
  async run(step, { steps }) {
    const text = 'x'.repeat(500)
    for (let at = 0; at < steps; at++) await step.run(`step ${at}`, () => text)
    return null
  },
})
const sizeOf = (path: string) => (existsSync(path) ? statSync(path).size : 0)

it('the WAL is copied into the file by another thread, and is gone after the end', async () => {
  const path = newFile()
  const engine = await open(path, { much })
  const empty = sizeOf(path)
  expect((await engine.jobs.much.triggerAndWait({ steps: 2_500 })).status).toBe('succeeded')
  // Commits of the store itself would begin to at 16,000 pages.
  expect(sizeOf(`${path}-wal`)).toBeLessThan(16_000 * 4_096)
  await vi.waitFor(() => expect(sizeOf(path)).toBeGreaterThan(empty + 500_000), { timeout: 60_000 })
  await engine.stop({ graceMs: 10_000 })
  expect(sizeOf(`${path}-wal`)).toBe(0)
})

it('who waits for the disk with each commit copies the WAL too, so that it begins anew while work goes on', async () => {
  const path = newFile()
  const store = await sqliteStore({ path, durability: 'full' })
  const engine = await open(path, { much }, { store })
  expect((await engine.jobs.much.triggerAndWait({ steps: 1_500 })).status).toBe('succeeded')
  // A thousand pages, and what the last commit before had of them.
  expect(sizeOf(`${path}-wal`)).toBeLessThan(1_100 * 4_200)
  await engine.stop({ graceMs: 10_000 })
  expect(sizeOf(`${path}-wal`)).toBe(0)
})

it('who closes while the WAL is copied waits for that, and so leaves none', async () => {
  const path = newFile()
  const database = new Database(path)
  database.pragma('journal_mode = WAL')
  database.pragma('wal_autocheckpoint = 0')
  database.exec('CREATE TABLE texts (text TEXT)')
  database.pragma('wal_checkpoint(TRUNCATE)')
  const empty = sizeOf(path)
  database.exec(
    'WITH RECURSIVE n (at) AS (SELECT 1 UNION ALL SELECT at + 1 FROM n WHERE at < 60000) INSERT INTO texts SELECT hex(zeroblob(1000)) FROM n',
  )
  const checkpoints = createCheckpoints(path)
  for (let commit = 0; commit < 500; commit++) checkpoints.committed()
  await vi.waitFor(() => expect(sizeOf(path)).toBeGreaterThan(empty), { timeout: 60_000, interval: 1 })
  await checkpoints.close()
  database.close()
  expect(sizeOf(`${path}-wal`)).toBe(0)
})
