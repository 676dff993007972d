/** The server's log: one JSON object a line on standard output. What looks like a token is not in it. */
import { type Logger, pino } from 'pino'
import sonicBoom from 'sonic-boom'

export type Log = Pick<Logger, 'error' | 'info' | 'warn'>

export interface OpenLog extends Log {
  /** Writes what is left. */
  close(): Promise<void>
}

export interface LogOptions {
  /** Applied to each line. */
  readonly redact: (text: string) => string
  /** Instead of standard output. */
  readonly to?: { write(line: string): void }
}

const standardOutput = 1
/** Who does not read the log makes nobody wait, nor does a full disk: what is more than this is dropped. */
const mostWaitingBytes = 2 ** 22
/**
 * Lines are written together: each for itself costs the thread that serves people a tenth of what an answer does. None
 * waits longer than this, and one about an error not at all.
 */
const together = { minLength: 2 ** 12, periodicFlush: 100 }

/** What could not be written is tried again with the next line. */
function openOutput() {
  const output = new sonicBoom.SonicBoom({ fd: standardOutput, maxLength: mostWaitingBytes, ...together })
  // The destination that pino makes writes what is left when the process ends, and never gives up a disk that is full.
  output.on('error', () => {})
  return output
}

export function createLog({ redact, to }: LogOptions): OpenLog {
  const output = to ? null : openOutput()
  const write = to?.write ?? ((line: string) => void output?.write(line))
  const logger = pino(
    { base: null, timestamp: pino.stdTimeFunctions.isoTime },
    { write: (line) => write(redact(line)) },
  )
  return {
    error: ((...line: Parameters<Log['error']>) => {
      logger.error(...line)
      output?.flush()
    }) as Log['error'],
    info: logger.info.bind(logger),
    warn: logger.warn.bind(logger),
    close: () => new Promise((resolve) => (output ? output.flush(() => resolve()) : resolve())),
  }
}
