/**
 * Writes much without blocking: chunks of one IMMEDIATE transaction each, sized by a time budget, yielding to the
 * event loop in between. What belongs together is one group and is never split over two chunks.
 */
import { setImmediate as yieldToLoop } from 'node:timers/promises'
import { type BusyRetryOptions, withBusyRetry } from './busy.ts'
import type { Sqlite } from './open-sqlite.ts'

export interface ChunkOptions<Group> {
  readonly groups: Iterable<Group>
  /** Called at the start of each transaction: what it throws ends the write. */
  readonly begin?: () => void
  /** Synchronous; true when it changed something. Called again for the groups of a chunk that met a lock. */
  readonly write: (group: Group) => boolean
  readonly busy: BusyRetryOptions
  /** How long one transaction may take before it commits (default 8 ms). One group is always written whole. */
  readonly budgetMs?: number
  readonly signal?: AbortSignal
  /** Called after each commit with the groups written so far. */
  readonly onChunk?: (written: number) => void
}

export interface ChunkReport {
  readonly groups: number
  /** Groups whose write changed something. */
  readonly changed: number
  readonly chunks: number
  readonly longestChunkMs: number
}

export async function writeInChunks<Group>(
  database: Sqlite,
  options: ChunkOptions<Group>,
): Promise<ChunkReport> {
  const { groups, begin, write, busy, budgetMs = 8, signal, onChunk } = options
  const iterator = groups[Symbol.iterator]()
  let pending: Group[] = []
  let next = iterator.next()
  let written = 0
  let changed = 0
  let changedInChunk = 0
  let chunks = 0
  let longestChunkMs = 0

  const chunk = database.transaction(() => {
    const started = performance.now()
    changedInChunk = 0
    begin?.()
    const put = (group: Group) => {
      if (write(group)) changedInChunk++
    }
    // Groups that a failed try had taken come first.
    for (const group of pending) put(group)
    while (!next.done && (pending.length === 0 || performance.now() - started < budgetMs)) {
      pending.push(next.value)
      next = iterator.next()
      put(pending.at(-1)!)
    }
    longestChunkMs = Math.max(longestChunkMs, performance.now() - started)
  })

  while (!next.done) {
    signal?.throwIfAborted()
    await withBusyRetry(() => chunk.immediate(), busy)
    written += pending.length
    changed += changedInChunk
    pending = []
    chunks++
    onChunk?.(written)
    await yieldToLoop()
  }
  return { groups: written, changed, chunks, longestChunkMs }
}
