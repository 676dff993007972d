/**
 * Copies what was committed from the WAL into the file in a thread of its own: the disk is waited for there, and not
 * where people are served. The thread starts when much has been written for the first time.
 */
import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'

/** Of this connection; with a handful of pages each, they come to about 4 MB of WAL. */
const commitsBetween = 500

/** Opened for each time alone, so that no connection of it outlives the store's. */
const source = `
const { parentPort, workerData } = require('node:worker_threads')
const Database = require(workerData.driver)
parentPort.on('message', () => {
  try {
    const database = new Database(workerData.path, { fileMustExist: true, timeout: 0 })
    try {
      database.pragma('wal_checkpoint(PASSIVE)')
    } finally {
      database.close()
    }
  } catch {
    // A lock, a full disk: those who write say so, and the next time it is tried again.
  }
  parentPort.postMessage(null)
})`

export interface Checkpoints {
  /** To be called after each commit. */
  committed(): void
  /**
   * Settles once the thread has let go of the file; null when it does not have it. Of two connections that close at the
   * same moment neither is the last, and the WAL would be left.
   */
  close(): Promise<void> | null
}

/** No thread: commits copy by themselves, once the WAL is long (see open-jobs-file.ts). */
export const byCommits: Checkpoints = { committed() {}, close: () => null }

export function createCheckpoints(path: string): Checkpoints {
  let worker: Worker | null = null
  let commits = 0
  let isCopying = false
  let onCopied = () => {}
  const copied = () => {
    isCopying = false
    onCopied()
  }
  const start = (): Worker => {
    const started = new Worker(source, {
      eval: true,
      workerData: { path, driver: createRequire(import.meta.url).resolve('better-sqlite3') },
      execArgv: [],
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 },
    })
    started.unref()
    started.on('message', copied)
    // Without one, commits copy by themselves when the WAL is long.
    started.on('error', () => {
      worker = null
      copied()
    })
    return started
  }
  return {
    committed() {
      if (++commits < commitsBetween || isCopying) return
      commits = 0
      isCopying = true
      worker ??= start()
      worker.postMessage(null)
    },
    close() {
      const end = () => void worker?.terminate()
      if (!isCopying) {
        end()
        return null
      }
      return new Promise<void>((resolve) => {
        onCopied = resolve
        worker?.ref()
      }).then(end)
    },
  }
}
