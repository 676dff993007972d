#!/usr/bin/env node
/** The entry: configuration is read here and nowhere else. */
import { parseConfig } from '@upflow/pipeline'
import { startServer } from './start-server.ts'

try {
  const server = await startServer(parseConfig(process.env))
  process.stderr.write(`Upflow listens on ${server.url}\n`)
  const stop = () => void server.close()
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
} catch (error) {
  const { code, port, message } = error as NodeJS.ErrnoException & { port?: number }
  process.stderr.write(
    `Error: ${code === 'EADDRINUSE' ? `port ${port} is in use: set UPFLOW_WEB_PORT to another, or 0 for a free one` : message}\n`,
  )
  process.exitCode = 1
}
