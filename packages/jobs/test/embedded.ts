/** The embedded engine for the contract of all engines: on a file, of which each engine is a process. */
import { existsSync, readFileSync } from 'node:fs'
import Database from 'better-sqlite3'
import { RunFailed, StepFailed } from '../src/index.ts'
import type { EngineBackend } from './contract/index.ts'
import { newFile, open } from './support.ts'

export const embedded: EngineBackend = {
  errors: { RunFailed, StepFailed },
  newPlace: async () => newFile(),
  open,
  // Its lease is over by a clock that is an hour ahead.
  takeOver: (path, jobs) => open(path, jobs, { now: () => Date.now() + 3_600_000 }),
  everythingAtRest: async (path) =>
    Buffer.concat([path, `${path}-wal`].filter((file) => existsSync(file)).map((file) => readFileSync(file))),
  async countRows(path) {
    const file = new Database(path, { readonly: true })
    try {
      const counts = ['runs', 'steps', 'events'].map((table) => `(SELECT count(*) FROM ${table})`)
      return (file.prepare(`SELECT ${counts.join(' + ')} AS rows`).get() as { rows: number }).rows
    } finally {
      file.close()
    }
  },
  lacks: {},
}
