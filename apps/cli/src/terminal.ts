/** Where output goes: results to stdout, everything else to stderr. A reader that leaves early is no error. */
export interface Terminal {
  readonly json: boolean
  readonly verbose: boolean
  /** Progress may be drawn over: stderr is a terminal that takes it. */
  readonly isInteractive: boolean
  readonly columns: () => number
  readonly rows: () => number
  /** A line of the result. With `--json` there are none: the one object is the result. */
  print(line: string): void
  /** The one JSON object of `--json`. */
  printJson(value: unknown): void
  /** A line for people, on stderr. */
  note(line: string): void
  /** Raw text on stderr, for drawing. */
  draw(text: string): void
}

export interface TerminalOptions {
  readonly json: boolean
  readonly verbose: boolean
  /** The value of TERM; `dumb` cannot be drawn on. */
  readonly term: string | undefined
}

export function createTerminal({ json, verbose, term }: TerminalOptions): Terminal {
  const { stdout, stderr } = process
  for (const stream of [stdout, stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
    })
  return {
    json,
    verbose,
    isInteractive: stderr.isTTY === true && term !== 'dumb' && !json,
    columns: () => stderr.columns || 80,
    rows: () => stderr.rows || 24,
    print: (line) => void (json ? null : stdout.write(`${line}\n`)),
    printJson: (value) => void (json ? stdout.write(`${JSON.stringify(value)}\n`) : null),
    note: (line) => void stderr.write(`${line}\n`),
    draw: (text) => void stderr.write(text),
  }
}
