/**
 * The SQLite store and the reference, side by side: every call is made on both, and must answer the same, or be refused
 * alike, and leave the same behind. Owners may be killed: their lock goes, and nothing else of them.
 */
import { renameSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import Database from 'better-sqlite3'
import { onTestFinished } from 'vitest'
import { LeaseLost, type Store, sqliteStore } from '../../src/index.ts'
import { createReference } from '../reference-store.ts'
import type { Kept } from '../reference-transaction.ts'
import { newFile } from '../support.ts'
import { createTableFile, type Machine, toTables } from './tables.ts'
import { newOwner } from './world.ts'

type Methods = {
  [Name in keyof Store as Store[Name] extends (...args: never[]) => unknown ? Name : never]: Store[Name]
}
type Result<Name extends keyof Methods> = Awaited<ReturnType<Methods[Name]>>

export interface Pair {
  /** @returns null when both refuse it because the lease is lost. @throws Error when they differ */
  both<Name extends keyof Methods>(
    owner: string,
    name: Name,
    ...args: Parameters<Methods[Name]>
  ): Promise<{ readonly result: Result<Name> } | null>
  /** Compares what the last calls left in the file with what they left in the reference. */
  check(): void
  keep(): Kept
  restore(kept: Kept): Promise<void>
  kill(owner: string): void
  /** A process begins with this owner, or with it ended another. */
  setOwner(owner: string, isThere: boolean): void
}

/** @param names of all owners that there may be */
export async function openPair(names: readonly string[]): Promise<Pair> {
  const path = newFile()
  const reference = createReference()
  const handles = new Map<string, { real: Store; model: Store }>()
  for (const name of names) {
    const real = await sqliteStore({ path })
    await real.registerOwner(name, newOwner.startedAt, newOwner.queues)
    handles.set(name, { real, model: reference.open() })
  }
  const database = new Database(path)
  database.pragma('synchronous = OFF')
  const file = createTableFile(database)
  onTestFinished(async () => {
    for (const { real } of handles.values()) await real.close()
    database.close()
  })
  const machine: Machine = {
    name: String(file.read().owners[0]?.[1]),
    boot: String(file.read().owners[0]?.[1]).split(':').at(-1)!.replace('unknown-boot', '') || null,
  }
  const moved = new Set<string>()
  /** The lock is the file's own: it is not lost when the file is moved, but not found either. */
  const setLock = (owner: string, isThere: boolean) => {
    if (moved.has(owner) !== isThere) return
    const lock = `${path}.owners/${owner}.lock`
    if (isThere) renameSync(`${lock}.moved`, lock)
    else renameSync(lock, `${lock}.moved`)
    moved[isThere ? 'delete' : 'add'](owner)
  }
  const lookers = new Set<Store>()
  const restore = async (kept: Kept) => {
    // Without runs a look at them forgets the leases that it had seen before.
    if (lookers.size > 0) database.exec('DELETE FROM runs; DELETE FROM owners')
    for (const real of lookers) await real.recover(0, 0, 0)
    lookers.clear()
    reference.restore(kept)
    file.write(toTables(kept, machine))
    for (const name of names) setLock(name, kept.owners[name]?.isAlive ?? true)
  }

  return {
    async both(owner, name, ...args) {
      const { real, model } = handles.get(owner)!
      if (name === 'recover') lookers.add(real)
      const [ours, expected] = await Promise.all([
        settle(() => (real[name] as (...args: unknown[]) => unknown)(...args)),
        settle(() => (model[name] as (...args: unknown[]) => unknown)(...args)),
      ])
      if (!isDeepStrictEqual(ours, expected))
        throw new Error(
          `${name} gives ${JSON.stringify(ours)}\n  where the reference gives ${JSON.stringify(expected)}`,
        )
      return ours === null ? null : { result: ours.result as never }
    },
    check() {
      const found = file.read()
      const expected = toTables(reference.keep(), machine)
      if (isDeepStrictEqual(found, expected)) return
      throw new Error(
        `the file has ${JSON.stringify(found)}\n  where the reference has ${JSON.stringify(expected)}`,
      )
    },
    keep: reference.keep,
    restore,
    kill(owner) {
      setLock(owner, false)
      reference.kill(owner)
    },
    setOwner(owner, isThere) {
      const kept = reference.keep()
      if (isThere) kept.owners[owner] = newOwner
      else delete kept.owners[owner]
      reference.restore(kept)
      if (isThere) {
        database
          .prepare('INSERT INTO owners (id, machine, started_at, queues) VALUES (?, ?, ?, ?)')
          .run(owner, machine.name, newOwner.startedAt, JSON.stringify(newOwner.queues))
        setLock(owner, true)
      } else database.prepare('DELETE FROM owners WHERE id = ?').run(owner)
    },
  }
}

async function settle(work: () => unknown): Promise<{ readonly result: unknown } | null> {
  try {
    return { result: await work() }
  } catch (error) {
    if (error instanceof LeaseLost) return null
    throw error
  }
}
