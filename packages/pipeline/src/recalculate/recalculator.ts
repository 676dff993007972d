/** The main thread's side of recalculating: asks the thread of the file, and gives it threads to analyze with. */
import { availableParallelism } from 'node:os'
import type { MessagePort } from 'node:worker_threads'
import { createWorkerPool } from '@upflow/analyzer/pool'
import type { TenantStore } from '@upflow/db'
import type { FileThreads } from '../threads/file-threads.ts'
import type { Reached } from '../threads/progress-cell.ts'
import type { AnalyzeTask } from './analyze-batches.ts'
import type { Wanted } from './choose-stale.ts'
import type { RecalculateOptions, RecalculateReport } from './recalculate-repository.ts'

export interface Recalculator {
  /** Whether there is nothing to recalculate. */
  isCurrent(tenant: TenantStore, wanted: Wanted): Promise<boolean>
  /** Null when nothing has changed. @throws WorkerFailed; the signal's reason when aborted */
  recalculate(tenant: TenantStore, options: RecalculatorOptions): Promise<RecalculateReport | null>
  close(): Promise<void>
}

export interface RecalculatorOptions extends Wanted, Pick<RecalculateOptions, 'onLongWait'> {
  readonly signal?: AbortSignal
  /** Of what is stale. */
  readonly onProgress?: (reached: Reached) => void
}

/** Of all files together. */
const mostThreads = 1_000

/**
 * How many are of use of those that are wanted: one without a processor beside the writer's takes from the writer, and
 * has all that the others have compiled to compile once more.
 */
export const usefulThreads = (wanted: number, processors: number): number =>
  Math.max(1, Math.min(wanted, processors - 1))

/**
 * @param worker the built worker module, `worker.js` beside the package's index
 * @param threads how many analyze at once for one file, at the most, beside the one that writes
 */
export function createRecalculator({
  worker,
  threads,
  files,
}: {
  readonly worker: URL
  readonly threads: number
  readonly files: FileThreads
}): Recalculator {
  const analyzing = usefulThreads(threads, availableParallelism())
  const pool = createWorkerPool<AnalyzeTask, void>({ worker, threads: mostThreads, youngGenerationMiB: 16 })
  const isCurrent: Recalculator['isCurrent'] = async (tenant, wanted) =>
    (await import('./choose-stale.ts')).isCurrent(tenant, wanted)
  return {
    isCurrent,
    async recalculate(tenant, { signal, onProgress, onLongWait, everything = false, ...wanted }) {
      signal?.throwIfAborted()
      if (await isCurrent(tenant, { ...wanted, everything })) return null
      const { location, organizationId } = tenant
      const failed = new AbortController()
      const analyze = (port: MessagePort) => {
        const task = { kind: 'analyze', location, organizationId, port } as const
        pool.run(task, [port]).catch((error: unknown) => {
          port.close()
          failed.abort(error)
        })
      }
      return files.call(
        tenant,
        'recalculate',
        { ...wanted, everything, threads: analyzing },
        {
          signal: signal ? AbortSignal.any([signal, failed.signal]) : failed.signal,
          onNote: (note) => (note.kind === 'analyzer' ? analyze(note.port) : onLongWait?.(note.wait)),
          ...(onProgress && { onProgress }),
        },
      )
    },
    close: () => pool.close(),
  }
}
