/** The server's log: one JSON object a line on standard output. What looks like a token is not in it. */
import { type DestinationStream, type Logger, pino } from 'pino'

export type Log = Pick<Logger, 'error' | 'info' | 'warn'>

export interface LogOptions {
  /** Applied to each line. */
  readonly redact: (text: string) => string
  readonly to?: DestinationStream
}

export function createLog({ redact, to = process.stdout }: LogOptions): Log {
  return pino(
    { base: null, timestamp: pino.stdTimeFunctions.isoTime },
    { write: (line) => to.write(redact(line)) },
  )
}
