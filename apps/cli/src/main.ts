#!/usr/bin/env node
/**
 * The entry: configuration is read here and nowhere else, and every error ends here as one message and an exit code.
 * What a command needs is loaded with it, after the arguments are understood and Ctrl-C is listened for.
 */
import { checkNode } from './check-node.ts'
import { parseCommand } from './cli.ts'
import type { CliErrorCode } from './cli-error.ts'
import { exitCodes } from './exit-codes.ts'
import { explainError } from './explain-error.ts'
import { listenForInterrupts, RunInterrupted } from './interrupts.ts'
import { createTerminal } from './terminal.ts'

const argv = process.argv.slice(2)
// Also of a line that cannot be understood. What stands behind two dashes is no option.
const options = argv.includes('--') ? argv.slice(0, argv.indexOf('--')) : argv
const terminal = createTerminal({
  json: options.includes('--json'),
  verbose: options.includes('--verbose'),
  term: process.env.TERM,
})
const interrupted = 'cli/interrupted' satisfies CliErrorCode
const interrupts = listenForInterrupts(terminal.note)

async function main(): Promise<number> {
  try {
    const command = parseCommand(argv)
    if (command === null) return exitCodes.success
    checkNode(process.versions.node)
    const { parseConfig } = await import('@upflow/pipeline/data')
    interrupts.signal.throwIfAborted()
    return await command({
      config: parseConfig(process.env),
      editor: process.env.VISUAL || process.env.EDITOR || undefined,
      terminal,
      signal: interrupts.signal,
    })
  } catch (error) {
    if (!interrupts.signal.aborted) return fail(error)
    const run = error instanceof RunInterrupted ? { id: error.runId, status: 'interrupted' } : null
    terminal.printJson({ run, output: null, error: { code: interrupted, message: 'Interrupted' } })
    return exitCodes.interrupted
  }
}

async function fail(error: unknown): Promise<number> {
  const { code, message, exitCode } = await explainError(error)
  terminal.note(`Error: ${message}`)
  if (terminal.verbose && error instanceof Error) terminal.note(error.stack ?? '')
  terminal.printJson({ run: null, output: null, error: { code, message } })
  return exitCode
}

const exitCode = await main()
// A result that nobody could read is no success.
const written = await terminal.flush().then(() => exitCode, fail)
interrupts.close()
// Whatever is still open would be a bug: the process ends by itself, and a test sees when it does not.
process.exitCode = written
// But what did not hear of Ctrl-C in time is left behind. Not at once: a thread that is ended while SQLite refuses it
// a lock takes the process down with it, and hears of its end between two tries, fifty milliseconds later.
if (interrupts.signal.aborted) setTimeout(() => process.exit(written), 900).unref()
