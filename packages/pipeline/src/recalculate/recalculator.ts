/** The main thread's side of recalculating: gives a repository to a worker thread and follows it. */
import { MessageChannel } from 'node:worker_threads'
import { createWorkerPool } from '@upflow/analyzer/pool'
import type { Tenant } from '@upflow/db'
import type { RecalculateTask, WorkerResult } from '../worker.ts'
import type { RecalculateOptions, RecalculateReport } from './recalculate-repository.ts'

export interface Recalculator {
  /** @throws WorkerFailed; the signal's reason when aborted */
  recalculate(tenant: Tenant, options: RecalculateOptions): Promise<RecalculateReport>
  close(): Promise<void>
}

/** What went wrong in a worker thread, with the code that it had there. */
export class WorkerFailed extends Error {
  override readonly name = 'WorkerFailed'
  readonly code: string
  readonly facts: Readonly<Record<string, string | number>>
  constructor({
    code,
    message,
    facts,
  }: {
    readonly code: string
    readonly message: string
    readonly facts: Readonly<Record<string, string | number>>
  }) {
    super(message)
    this.code = code
    this.facts = facts
  }
}

/** @param worker the built worker module, `worker.js` beside the package's index */
export function createRecalculator({
  worker,
  threads,
}: {
  readonly worker: URL
  readonly threads: number
}): Recalculator {
  const pool = createWorkerPool<RecalculateTask, WorkerResult>({ worker, threads })
  return {
    async recalculate(tenant, { signal, onProgress, ...options }) {
      signal?.throwIfAborted()
      const { port1, port2 } = new MessageChannel()
      const stop = () => port1.postMessage('stop')
      signal?.addEventListener('abort', stop, { once: true })
      port1.on('message', ({ analyzed, total }: { analyzed: number; total: number }) =>
        onProgress?.(analyzed, total),
      )
      try {
        const result = await pool.run(
          { ...options, path: tenant.path, organizationId: tenant.organizationId, port: port2 },
          [port2],
        )
        if (result.ok) return result.report
        if (result.aborted) signal?.throwIfAborted()
        throw new WorkerFailed(result.error)
      } finally {
        signal?.removeEventListener('abort', stop)
        port1.close()
      }
    },
    close: () => pool.close(),
  }
}
