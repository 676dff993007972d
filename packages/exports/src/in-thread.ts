/** One piece of work in a thread of its own, which ends with it: copying, hashing and writing block nobody else. */
import { Worker } from 'node:worker_threads'
import { type Crossed, fromCrossed } from './crossed.ts'
import type { Tasks } from './worker.ts'

export interface ThreadOptions {
  readonly signal?: AbortSignal | undefined
  /** For tests of the sources: where the built worker is. */
  readonly worker?: URL | undefined
}

export type Reply = { readonly result: unknown } | { readonly error: Crossed }

/** @throws what the work threw, with its code; the signal's reason once the thread is gone */
export async function inThread<Name extends keyof Tasks>(
  name: Name,
  task: Tasks[Name]['task'],
  { signal, worker = new URL('./worker.js', import.meta.url) }: ThreadOptions = {},
): Promise<Tasks[Name]['result']> {
  signal?.throwIfAborted()
  const thread = new Worker(worker, { workerData: { name, task } })
  const end = () => void thread.terminate()
  signal?.addEventListener('abort', end)
  try {
    const reply = await new Promise<Reply>((resolve, reject) => {
      let heard: Reply | null = null
      thread.once('message', (message: Reply) => {
        heard = message
      })
      thread.once('error', reject)
      thread.once('exit', (code) =>
        heard === null
          ? reject(
              signal?.reason ?? new Error(`The thread that did '${name}' ended (${code}) without an answer.`),
            )
          : resolve(heard),
      )
    })
    signal?.throwIfAborted()
    if ('error' in reply) throw fromCrossed(reply.error)
    return reply.result as Tasks[Name]['result']
  } finally {
    signal?.removeEventListener('abort', end)
  }
}
