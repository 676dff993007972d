/** When an owner counts as dead, and when nobody does. */
import { until } from '@upflow/jobs/contract'
import { type Postgres, startPostgres } from '@upflow/tooling/postgres'
import { afterAll, describe, expect, it } from 'vitest'
import { openDatabase } from '../src/database.ts'
import { createRecovery } from '../src/recover.ts'
import { openSession, type Session } from '../src/session.ts'
import { ask, createBackend } from './backend.ts'

const started = await startPostgres()
const backend = started && (await createBackend(started as Postgres))
afterAll(() => started?.stop())

/** Another's row without a lock, and whether it is still there. */
async function setUp(
  work: (look: (session?: Partial<Session>, looks?: number) => Promise<boolean>) => Promise<void>,
) {
  const url = await backend!.newPlace()
  const database = openDatabase(url)
  const nothing = () => {}
  const session = await openSession({
    url,
    place: database.place,
    owner: 'me',
    onNotification: nothing,
    onReconnect: nothing,
    signal: undefined,
  })
  await ask(url, `INSERT INTO upflow_jobs.owners VALUES ('other', 1, '[]', now())`)
  const about = {
    database,
    owner: 'me',
    queues: () => [],
    startedAt: 1,
    now: Date.now,
    leaseMs: 30_000,
    maxRecoveries: 9,
  }
  try {
    await work(async (instead = {}, looks = 3) => {
      const recovery = createRecovery({ ...about, session: { ...session, ...instead } })
      for (let look = 0; look < looks; look++) await recovery.look()
      return (await ask(url, `SELECT 1 FROM upflow_jobs.owners WHERE id = 'other'`)).length > 0
    })
  } finally {
    await session.close()
    await database.close()
  }
}

describe.skipIf(!started)('an owner', () => {
  it('whose lock is free at two looks is dead, but not to one whose own connection was just lost', () =>
    setUp(async (look) => {
      const justLost = { wasLost: () => true, connectedForMs: () => 100 }
      // The server must have been there for a while, too.
      const isUp = async () => {
        const [row] = await ask<{ up: boolean }>(
          started!.url,
          `SELECT now() - pg_postmaster_start_time() > interval '6 seconds' AS up`,
        )
        return row!.up
      }
      await until(isUp)
      expect(await look(justLost)).toBe(true)
      // It may be taking its lock again.
      expect(await look({}, 1)).toBe(true)
      expect(await look({ ...justLost, connectedForMs: () => 60_000 })).toBe(false)
    }))
})
