/**
 * One view of a file for all that is asked of one version of it: what was read for a question serves those that follow,
 * whatever others commit meanwhile. While a run writes, a thread would read the same anew for each of them.
 *
 * A view that is open keeps SQLite from beginning the write-ahead log anew, so it ends when nothing is asked for a while,
 * and is not held for long.
 */
import type { Sqlite } from '@upflow/db'

export interface Snapshot {
  /** What `answer` reads is of the version with this order or of a later one: of a view that was opened for such. */
  of<T>(order: number, answer: () => Promise<T>): Promise<T>
  /** Idempotent. */
  end(): void
}

export interface SnapshotOptions {
  /** How long a view is held at most, while questions of its version come. */
  readonly mostMs?: number
  /** How long when none come. */
  readonly idleMs?: number
}

/** For one question at a time, over a connection that nobody else begins transactions on. */
export function createSnapshot(
  sqlite: Sqlite,
  { mostMs = 5_000, idleMs = 50 }: SnapshotOptions = {},
): Snapshot {
  let view: { readonly order: number; readonly sinceMs: number } | null = null
  let idle: NodeJS.Timeout | undefined
  const end = () => {
    clearTimeout(idle)
    view = null
    if (sqlite.inTransaction) sqlite.exec('ROLLBACK')
  }
  const begin = (order: number) => {
    // It is opened by the first read, which is after whoever asks has looked up the version.
    sqlite.exec('BEGIN')
    view = { order, sinceMs: performance.now() }
  }
  return {
    async of(order, answer) {
      clearTimeout(idle)
      if (view !== null && (view.order < order || performance.now() - view.sinceMs >= mostMs)) end()
      if (view === null) begin(order)
      try {
        const found = await answer()
        idle = setTimeout(end, idleMs)
        return found
      } catch (error) {
        end()
        throw error
      }
    },
    end,
  }
}
