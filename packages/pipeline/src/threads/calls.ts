/**
 * Calls from one thread into another over a port: each has one answer, may send notes before it, and can be aborted.
 * What is said in order arrives in order, so a note never comes after the answer. How far it has come is looked at from
 * time to time, and once more before the answer.
 */
import { setImmediate as nextRound } from 'node:timers/promises'
import type { MessagePort, Transferable } from 'node:worker_threads'
import { createProgressCell, type ProgressCell, type Reached, readerOf, writerOf } from './progress-cell.ts'
import { type Crossed, redacted, toCrossed, WorkerFailed } from './worker-failed.ts'

/** What can be called: by method, what goes in, what is told meanwhile, and what comes out. */
export type Methods<M> = {
  readonly [Name in keyof M]: { readonly input: unknown; readonly note: unknown; readonly result: unknown }
}

export interface CallContext<Note> {
  readonly signal: AbortSignal
  readonly note: (note: Note, transfer?: readonly Transferable[]) => void
  readonly progress: (reached: Reached) => void
}

export type Handlers<M extends Methods<M>> = {
  readonly [Name in keyof M]: (
    input: M[Name]['input'],
    context: CallContext<M[Name]['note']>,
  ) => Promise<M[Name]['result']>
}

export interface CallOptions<Note> {
  readonly signal?: AbortSignal
  readonly onNote?: (note: Note) => void
  /** Told of the newest, at most some times a second. */
  readonly onProgress?: (reached: Reached) => void
}

export interface Caller<M extends Methods<M>> {
  /** @throws WorkerFailed with what went wrong there; the signal's reason once the call has stopped */
  call<Name extends keyof M & string>(
    method: Name,
    input: M[Name]['input'],
    options?: CallOptions<M[Name]['note']>,
  ): Promise<M[Name]['result']>
  /** Rejects the calls that are open. Idempotent. */
  close(why: Error): void
}

type Request =
  | {
      readonly kind: 'call'
      readonly id: number
      readonly method: string
      readonly input: unknown
      /** Null when nobody wants to know. */
      readonly progress: ProgressCell | null
    }
  | { readonly kind: 'abort'; readonly id: number }
type Reply =
  | { readonly kind: 'note'; readonly id: number; readonly note: unknown }
  | { readonly kind: 'result'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly error: Crossed; readonly aborted: boolean }

interface OpenCall {
  readonly resolve: (result: never) => void
  readonly reject: (error: unknown) => void
  readonly signal: AbortSignal | undefined
  readonly onNote: ((note: never) => void) | undefined
  readonly look: () => void
}

/** Often enough for who looks on. */
const lookEveryMs = 250

/** @param redact takes out of what went wrong there what nobody here may read */
export function createCaller<M extends Methods<M>>(
  port: MessagePort,
  redact: (text: string) => string = (text) => text,
): Caller<M> {
  const open = new Map<number, OpenCall>()
  let ids = 0
  port.on('message', (reply: Reply) => {
    const call = open.get(reply.id)
    if (!call) return
    if (reply.kind === 'note') return call.onNote?.(reply.note as never)
    open.delete(reply.id)
    call.look()
    if (reply.kind === 'result') call.resolve(reply.result as never)
    else if (reply.aborted && call.signal?.aborted) call.reject(call.signal.reason)
    else call.reject(new WorkerFailed(redacted(reply.error, redact)))
  })
  return {
    async call(method, input, { signal, onNote, onProgress } = {}) {
      signal?.throwIfAborted()
      const id = ++ids
      const abort = () => port.postMessage({ kind: 'abort', id } satisfies Request)
      signal?.addEventListener('abort', abort, { once: true })
      const progress = onProgress ? createProgressCell() : null
      const read = progress && readerOf(progress)
      const look = () => {
        const reached = read?.()
        if (reached) onProgress?.(reached)
      }
      const looking = read && setInterval(look, lookEveryMs).unref()
      try {
        return await new Promise((resolve, reject) => {
          open.set(id, { resolve, reject, signal, onNote, look })
          port.postMessage({ kind: 'call', id, method, input, progress } satisfies Request)
        })
      } finally {
        if (looking) clearInterval(looking)
        signal?.removeEventListener('abort', abort)
      }
    },
    close(why) {
      port.close()
      for (const { reject } of open.values()) reject(why)
      open.clear()
    },
  }
}

/** Answers calls until the other side closes the port; then aborts what is under way and waits for it to end. */
export async function answerCalls<M extends Methods<M>>(
  port: MessagePort,
  handlers: Handlers<M>,
): Promise<void> {
  const running = new Map<number, { readonly controller: AbortController; readonly ended: Promise<void> }>()
  const answer = async (
    { id, method, input, progress }: Extract<Request, { kind: 'call' }>,
    signal: AbortSignal,
  ) => {
    try {
      // What was sent behind it is heard first: a thread that took long to start may have been called off since, and one
      // that is ended within SQLite takes the process down with it.
      await nextRound()
      signal.throwIfAborted()
      const context = {
        signal,
        note: (note: unknown, transfer: readonly Transferable[] = []) =>
          port.postMessage({ kind: 'note', id, note } satisfies Reply, [...transfer]),
        progress: progress ? writerOf(progress) : () => {},
      }
      const result = await handlers[method as keyof M](input as never, context)
      port.postMessage({ kind: 'result', id, result } satisfies Reply)
    } catch (error) {
      const reply: Reply = { kind: 'failure', id, error: toCrossed(error), aborted: signal.aborted }
      port.postMessage(reply)
    } finally {
      running.delete(id)
    }
  }
  port.on('message', (request: Request) => {
    if (request.kind === 'abort') return running.get(request.id)?.controller.abort()
    const controller = new AbortController()
    const ended = answer(request, controller.signal)
    running.set(request.id, { controller, ended })
  })
  await new Promise<void>((resolve) => port.once('close', resolve))
  for (const { controller } of running.values()) controller.abort()
  await Promise.all([...running.values()].map(({ ended }) => ended))
}
