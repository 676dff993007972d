/**
 * The writing side of one execution: buffers events and progress, and puts what is buffered into the same
 * transaction as the next record, so that nothing said before a step ended is lost once the step is recorded.
 */
import { type ErrorRecord, toErrorRecord } from '../jobs-error.ts'
import { encodeJson } from '../json-text.ts'
import type { NewEvent, StepRecord } from '../run.ts'
import type { Log, LogLevel, Progress } from '../step.ts'
import type { Fence, RunEnd } from '../store.ts'
import type { EngineSettings } from './options.ts'

export interface Journal {
  add(event: NewEvent): void
  progress(step: string | null): (progress: Progress) => void
  log(step: string | null): Log
  /** A value as redacted JSON text. */
  encode(value: unknown, where: string): string
  toRecord(error: unknown): ErrorRecord
  recordStep(step: StepRecord, event: NewEvent): Promise<void>
  suspend(until: number): Promise<void>
  release(): Promise<void>
  finish(end: RunEnd): Promise<void>
  /** Stops buffering; what is left is dropped when the lease is lost. */
  close(): void
}

/** @param onLost called when events or a step cannot be recorded: the lease is gone, or the store */
export function createJournal(
  settings: EngineSettings,
  fence: Fence,
  onLost: (error: unknown) => void,
): Journal {
  const { store, now, redact, limits, timing } = settings
  let buffer: NewEvent[] = []
  let runProgress: Progress | null = null
  let timer: NodeJS.Timeout | null = null
  let flushing = false
  let closed = false

  const take = (): [NewEvent[], Progress | null] => {
    if (timer) clearTimeout(timer)
    timer = null
    const taken: [NewEvent[], Progress | null] = [buffer, runProgress]
    buffer = []
    runProgress = null
    return taken
  }
  const flush = async () => {
    // One at a time: while the store is locked, more is buffered instead of queued.
    if (flushing) return arm()
    const [events, progress] = take()
    if (events.length === 0 || closed) return
    flushing = true
    try {
      await store.append(fence, events, progress)
    } catch (error) {
      onLost(error)
    } finally {
      flushing = false
    }
  }
  const arm = () => {
    timer = setTimeout(() => void flush(), timing.flushMs)
  }
  const add = (event: NewEvent) => {
    if (closed) return
    buffer.push(event)
    if (!timer) arm()
  }
  const toRecord = (error: unknown): ErrorRecord => JSON.parse(redact(JSON.stringify(toErrorRecord(error))))
  const encode = (value: unknown, where: string) => redact(encodeJson(value, where, limits.valueBytes))

  const addLog = (step: string | null, level: LogLevel) => (message: string, data?: unknown) => {
    const body = { message, data: data === undefined ? null : data }
    const safe = JSON.parse(encode(body, `the log data of '${message}'`)) as typeof body
    add({ type: 'log', at: now(), step, level, ...safe })
  }

  return {
    add,
    toRecord,
    encode,
    progress: (step) => (progress) => {
      const safe = JSON.parse(encode(progress, 'the progress')) as Progress
      // Only the latest of a step matters until it is flushed.
      const earlier = buffer.findIndex((event) => event.type === 'progress' && event.step === step)
      if (earlier >= 0) buffer.splice(earlier, 1)
      if (step === null) runProgress = safe
      add({ type: 'progress', at: now(), step, progress: safe })
    },
    log: (step) => ({
      debug: addLog(step, 'debug'),
      info: addLog(step, 'info'),
      warn: addLog(step, 'warn'),
      error: addLog(step, 'error'),
    }),
    async recordStep(step, event) {
      const [events, progress] = take()
      events.push(event)
      try {
        await store.recordStep(fence, step, events, progress)
      } catch (error) {
        // Whatever the reason: what cannot be recorded here is for the next owner to do.
        onLost(error)
        throw error
      }
    },
    async suspend(until) {
      const [events, progress] = take()
      await store.suspend(
        fence,
        until,
        [...events, { type: 'run.waiting', at: now(), step: null, until }],
        progress,
      )
    },
    async release() {
      const [events, progress] = take()
      await store.release(
        fence,
        now(),
        [...events, { type: 'run.released', at: now(), step: null }],
        progress,
      )
    },
    async finish(end) {
      const [events, progress] = take()
      const event: NewEvent = {
        type: 'run.finished',
        at: now(),
        step: null,
        status: end.status,
        error: end.error,
      }
      await store.finish(fence, end, [...events, event], progress)
    },
    close() {
      closed = true
      take()
    },
  }
}
