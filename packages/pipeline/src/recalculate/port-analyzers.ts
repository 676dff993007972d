/** Analyzing threads as the writing thread has them: behind ports, each with one batch in hand and one in line. */
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { WorkerFailed } from '../threads/worker-failed.ts'
import type { AnalyzedBatch, BatchReply, BatchRequest, Stale } from './analyze-batches.ts'

/** Something that analyzes batches, as many at once as it has lanes. */
export interface Analyzers {
  readonly lanes: readonly ((batch: readonly Stale[]) => Promise<AnalyzedBatch>)[]
  close(): void
}

/** @param start lets a thread analyze what comes through a port */
export function createPortAnalyzers(threads: number, start: (port: MessagePort) => void): Analyzers {
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
    else one?.resolve(reply.analyzed)
  })
  // The thread is gone, or never came to be.
  port.once('close', () => {
    for (const { reject } of open.values()) reject(new Error('An analyzing thread has ended.'))
    open.clear()
  })
  return {
    analyze: (batch: readonly Stale[]) =>
      new Promise<AnalyzedBatch>((resolve, reject) => {
        const id = ++ids
        open.set(id, { resolve, reject })
        port.postMessage({ id, batch } satisfies BatchRequest)
      }),
    close: () => port.close(),
  }
}
