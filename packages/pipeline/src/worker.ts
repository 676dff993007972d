/**
 * What worker threads run: one serves a data file, others analyze for it. Each loads what it needs. They give way to
 * the thread that serves people: on Linux a thread has a priority of its own.
 */
import { setPriority } from 'node:os'
import type { AnalyzeTask } from './recalculate/analyze-batches.ts'
import type { ServeFileTask } from './threads/file-methods.ts'

export default async function work(task: ServeFileTask | AnalyzeTask): Promise<void> {
  if (process.platform === 'linux') setPriority(10)
  if (task.kind === 'serve-file') return (await import('./threads/serve-file.ts')).serveFile(task)
  return (await import('./recalculate/analyze-batches.ts')).analyzeBatches(task)
}
