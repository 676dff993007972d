/**
 * The writing side of the SQLite store: calls as writes of the queue, events numbered per run behind the fence, and,
 * once a call has been committed, word of each run that it changed.
 */
import { LeaseLost } from '../jobs-error.ts'
import type { NewEvent } from '../run.ts'
import type { Progress } from '../step.ts'
import type { Change, Fence } from '../store.ts'
import type { Statements } from './statements.ts'
import type { WriteQueue } from './write-queue.ts'

/** What a run is after its events, and what owners have to do about it. */
export type Became = Pick<Change, 'status' | 'calls'>

export interface Writer {
  write<Args extends unknown[], Result>(work: (...args: Args) => Result): (...args: Args) => Promise<Result>
  /** In a transaction already begun by `write`. */
  addEvents(runId: string, events: readonly NewEvent[], became: Became): void
  /** As `addEvents`, but checks the fence first, and stores the run's progress. @throws LeaseLost */
  addFenced(fence: Fence, events: readonly NewEvent[], progress: Progress | null, became?: Became): void
  onChange(listener: (change: Change) => void): () => void
}

const goesOn: Became = { status: 'running', calls: null }

export function createWriter(sql: Statements, queue: WriteQueue): Writer {
  const listeners = new Set<(change: Change) => void>()
  let changes: Change[] = []

  const put = (runId: string, last: number, events: readonly NewEvent[], became: Became) => {
    let seq = last
    for (const { at, step, ...body } of events)
      sql.insertEvent.run(runId, ++seq, at, step, JSON.stringify(body))
    changes.push({ runId, seq, ...became })
  }
  return {
    write:
      (work) =>
      (...args) =>
        new Promise((resolve, reject) => {
          let result: ReturnType<typeof work>
          let own: Change[] = []
          queue.add({
            work() {
              own = changes = []
              result = work(...args)
            },
            committed() {
              for (const change of own) for (const listener of listeners) listener(change)
              resolve(result)
            },
            refused: reject,
          })
        }),
    addEvents: (runId, events, became) => put(runId, sql.lastEvent.get(runId)!.seq, events, became),
    addFenced(fence, events, progress, became = goesOn) {
      const row = sql.fence.get(fence.runId, fence.owner, fence.generation)
      if (!row) throw new LeaseLost(fence.runId, fence.generation)
      put(fence.runId, row.seq, events, became)
      if (progress) sql.setProgress.run(JSON.stringify(progress), fence.runId)
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
