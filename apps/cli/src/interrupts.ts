/** Ctrl-C: once asks to stop, and what runs is given back to go on at the next start; twice ends at once. */
import { exitCodes } from './exit-codes.ts'

export interface Interrupts {
  readonly signal: AbortSignal
  close(): void
}

export function listenForInterrupts(note: (line: string) => void): Interrupts {
  const controller = new AbortController()
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted)
    note('Stopping; the run goes on at the next start. Press Ctrl-C again to quit at once.')
    controller.abort(new Error('Interrupted'))
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  return {
    signal: controller.signal,
    close() {
      process.off('SIGINT', onSignal)
      process.off('SIGTERM', onSignal)
    },
  }
}

const leftBehindMs = 500

/** The work's end, or, when it does not heed the signal soon since it waits for a lock, the signal's reason. */
export async function endSoonAfter<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  let onAbort: () => void = () => {}
  const left = new Promise<never>((_, reject) => {
    onAbort = () => {
      timer = setTimeout(() => reject(signal.reason), leftBehindMs)
    }
    signal.addEventListener('abort', onAbort)
    if (signal.aborted) onAbort()
  })
  try {
    return await Promise.race([work, left])
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
  }
}

/** Ctrl-C while a run was followed. */
export class RunInterrupted extends Error {
  override readonly name = 'RunInterrupted'
  readonly runId: string
  constructor(runId: string) {
    super(`Interrupted while run ${runId} went on`)
    this.runId = runId
  }
}
