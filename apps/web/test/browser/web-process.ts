/** The built web server as a process of its own, which can really be killed. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url))

export interface WebProcess {
  readonly url: string
  /** What its log says so far. */
  readonly lines: readonly string[]
  kill(signal?: NodeJS.Signals): Promise<void>
}

export interface WebProcessOptions {
  readonly dataDir: string
  readonly port: number
  readonly demo?: boolean
  /** How many runs it executes at once (default none). */
  readonly concurrency?: number
  /** Nobody signs in (default). */
  readonly isOpen?: boolean
}

/** Resolves when it listens. */
export async function startWebProcess({
  dataDir,
  port,
  demo = false,
  concurrency = 0,
  isOpen = true,
}: WebProcessOptions): Promise<WebProcess> {
  const child = spawn(process.execPath, [main, ...(demo ? ['--demo'] : [])], {
    env: {
      ...process.env,
      UPFLOW_DATA_DIR: dataDir,
      UPFLOW_WEB_PORT: String(port),
      UPFLOW_WEB_CONCURRENCY: String(concurrency),
      UPFLOW_WEB_OPEN: isOpen ? '1' : '0',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const gone = once(child, 'exit')
  const lines: string[] = []
  createInterface({ input: child.stdout! }).on('line', (line) => lines.push(line))
  await listening(child)
  return {
    url: `http://127.0.0.1:${port}`,
    lines,
    async kill(signal = 'SIGKILL') {
      child.kill(signal)
      await gone
    },
  }
}

function listening(child: ChildProcess): Promise<void> {
  let said = ''
  return new Promise((resolve, reject) => {
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      said += text
      if (said.includes('listens on')) resolve()
    })
    child.once('exit', (code) => reject(new Error(`the server ended (${code}): ${said}`)))
  })
}

/** One that nobody has just now, so that a server can come back to it. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
