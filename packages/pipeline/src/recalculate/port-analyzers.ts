/**
 * Analyzing threads as the writing thread has them: behind ports, each with one batch in hand and one in line, for all
 * the repositories of the file that are recalculated at once.
 */
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import type { Basis } from '@upflow/analyzer'
import { WorkerFailed } from '../threads/worker-failed.ts'
import { unflatten } from './analysis-rows.ts'
import type { AnalyzedBatch, BatchAnalyzer, BatchReply, BatchRequest } from './analyze-batches.ts'
import type { Stale } from './stale.ts'

/** Something that analyzes batches, as many at once as it has lanes. */
export interface Analyzers {
  readonly lanes: readonly BatchAnalyzer[]
  close(): void
}

/** @param start lets a thread analyze what comes through a port */
function createPortAnalyzers(threads: number, start: (port: MessagePort) => void): Analyzers {
  const all = Array.from({ length: threads }, () => {
    const { port1, port2 } = new MessageChannel()
    start(port2)
    return createPortAnalyzer(port1)
  })
  return {
    lanes: all.flatMap(({ analyze }) => [analyze, analyze]),
    close: () => {
      for (const { close } of all) close()
    },
  }
}

/** Opens the analyzers when the first of several needs them, and closes them when the last is done. */
export interface SharedAnalyzers {
  use(threads: number, start: (port: MessagePort) => void): Analyzers
}

export function createSharedAnalyzers(): SharedAnalyzers {
  let shared: Analyzers | null = null
  let users = 0
  return {
    use(threads, start) {
      shared ??= createPortAnalyzers(threads, start)
      const { lanes, close } = shared
      users++
      let isDone = false
      return {
        lanes,
        close() {
          if (isDone) return
          isDone = true
          if (--users > 0) return
          shared = null
          close()
        },
      }
    },
  }
}

function createPortAnalyzer(port: MessagePort) {
  const open = new Map<
    number,
    { readonly resolve: (analyzed: AnalyzedBatch) => void; readonly reject: (error: Error) => void }
  >()
  let ids = 0
  port.on('message', (reply: BatchReply) => {
    const one = open.get(reply.id)
    open.delete(reply.id)
    if ('error' in reply) one?.reject(new WorkerFailed(reply.error))
    else
      one?.resolve({
        columns: reply.columns,
        analyses: unflatten(reply.analyses),
        failed: reply.failed,
      })
  })
  // The thread is gone, or never came to be.
  let isClosed = false
  port.once('close', () => {
    isClosed = true
    for (const { reject } of open.values()) reject(ended())
    open.clear()
  })
  return {
    analyze: (basis: Basis, batch: readonly Stale[]) =>
      new Promise<AnalyzedBatch>((resolve, reject) => {
        if (isClosed) return reject(ended())
        const id = ++ids
        open.set(id, { resolve, reject })
        port.postMessage({ id, basis, batch: JSON.stringify(batch) } satisfies BatchRequest)
      }),
    close: () => port.close(),
  }
}

const ended = () => new Error('An analyzing thread has ended.')
