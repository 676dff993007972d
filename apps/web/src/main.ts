#!/usr/bin/env node
/** The entry: configuration is read here and nowhere else. `--demo` serves the bundled sample. */
import { setFlagsFromString } from 'node:v8'
import { parseConfig } from '@upflow/pipeline'
import { explainStart } from './explain-start.ts'
import { serveDemo } from './serve-demo.ts'
import { startServer } from './start-server.ts'
import { usage } from './usage.ts'
import { version } from './version.ts'

/** pnpm hands its own separator on. */
const args = process.argv.slice(2).filter((argument) => argument !== '--')
const has = (...names: readonly string[]) => args.some((argument) => names.includes(argument))

// Of the threads that begin from here on: V8's helper threads have one priority for all, so that what they compile for
// jobs comes before whoever serves people. This thread is made already, and its code is compiled beside it as before.
setFlagsFromString('--no-concurrent-recompilation')
// Nobody is left to be told.
process.stderr.on('error', () => {})
if (has('--help', '-h')) process.stdout.write(usage)
else if (has('--version', '-v')) process.stdout.write(`${version}\n`)
else await serve()

async function serve(): Promise<void> {
  try {
    const unknown = args.find((argument) => argument !== '--demo')
    if (unknown !== undefined) throw new Error(`'${unknown}' is not known here: see --help.`)
    const server = has('--demo') ? await serveDemo(process.env) : await startServer(parseConfig(process.env))
    process.stderr.write(`Upflow listens on ${server.url}\n`)
    const stop = () => void server.close()
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop)
  } catch (error) {
    process.stderr.write(`Error: ${explainStart(error)}\n`)
    process.exitCode = 1
  }
}
