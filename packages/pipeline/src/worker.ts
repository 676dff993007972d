/**
 * What worker threads run: one serves a data file, others analyze for it, one tries other rules. Each loads what it
 * needs. They give way to the thread that serves people, and those that analyze to the one that writes, which all of
 * them wait for: on Linux a thread has a priority of its own.
 */
import { setPriority } from 'node:os'
import type { PreviewTask } from './preview/preview-rules.ts'
import type { PreviewReply } from './preview/previewer.ts'
import type { AnalyzeTask } from './recalculate/analyze-batches.ts'
import type { ServeFileTask } from './threads/file-methods.ts'
import { toCrossed } from './threads/worker-failed.ts'

/** A thread does one kind of task for as long as it lives: nobody may raise a priority again. */
const niceness = { 'serve-file': 10, preview: 10, analyze: 15 } as const

export default async function work(
  task: ServeFileTask | AnalyzeTask | PreviewTask,
): Promise<PreviewReply | undefined> {
  if (process.platform === 'linux') setPriority(niceness[task.kind])
  if (task.kind === 'serve-file') {
    await (await import('./threads/serve-file.ts')).serveFile(task)
    return undefined
  }
  if (task.kind === 'preview') return preview(task)
  await (await import('./recalculate/analyze-batches.ts')).analyzeBatches(task)
  return undefined
}

/** What is wrong with the wanted rules is an answer: errors lose what they say on the way between threads. */
async function preview(task: PreviewTask): Promise<PreviewReply> {
  const { previewRules } = await import('./preview/preview-rules.ts')
  try {
    return { preview: await previewRules(task) }
  } catch (error) {
    return { error: toCrossed(error) }
  }
}
