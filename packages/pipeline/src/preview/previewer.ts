/**
 * The main thread's side of previews: one at a time, in a thread that ends when nobody has asked for a while. Of an
 * organization the newest alone waits, and what nobody waits for any more is not made.
 */
import { createWorkerPool } from '@upflow/analyzer/pool'
import type { OrganizationId } from '@upflow/model'
import { PipelineError } from '../pipeline-error.ts'
import { type Crossed, WorkerFailed } from '../threads/worker-failed.ts'
import type { Preview, PreviewTask } from './preview-rules.ts'

export type WantedPreview = Omit<PreviewTask, 'kind' | 'path'> & { readonly file: { readonly path: string } }

export interface Previewer {
  /**
   * @throws WorkerFailed about the changes, as saving them would; PipelineError `pipeline/superseded` when another of
   *   the organization is asked for before this one begins; the signal's reason
   */
  preview(wanted: WantedPreview, options?: { readonly signal?: AbortSignal }): Promise<Preview>
  close(): Promise<void>
}

export type PreviewReply = { readonly preview: Preview } | { readonly error: Crossed }

interface Waiting {
  readonly task: PreviewTask
  readonly signal: AbortSignal | undefined
  readonly resolve: (preview: Preview) => void
  readonly reject: (error: unknown) => void
}

/** @param worker the built worker module, `worker.js` beside the package's index */
export function createPreviewer({ worker }: { readonly worker: URL }): Previewer {
  const newPool = () => createWorkerPool<PreviewTask, PreviewReply>({ worker, threads: 1 })
  let pool = newPool()
  let isClosed = false
  let isMaking = false
  const waiting = new Map<OrganizationId, Waiting>()

  const make = async ({ task, signal, resolve, reject }: Waiting): Promise<void> => {
    // The thread hears nothing while it computes: it ends, and the next preview has another.
    const stop = () => {
      const stopped = pool
      if (!isClosed) pool = newPool()
      void stopped.close()
    }
    signal?.addEventListener('abort', stop, { once: true })
    try {
      const reply = await pool.run(task)
      if ('error' in reply) throw new WorkerFailed(reply.error)
      resolve(reply.preview)
    } catch (error) {
      reject(signal?.aborted ? signal.reason : error)
    } finally {
      signal?.removeEventListener('abort', stop)
    }
  }
  const makeAll = async (): Promise<void> => {
    if (isMaking) return
    isMaking = true
    for (let next = first(waiting); next; next = first(waiting)) {
      waiting.delete(next.task.organizationId)
      await make(next)
    }
    isMaking = false
  }

  return {
    async preview({ file, ...wanted }, { signal } = {}) {
      signal?.throwIfAborted()
      const { organizationId } = wanted
      return new Promise((resolve, reject) => {
        const task = { ...wanted, kind: 'preview', path: file.path } as const
        const asked: Waiting = { task, signal, resolve, reject }
        waiting.get(organizationId)?.reject(superseded(organizationId))
        waiting.delete(organizationId)
        waiting.set(organizationId, asked)
        signal?.addEventListener(
          'abort',
          () => {
            if (waiting.get(organizationId) !== asked) return
            waiting.delete(organizationId)
            reject(signal.reason)
          },
          { once: true },
        )
        void makeAll()
      })
    },
    close() {
      isClosed = true
      return pool.close()
    },
  }
}

const first = <Key, Value>(map: ReadonlyMap<Key, Value>): Value | undefined => map.values().next().value

const superseded = (organizationId: OrganizationId) =>
  new PipelineError(
    'pipeline/superseded',
    `Another preview of organization '${organizationId}' was asked for before this one began: that one is made.`,
    { organization: organizationId },
  )
