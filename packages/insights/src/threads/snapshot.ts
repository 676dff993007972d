/**
 * One view of a file for all that is asked of one version of it: what was read for a question serves those that follow,
 * whatever others commit meanwhile. While a run writes, a thread would read the same anew for each of them.
 *
 * A view that is open keeps SQLite from beginning the write-ahead log anew, so none is held for long.
 */
import type { Sqlite } from '@upflow/db'

export interface Snapshot {
  /** What `answer` reads is of the version with this order or of a later one: of a view that was opened for such. */
  of<T>(order: number, answer: () => Promise<T>): Promise<T>
  /** To be called now and then while others are asked. */
  endWhenOld(): void
  /** Idempotent. */
  end(): void
}

export interface SnapshotOptions {
  /** How long a view is held at most, while questions come. */
  readonly mostMs?: number
}

/** For one question at a time, over a connection that nobody else begins transactions on. */
export function createSnapshot(sqlite: Sqlite, { mostMs = 5_000 }: SnapshotOptions = {}): Snapshot {
  let view: { readonly order: number; readonly sinceMs: number } | null = null
  const end = () => {
    view = null
    if (sqlite.inTransaction) sqlite.exec('ROLLBACK')
  }
  const endWhenOld = () => {
    if (view !== null && performance.now() - view.sinceMs >= mostMs) end()
  }
  const begin = (order: number) => {
    // It is opened by the first read, which is after whoever asks has looked up the version.
    sqlite.exec('BEGIN')
    view = { order, sinceMs: performance.now() }
  }
  return {
    async of(order, answer) {
      endWhenOld()
      if (view !== null && view.order < order) end()
      if (view === null) begin(order)
      try {
        return await answer()
      } catch (error) {
        end()
        throw error
      }
    },
    endWhenOld,
    end,
  }
}
