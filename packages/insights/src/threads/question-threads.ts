/**
 * Hands questions to threads: each answers one at a time, the others queue here (question-queue.ts), where one that
 * nobody waits for any more can be dropped. Threads start by need and leave when nothing was asked for a while.
 */
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { createWorkerPool } from '@upflow/analyzer/pool'
import { InsightsError } from '../insights-error.ts'
import { fromCrossed } from './crossed-error.ts'
import { createQuestionQueue, type Kind } from './question-queue.ts'
import type { Question, Reply, ServeQuestionsTask } from './serve-questions.ts'

export interface Asked {
  readonly answer: Promise<Uint8Array>
  /** Its answer is to be of this version or a later one: false when a thread has it, which may have read before. */
  renew(order: number): boolean
  /** How long its thread took; 0 before it is answered. */
  tookMs(): number
  /** Takes it out of the queue; false when it is being answered, or was. */
  drop(): boolean
}

export interface QuestionThreads {
  ask(question: Question): Asked
  /** Rejects what is not answered, and ends every thread once it has nothing more to say. Idempotent. */
  close(): Promise<void>
}

export interface QuestionThreadsOptions {
  /** The built worker module, `worker.js` beside the package's index. */
  readonly worker: URL
  readonly threads: number
  /** How many files a thread keeps open. */
  readonly mostFiles: number
  /** Of what a thread keeps of them. */
  readonly mostKeptBytes: number
  readonly idleMs: number
}

interface Pending extends Kind {
  question: Question
  readonly resolve: (answer: Uint8Array) => void
  readonly reject: (error: unknown) => void
  tookMs: number
}

interface Thread {
  readonly port: MessagePort
  pending: Pending | null
  /** When it was handed what it answers. */
  since: number
  idle: NodeJS.Timeout | null
}

export function createQuestionThreads({
  worker,
  threads: mostThreads,
  mostFiles,
  mostKeptBytes,
  idleMs,
}: QuestionThreadsOptions): QuestionThreads {
  const pool = createWorkerPool<ServeQuestionsTask, void>({ worker, threads: mostThreads })
  const threads = new Set<Thread>()
  const idle: Thread[] = []
  const queue = createQuestionQueue<Pending>()
  const endings = new Set<Promise<void>>()
  let closed = false

  const start = (): Thread => {
    const { port1, port2 } = new MessageChannel()
    const thread: Thread = { port: port1, pending: null, since: 0, idle: null }
    threads.add(thread)
    port1.on('message', (reply: Reply) => {
      const { pending } = thread
      thread.pending = null
      if (pending) {
        pending.tookMs = performance.now() - thread.since
        // An error says nothing of what an answer takes.
        if (!reply.error) queue.note(pending, pending.tookMs)
      }
      if (reply.error) pending?.reject(fromCrossed(reply.error))
      else pending?.resolve(reply.answer)
      rest(thread)
    })
    const ending = pool.run({ port: port2, mostFiles, mostKeptBytes }, [port2]).then(
      () => end(thread, new Error('its port was closed')),
      (error: Error) => end(thread, error),
    )
    endings.add(ending)
    void ending.then(() => endings.delete(ending))
    return thread
  }
  const end = (thread: Thread, why: Error) => {
    if (!threads.delete(thread)) return
    if (thread.idle) clearTimeout(thread.idle)
    const at = idle.indexOf(thread)
    if (at >= 0) idle.splice(at, 1)
    thread.port.close()
    thread.pending?.reject(
      new InsightsError(
        'insights/thread-ended',
        `The thread that answered '${thread.pending.question.name}' ended: ${why.message}. Ask again; if it ends again, the process may lack memory.`,
        { query: thread.pending.question.name },
        { cause: why },
      ),
    )
    next()
  }
  const rest = (thread: Thread) => {
    if (!threads.has(thread)) return
    idle.push(thread)
    thread.idle = setTimeout(() => end(thread, new Error('nothing was asked')), idleMs).unref()
    next()
  }
  const next = () => {
    while (!closed && queue.length > 0) {
      const thread = idle.pop() ?? (threads.size < mostThreads ? start() : null)
      if (thread === null) return
      if (thread.idle) clearTimeout(thread.idle)
      thread.pending = queue.take()!
      thread.since = performance.now()
      thread.port.postMessage(thread.pending.question)
    }
  }

  return {
    ask(question) {
      let pending: Pending | null = null
      const answer = new Promise<Uint8Array>((resolve, reject) => {
        const { organizationId, name } = question
        pending = { organizationId, name, question, resolve, reject, tookMs: 0 }
        queue.add(pending)
        next()
      })
      return {
        answer,
        tookMs: () => pending?.tookMs ?? 0,
        renew(order) {
          if (pending === null || !queue.has(pending)) return false
          pending.question = { ...pending.question, order }
          return true
        },
        drop: () => pending !== null && queue.remove(pending),
      }
    },
    async close() {
      closed = true
      const why = new InsightsError('insights/closed', 'The question was not answered before the close.')
      for (let one = queue.take(); one !== null; one = queue.take()) one.reject(why)
      for (const thread of [...threads]) {
        thread.pending?.reject(why)
        thread.pending = null
        end(thread, why)
      }
      await Promise.all(endings)
      await pool.close()
    },
  }
}
