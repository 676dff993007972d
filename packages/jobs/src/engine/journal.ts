/**
 * The writing side of one execution: buffers events and progress, and puts what is buffered into the same
 * transaction as the next record, so that nothing said before a step ended is lost once the step is recorded.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { type ErrorRecord, type Facts, toErrorRecord } from '../jobs-error.ts'
import { decodeJson, encodeJson, redactJson } from '../json-text.ts'
import type { NewEvent, StepRecord } from '../run.ts'
import type { Log, LogLevel, Progress } from '../step.ts'
import type { ExecutionStore, Fence, RunEnd, Wait } from '../store.ts'
import type { Lease } from './lease.ts'
import type { SettingsOn } from './options.ts'

export interface Journal {
  add(event: NewEvent): void
  progress(step: string | null): (progress: Progress) => void
  log(step: string | null): Log
  /** A value as redacted JSON text. */
  encode(value: unknown, where: string): string
  toRecord(error: unknown): ErrorRecord
  recordStep(step: StepRecord, event: NewEvent): Promise<void>
  suspend(wait: Wait): Promise<void>
  /** Not waited for longer than a moment: what is not given back is free when this owner's lock is. */
  release(): Promise<void>
  finish(end: RunEnd): Promise<void>
  /** Stops buffering; what is left is dropped when the lease is lost. */
  close(): void
}

const releasePatienceMs = 500

/** @param onLost called when events or a step cannot be recorded: the lease is gone, and maybe the store */
export function createJournal(
  settings: SettingsOn<ExecutionStore>,
  { fence, lease, onLost }: { fence: Fence; lease: Lease; onLost: (error: unknown) => void },
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
      await lease.write(() => store.append(fence, events, progress))
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
  const toRecord = (thrown: unknown): ErrorRecord => {
    const record = toErrorRecord(thrown)
    // The names of a record's fields and its code are the program's, whatever a secret may be.
    if (redact === null) return record
    const { message, facts, stack } = record
    return {
      ...record,
      message: redact(message),
      facts: redactJson(facts, redact) as Facts,
      ...(stack === undefined ? {} : { stack: redact(stack) }),
    }
  }
  const encode = (value: unknown, where: string) =>
    encodeJson(value, where, { maxBytes: limits.valueBytes, redact })

  const addLog = (step: string | null, level: LogLevel) => (message: string, data?: unknown) => {
    const where = `the log data of '${message}'`
    const safe = JSON.parse(encode([message, data === undefined ? null : data], where)) as [string, unknown]
    add({ type: 'log', at: now(), step, level, message: safe[0], data: safe[1] })
  }

  return {
    add,
    toRecord,
    encode,
    progress: (step) => (progress) => {
      const { message, ...amount } = progress
      const text = message === undefined ? null : (decodeJson(encode(message, 'the progress')) as string)
      const safe: Progress = { ...amount, ...(text === null ? {} : { message: text }) }
      encode(amount, 'the progress')
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
        await lease.write(() => store.recordStep(fence, step, events, progress))
      } catch (error) {
        // Whatever the reason: what cannot be recorded here is for the next owner to do.
        onLost(error)
        throw error
      }
    },
    async suspend(wait) {
      const [events, progress] = take()
      events.push({ type: 'run.waiting', at: wait.now, step: null, until: wait.until })
      await lease.write(() => store.suspend!(fence, wait, events, progress))
    },
    async release() {
      const [events, progress] = take()
      events.push({ type: 'run.released', at: now(), step: null })
      const released = lease.write(() => store.release(fence, now(), events, progress))
      await Promise.race([released, sleep(releasePatienceMs)])
      // What it ends with after that is told by the run: it was released, or is taken over.
      released.catch(() => {})
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
      await lease.write(() => store.finish(fence, end, [...events, event], progress))
    },
    close() {
      closed = true
      take()
    },
  }
}
