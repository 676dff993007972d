/**
 * The writing side of the SQLite store: one short IMMEDIATE transaction a call, events numbered per run behind the
 * fence, and, once it has committed, word of each run that it changed.
 */
import type Database from 'better-sqlite3'
import { LeaseLost } from '../jobs-error.ts'
import type { NewEvent } from '../run.ts'
import type { Progress } from '../step.ts'
import type { Change, Fence, Maybe } from '../store.ts'
import type { Statements } from './statements.ts'
import type { Turns } from './turns.ts'

/** What a run is after its events, and what owners have to do about it. */
export type Became = Pick<Change, 'status' | 'calls'>

export interface Writer {
  write<Args extends unknown[], Result>(work: (...args: Args) => Result): (...args: Args) => Maybe<Result>
  /** In a transaction already begun by `write`. */
  addEvents(runId: string, events: readonly NewEvent[], became: Became): void
  /** As `addEvents`, but checks the fence first, and stores the run's progress. @throws LeaseLost */
  addFenced(fence: Fence, events: readonly NewEvent[], progress: Progress | null, became?: Became): void
  onChange(listener: (change: Change) => void): () => void
}

const goesOn: Became = { status: 'running', calls: null }

export function createWriter(database: Database.Database, sql: Statements, turns: Turns): Writer {
  const listeners = new Set<(change: Change) => void>()
  let changes: Change[] = []

  const put = (runId: string, last: number, events: readonly NewEvent[], became: Became) => {
    let seq = last
    for (const { at, step, ...body } of events)
      sql.insertEvent.run(runId, ++seq, at, step, JSON.stringify(body))
    changes.push({ runId, seq, ...became })
  }
  return {
    write(work) {
      const transaction = database.transaction(work)
      return (...args) =>
        turns.write(() => {
          changes = []
          const result = transaction.immediate(...args)
          for (const change of changes) for (const listener of listeners) listener(change)
          return result
        })
    },
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
