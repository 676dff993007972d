/** Worker threads: the only code that knows tinypool, which is loaded with the first task. */

import type { RawPullRequest, Rules } from '@upflow/model'
import type { Tinypool } from 'tinypool'
import type { Analysis } from './analysis.ts'
import { AnalyzerError } from './analyzer-error.ts'
import type { RepositoryFacts } from './kind.ts'
import type { Release } from './release-facts.ts'

export interface WorkerPool<Task, Result> {
  /** Loads what the first task would have to: some 20 ms in which nobody is served. Starts no thread. */
  ready(): Promise<void>
  /** Runs one task in a worker. `transfer` moves ports and buffers instead of copying them. */
  run(task: Task, transfer?: readonly TransferListItem[]): Promise<Result>
  /** Ends every worker; what still runs is rejected. Idempotent. */
  close(): Promise<void>
}

type TransferListItem = import('node:worker_threads').Transferable

export interface WorkerPoolOptions {
  /** The worker's module, whose default export takes a task: `new URL('./worker.js', import.meta.url)`. */
  readonly worker: URL
  /** How many threads at the most; they start when there is work and end when idle. */
  readonly threads: number
  /** Most memory for what a thread has just made; less of it costs time, and a process with many threads has it often. */
  readonly youngGenerationMiB?: number
}

interface Thread {
  once(event: 'exit', listener: (code: number) => void): void
  emit(event: 'error', error: Error): void
}

/** Fails the task of a thread that ends without a word: tinypool hears only of one that throws, and would wait for ever. */
function createEndWatch(): (pool: Tinypool) => void {
  const watched = new WeakSet<Thread>()
  return (pool) => {
    for (const thread of pool.threads as readonly Thread[]) {
      if (watched.has(thread)) continue
      watched.add(thread)
      thread.once('exit', (code) => {
        // Whom the pool has ended itself, it no longer has.
        if (pool.threads.includes(thread as never))
          thread.emit('error', new Error(`The thread ended with code ${code} before it had answered.`))
      })
    }
  }
}

/** A pool of threads that run the default export of a module. Nothing starts before the first task. */
export function createWorkerPool<Task, Result>({
  worker,
  threads,
  youngGenerationMiB,
}: WorkerPoolOptions): WorkerPool<Task, Result> {
  let pool: Promise<Tinypool> | null = null
  let closed = false
  const running = new Set<(error: unknown) => void>()
  const watchEnds = createEndWatch()
  const open = async () => {
    const { Tinypool } = await import('tinypool')
    const opened = new Tinypool({
      filename: worker.href,
      runtime: 'worker_threads',
      minThreads: 0,
      maxThreads: threads,
      idleTimeout: 1_000,
      ...(youngGenerationMiB === undefined
        ? {}
        : { resourceLimits: { maxYoungGenerationSizeMb: youngGenerationMiB } }),
    })
    // tinypool tells this of a worker that could not start, and leaves its task waiting for ever.
    opened.on('error', (error) => {
      for (const fail of running) fail(error)
    })
    return opened
  }
  return {
    async ready() {
      pool ??= open()
      await pool
    },
    async run(task, transfer = []) {
      if (closed)
        throw new AnalyzerError(
          'analyzer/pool-closed',
          'The worker pool is closed: a task was given to it after close().',
        )
      pool ??= open()
      let fail: (error: unknown) => void = () => {}
      const failed = new Promise<never>((_, reject) => {
        fail = reject
      })
      running.add(fail)
      try {
        return (await Promise.race([
          pool.then((opened) => {
            const ran = opened.run(task, { transferList: [...transfer] as never })
            watchEnds(opened)
            return ran
          }),
          failed,
        ])) as Result
      } finally {
        running.delete(fail)
      }
    },
    async close() {
      closed = true
      await (await pool)?.destroy()
      pool = null
    },
  }
}

export interface AnalyzeTask {
  readonly pullRequests: readonly RawPullRequest[]
  readonly rules: Rules
  /** By pull request number, as `resolveReleases` returns it. */
  readonly releases: ReadonlyMap<number, Release>
  readonly repository?: RepositoryFacts
}

/** A pool that analyzes batches of pull requests in worker threads, for callers that hold them in memory. */
export const createAnalyzerPool = (options: {
  readonly threads: number
}): WorkerPool<AnalyzeTask, Analysis[]> =>
  createWorkerPool({ worker: new URL('./worker.js', import.meta.url), threads: options.threads })
