/**
 * Ctrl-C, and the end of the terminal: once asks to stop, and a run is given back to go on at the next start; twice ends
 * at once.
 */
import { exitCodes } from './exit-codes.ts'

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

export interface Interrupts {
  readonly signal: AbortSignal
  close(): void
}

export function listenForInterrupts(note: (line: string) => void): Interrupts {
  const controller = new AbortController()
  const onSignal = () => {
    if (controller.signal.aborted) return quit()
    note('Stopping; a run goes on at the next start. Press Ctrl-C again to quit at once.')
    controller.abort(new Error('Interrupted'))
  }
  for (const one of signals) process.on(one, onSignal)
  return {
    signal: controller.signal,
    close() {
      for (const one of signals) process.off(one, onSignal)
    },
  }
}

/**
 * Ends this process as Ctrl-C ends one that does not listen for it, which a shell knows by the exit code `interrupted`.
 * `process.exit` ends the threads first, and one that SQLite refuses a lock just then aborts the process.
 */
function quit(): void {
  process.removeAllListeners('SIGINT')
  process.kill(process.pid, 'SIGINT')
  // Reached by the first process of a container, which no signal ends that it does not listen for.
  process.exit(exitCodes.interrupted)
}

/**
 * The result of the work, or the signal's reason when it has not ended soon after Ctrl-C: what cannot be told of it,
 * such as a thread that waits in SQLite, is left behind, as by a kill.
 */
export async function orInterrupted<T>(
  work: Promise<T>,
  signal: AbortSignal,
  { graceMs = 1_000 }: { readonly graceMs?: number } = {},
): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  let onAbort = () => {}
  const late = new Promise<never>((_, reject) => {
    onAbort = () => {
      timer = setTimeout(() => reject(signal.reason), graceMs)
    }
    if (signal.aborted) onAbort()
    else signal.addEventListener('abort', onAbort, { once: true })
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
  }
}

/** As `orInterrupted`, of a close: one that is left behind says nothing, so that it hides nothing of how the work ended. */
export const closedOrLeft = (
  closing: Promise<void>,
  signal: AbortSignal,
  grace: { readonly graceMs: number },
): Promise<void> =>
  orInterrupted(closing, signal, grace).catch((error: unknown) => {
    if (!signal.aborted) throw error
  })

/** Ctrl-C while a run was followed. */
export class RunInterrupted extends Error {
  override readonly name = 'RunInterrupted'
  readonly runId: string
  constructor(runId: string) {
    super(`Interrupted while run ${runId} went on`)
    this.runId = runId
  }
}
