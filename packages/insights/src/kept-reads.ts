/**
 * What a thread has read of a file and keeps for the questions that follow. People ask for one period after the other,
 * and most of what a question takes is reading again what the one before has read. It holds while nothing is committed,
 * and over commits where whoever asks brings it up to date; of all files together it is no more than so many bytes, and
 * what was not asked for the longest goes first.
 */
import type { Sqlite } from '@upflow/db'
import type { Clock } from './filter.ts'
import { type Stretch, spanning } from './stretch.ts'

/** What is kept under a name, and of which type it is. */
export interface KeptName<Value> {
  readonly name: string
  readonly of?: Value
  /** Whoever reads it brings it up to date (followed-reads.ts): it is kept over commits. */
  readonly isFollowed?: true
}

/** Of what is read by one clock. */
export const namesByClock = <Value>(
  what: string,
  how: Pick<KeptName<Value>, 'isFollowed'> = {},
): Readonly<Record<Clock, KeptName<Value>>> => ({
  wall: { name: `${what}, wall`, ...how },
  working: { name: `${what}, working`, ...how },
})

/** Of the data as the transaction under way sees it. */
export interface Kept {
  /** Of all that is kept of all files. */
  readonly mostBytes: number
  get<Value>(name: KeptName<Value>): Value | null
  /** False for what is more than may be kept in all: what is kept under the name stays as it is. */
  put<Value>(name: KeptName<Value>, value: Value, bytes: number): boolean
  drop(name: KeptName<unknown>): void
  /**
   * What is best read under a name when this is asked for: with all that was asked for since the last commit, and, where
   * that is not long ago, between it and the one before. People look at the same times again.
   */
  toRead(name: KeptName<unknown>, asked: Stretch): Stretch
}

export interface KeptReads {
  /** To be called in a transaction: what was kept of other data is gone then, but for what follows it. */
  at(sqlite: Sqlite): Kept
  forget(): void
}

/** What was asked for longer ago than this is not expected again. In milliseconds. */
const expectedForMs = 60_000

interface Entry {
  readonly value: unknown
  readonly bytes: number
  readonly isFollowed: boolean
}

export interface KeptFiles {
  /** For a connection that only reads: its own commits would not be seen. */
  ofFile(): KeptReads
}

export function createKeptFiles(
  { mostBytes }: { readonly mostBytes: number },
  now: () => number = () => performance.now(),
): KeptFiles {
  // In the order of their last use.
  const entries = new Map<string, Entry>()
  let bytesInAll = 0
  let files = 0
  const remove = (key: string) => {
    bytesInAll -= entries.get(key)?.bytes ?? 0
    entries.delete(key)
  }
  return {
    ofFile() {
      const file = `${++files} `
      let version: unknown = null
      let asked = new Map<string, Stretch>()
      let askedBefore = new Map<string, Stretch>()
      let lastAskedMs = Number.NEGATIVE_INFINITY
      const forget = (which: 'all' | 'of other data') => {
        for (const [key, { isFollowed }] of [...entries])
          if (key.startsWith(file) && (which === 'all' || !isFollowed)) remove(key)
      }
      const kept: Kept = {
        mostBytes,
        get<Value>({ name }: KeptName<Value>) {
          const entry = entries.get(file + name)
          if (entry === undefined) return null
          entries.delete(file + name)
          entries.set(file + name, entry)
          return entry.value as Value
        },
        put({ name, isFollowed = false }, value, bytes) {
          if (bytes > mostBytes) {
            // Nor is it to be read again for nothing.
            asked.delete(name)
            askedBefore.delete(name)
            return false
          }
          remove(file + name)
          entries.set(file + name, { value, bytes, isFollowed })
          bytesInAll += bytes
          for (const oldest of entries.keys()) {
            if (bytesInAll <= mostBytes) break
            remove(oldest)
          }
          return true
        },
        drop: ({ name }) => remove(file + name),
        toRead({ name }, stretch) {
          lastAskedMs = now()
          const all = spanning(stretch, asked.get(name))
          asked.set(name, all)
          return spanning(all, askedBefore.get(name))
        },
      }
      return {
        at(sqlite) {
          const found = sqlite.pragma('data_version', { simple: true })
          if (found !== version) {
            forget('of other data')
            askedBefore = now() - lastAskedMs < expectedForMs ? asked : new Map()
            asked = new Map()
          }
          version = found
          return kept
        },
        forget: () => forget('all'),
      }
    },
  }
}
