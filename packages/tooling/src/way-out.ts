/**
 * A server of this host as if it were one of another, which has no link to it: there it has the same address, on
 * 127.0.0.1, and what is said to it comes through a socket in the file system, which all hosts of a machine share.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface WayOut {
  /** @param enter what comes before a command that runs on the other host */
  openFrom(enter: readonly string[]): Promise<void>
  close(): Promise<void>
}

/** Ends with whoever started it, whose input it has. */
const listener = `
const { connect, createServer } = require('node:net')
const [socket, port] = process.argv.slice(1)
createServer((client) => {
  const server = connect(socket)
  client.pipe(server).pipe(client)
  for (const one of [client, server]) one.on('error', () => { client.destroy(); server.destroy() })
}).listen(Number(port), '127.0.0.1', () => console.log('open'))
process.stdin.on('end', () => process.exit()).resume()`

/** @param url `http://127.0.0.1:…`, which it has on the other hosts too */
export async function openWayOut(url: string): Promise<WayOut> {
  const port = Number(new URL(url).port)
  const folder = mkdtempSync(join(tmpdir(), 'upflow-way-out-'))
  const socket = join(folder, 'socket')
  const open = new Set<Socket>()
  const children: ChildProcess[] = []
  const here = createServer((client) => {
    const server = connect(port, '127.0.0.1')
    client.pipe(server).pipe(client)
    for (const one of [client, server]) {
      open.add(one)
      one
        .on('close', () => open.delete(one))
        .on('error', () => [client, server].map((each) => each.destroy()))
    }
  }).listen(socket)
  await once(here, 'listening')
  return {
    async openFrom(enter) {
      const [command, ...args] = [...enter, process.execPath, '-e', listener, socket, String(port)]
      const child = spawn(command!, args, { stdio: ['pipe', 'pipe', 'inherit'] })
      children.push(child)
      const ended = once(child, 'exit').then(([code]) => {
        throw new Error(`The way out of '${enter.join(' ')}' ended (${code}) before it listened.`)
      })
      ended.catch(() => {})
      await Promise.race([once(child.stdout, 'data'), ended])
    },
    async close() {
      for (const child of children) child.kill('SIGKILL')
      for (const one of open) one.destroy()
      here.close()
      await once(here, 'close')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
