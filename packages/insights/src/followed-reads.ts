/**
 * What a thread has read of all analyses and keeps over commits: brought up to date by those that have changed since, so
 * that what follows a commit costs what the commit changed. In the calling thread.
 */
import { readAnalysisChanges, type Sqlite } from '@upflow/db'
import type { Kept, KeptName } from './kept-reads.ts'

export interface Read<Value> {
  readonly value: Value
  /** The last change that it has. */
  readonly number: number
}

export interface Follow<Value> {
  readonly name: KeptName<Read<Value>>
  /** @param changed the pull requests, by key, whose analyses are others now, or gone */
  readonly update: (value: Value, changed: ReadonlySet<number>) => Value
  readonly bytesOf: (value: Value) => number
}

/** The value that is kept, as of the transaction under way; null where there is none, or too much has changed. */
export function followed<Value>(
  sqlite: Sqlite,
  kept: Kept | null,
  { name, update, bytesOf }: Follow<Value>,
): Value | null {
  const known = kept?.get(name) ?? null
  if (known === null) return null
  const changes = readAnalysisChanges(sqlite)
  const number = changes.latest()
  if (number === known.number) return known.value
  const changed = changes.since(known.number)
  if (changed === null) return null
  const value = update(known.value, changed)
  if (!follow(sqlite, kept, { name, bytesOf }, value)) kept?.drop(name)
  return value
}

/** Keeps what was read in the transaction under way: false where it is too much, and what is kept stays as it is. */
export function follow<Value>(
  sqlite: Sqlite,
  kept: Kept | null,
  { name, bytesOf }: Omit<Follow<Value>, 'update'>,
  value: Value,
): boolean {
  if (kept === null) return false
  return kept.put(name, { value, number: readAnalysisChanges(sqlite).latest() }, bytesOf(value))
}
