#!/usr/bin/env node
/**
 * The entry: configuration is read here and nowhere else, and every error ends here as one line and an exit code. What
 * a command needs is loaded with it, after the arguments are understood and Ctrl-C is listened for.
 */
import { parseCommand } from './cli.ts'
import { exitCodes } from './exit-codes.ts'
import { explainError } from './explain-error.ts'
import { listenForInterrupts, RunInterrupted } from './interrupts.ts'
import { createTerminal } from './terminal.ts'

async function main(argv: readonly string[]): Promise<number> {
  const terminal = createTerminal({
    json: argv.includes('--json'),
    verbose: argv.includes('--verbose'),
    term: process.env.TERM,
  })
  const interrupts = listenForInterrupts(terminal.note)
  try {
    const command = parseCommand(argv)
    if (command === null) return exitCodes.success
    const { parseConfig } = await import('@upflow/pipeline/data')
    interrupts.signal.throwIfAborted()
    return await command({ config: parseConfig(process.env), terminal, signal: interrupts.signal })
  } catch (error) {
    if (interrupts.signal.aborted) {
      const run = error instanceof RunInterrupted ? { id: error.runId, status: 'interrupted' } : null
      terminal.printJson({ run, output: null, error: { code: 'cli/interrupted', message: 'Interrupted' } })
      return exitCodes.interrupted
    }
    const { code, message, exitCode } = await explainError(error)
    terminal.note(`Error: ${message}`)
    if (terminal.verbose && error instanceof Error) terminal.note(error.stack ?? '')
    terminal.printJson({ run: null, output: null, error: { code, message } })
    return exitCode
  } finally {
    interrupts.close()
  }
}

// Whatever is still open would be a bug: the process ends by itself, and a test sees when it does not.
process.exitCode = await main(process.argv.slice(2))
