/** Real engines on real files in a folder that the test removes. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from 'vitest'
import { z } from 'zod'
import {
  type AnyJob,
  defineJob,
  type Engine,
  type EngineOptions,
  openEngine,
  type SqliteStoreOptions,
  type Step,
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

/** A job named `work` that takes and gives any JSON. */
export const job = (run: (step: Step, input: unknown) => Promise<unknown>, version = 1) =>
  defineJob({ name: 'work', version, input: z.unknown(), output: z.unknown(), run })

/** A promise to be resolved from outside. */
export function gate<T = void>() {
  let open: (value: T) => void = () => {}
  const opened = new Promise<T>((resolve) => {
    open = resolve
  })
  return { open, opened }
}

/** Waits for a condition, not for a time. @throws Error when it has not come in far more time than it takes */
export async function until<T>(look: () => T | Promise<T>, withinMs = 30_000): Promise<NonNullable<T>> {
  const since = Date.now()
  for (;;) {
    const found = await look()
    if (found) return found as NonNullable<T>
    if (Date.now() - since > withinMs) throw new Error(`Not within ${withinMs} ms: ${look}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
