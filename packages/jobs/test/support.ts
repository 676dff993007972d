/** Real engines on real files in a folder that the test removes. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from 'vitest'
import {
  type AnyJob,
  type Engine,
  type EngineOptions,
  openEngine,
  type SqliteStoreOptions,
  type Store,
  sqliteStore,
} from '../src/index.ts'

const folders: string[] = []
const engines: Engine<Record<string, AnyJob>>[] = []

afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.stop({ graceMs: 1_000 })))
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

export function newFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'upflow-jobs-'))
  folders.push(folder)
  return join(folder, 'jobs.db')
}

export async function open<Jobs extends Record<string, AnyJob>>(
  path: string,
  jobs: Jobs,
  options: Partial<Omit<EngineOptions<Jobs>, 'jobs'>> = {},
): Promise<Engine<Jobs>> {
  const engine = await openEngine({
    store: options.store ?? sqliteStore({ path }),
    jobs,
    concurrency: 2,
    ...options,
  })
  engines.push(engine as never)
  return engine
}

/** The real store, counting the calls of each method. */
export async function counting(
  options: SqliteStoreOptions,
): Promise<{ store: Store; calls: Map<string, number> }> {
  const calls = new Map<string, number>()
  const store = new Proxy(await sqliteStore(options), {
    get(target, name: string & keyof Store) {
      const method = target[name] as (...args: unknown[]) => unknown
      // A promise of it asks whether it is one itself.
      if (typeof method !== 'function') return method
      return (...args: unknown[]) => {
        calls.set(name, (calls.get(name) ?? 0) + 1)
        return method(...args)
      }
    },
  })
  return { store, calls }
}

export { gate, job, until } from './contract/support.ts'
