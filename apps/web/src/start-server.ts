/** Opens the pipeline, listens, and closes both. */
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { type Config, openPipeline } from '@upflow/pipeline'
import { createApp } from './app.ts'

export interface WebServer {
  readonly url: string
  /** Takes no more requests, gives runs back, closes every file. Idempotent. */
  close(): Promise<void>
}

const logLine = (line: string) => void process.stderr.write(`${new Date().toISOString()} ${line}\n`)
const logError = (error: Error) => logLine(error.stack ?? error.message)

/** @throws DbError, JobsError when a file cannot be used; a Node error when the port is taken */
export async function startServer(config: Config): Promise<WebServer> {
  const { host, port, concurrency } = config.web
  const pipeline = await openPipeline({
    config,
    concurrency,
    onTrouble: ({ error }) => logError(error),
    onLongWait: ({ what, waitedMs }) =>
      logLine(`waits for the ${what}, which another process keeps locked, for ${waitedMs} ms so far`),
  })
  try {
    const server = serve({ fetch: createApp(pipeline, logError).fetch, hostname: host, port })
    await new Promise<void>((resolve, reject) => {
      server.once('listening', resolve)
      server.once('error', reject)
    })
    const address = server.address() as AddressInfo
    let closed: Promise<void> | null = null
    return {
      url: `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`,
      close() {
        closed ??= (async () => {
          await new Promise((resolve) => {
            server.close(resolve)
            if ('closeAllConnections' in server) server.closeAllConnections()
          })
          await pipeline.close()
        })()
        return closed
      },
    }
  } catch (error) {
    await pipeline.close()
    throw error
  }
}
