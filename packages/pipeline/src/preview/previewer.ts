/** The main thread's side of previews: one at a time, in a thread that ends when nobody has asked for a while. */
import { createWorkerPool } from '@upflow/analyzer/pool'
import { type Crossed, WorkerFailed } from '../threads/worker-failed.ts'
import type { Preview, PreviewTask } from './preview-rules.ts'

export type WantedPreview = Omit<PreviewTask, 'kind' | 'path'> & { readonly file: { readonly path: string } }

export interface Previewer {
  /** @throws WorkerFailed about the changes, as saving them would */
  preview(wanted: WantedPreview): Promise<Preview>
  close(): Promise<void>
}

export type PreviewReply = { readonly preview: Preview } | { readonly error: Crossed }

/** @param worker the built worker module, `worker.js` beside the package's index */
export function createPreviewer({ worker }: { readonly worker: URL }): Previewer {
  const pool = createWorkerPool<PreviewTask, PreviewReply>({ worker, threads: 1 })
  return {
    async preview({ file, ...wanted }) {
      const reply = await pool.run({ ...wanted, kind: 'preview', path: file.path })
      if ('error' in reply) throw new WorkerFailed(reply.error)
      return reply.preview
    },
    close: () => pool.close(),
  }
}
