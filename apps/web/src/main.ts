#!/usr/bin/env node
/** The entry: configuration is read here and nowhere else. `--demo` serves the bundled sample. */
import { parseConfig } from '@upflow/pipeline'
import { serveDemo } from './serve-demo.ts'
import { startServer } from './start-server.ts'

/** pnpm hands its own separator on. */
const args = process.argv.slice(2).filter((argument) => argument !== '--')

// Nobody is left to be told.
process.stderr.on('error', () => {})
try {
  const unknown = args.find((argument) => argument !== '--demo')
  if (unknown !== undefined) throw new Error(`'${unknown}' is not known here: all there is, is --demo`)
  const server = args.includes('--demo')
    ? await serveDemo(process.env)
    : await startServer(parseConfig(process.env))
  process.stderr.write(`Upflow listens on ${server.url}\n`)
  const stop = () => void server.close()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop)
} catch (error) {
  const { code, port, message } = error as NodeJS.ErrnoException & { port?: number }
  process.stderr.write(
    `Error: ${code === 'EADDRINUSE' ? `port ${port} is in use: set UPFLOW_WEB_PORT to another, or 0 for a free one` : message}\n`,
  )
  process.exitCode = 1
}
