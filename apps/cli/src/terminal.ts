/**
 * Where output goes: results to stdout, everything else to stderr. A reader that leaves early is no error; a result that
 * cannot be written is one.
 */
import type { LongWait } from '@upflow/db'
import type { CliErrorCode } from './cli-error.ts'
import { printable, printableJson } from './printable.ts'

export interface Terminal {
  readonly json: boolean
  readonly verbose: boolean
  /** Progress may be drawn over: stderr is a terminal that takes it. */
  readonly isInteractive: boolean
  readonly columns: () => number
  readonly rows: () => number
  /** A line of the result, without what commands a terminal. With `--json` there are none: the one object is the result. */
  print(line: string): void
  /** The one JSON object of `--json`. */
  printJson(value: unknown): void
  /** A line for people, on stderr. */
  note(line: string): void
  /** That a lock is waited for, and how long already. */
  noteWait(wait: LongWait): void
  /** Raw text on stderr, for drawing. */
  draw(text: string): void
  /** Waits until the results are out. @throws OutputFailed when they cannot be written */
  flush(): Promise<void>
}

/** The disk behind stdout is full, for example. */
export class OutputFailed extends Error {
  override readonly name = 'OutputFailed'
  readonly code = 'cli/output-failed' satisfies CliErrorCode
}

export interface TerminalOptions {
  readonly json: boolean
  readonly verbose: boolean
  /** The value of TERM; `dumb` cannot be drawn on. */
  readonly term: string | undefined
}

export function createTerminal({ json, verbose, term }: TerminalOptions): Terminal {
  const { stdout, stderr } = process
  let failed: Error | null = null
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') failed ??= error
  })
  // Nobody is left to be told.
  stderr.on('error', () => {})
  const write = (text: string) => {
    if (failed === null) stdout.write(text)
  }
  return {
    json,
    verbose,
    isInteractive: stderr.isTTY === true && term !== 'dumb' && !json,
    columns: () => stderr.columns || 80,
    rows: () => stderr.rows || 24,
    print: (line) => void (json ? null : write(`${printable(line)}\n`)),
    printJson: (value) => void (json ? write(`${printableJson(value)}\n`) : null),
    note: (line) => void stderr.write(`${printable(line)}\n`),
    noteWait: ({ message }) =>
      void stderr.write(`Process ${process.pid} ${message}. Ctrl-C ends the waiting.\n`),
    draw: (text) => void stderr.write(text),
    async flush() {
      // A stream that has failed, or whose reader has left, calls back with an error, after telling it.
      if (!stdout.destroyed)
        await new Promise<void>((resolve) => stdout.write('', () => setImmediate(resolve)))
      if (failed !== null)
        throw new OutputFailed(`The output cannot be written: ${failed.message}`, { cause: failed })
    },
  }
}
