/** A connection on which anything can be said, or nothing. */
import { connect, type Socket } from 'node:net'

export interface RawConnection {
  readonly socket: Socket
  /** All that was answered by now. */
  readonly text: () => string
  /** What was answered once the other side has ended it. */
  readonly ended: Promise<string>
  /** What was answered once it begins with a status line. */
  answered(): Promise<string>
}

export async function openRaw(url: string): Promise<RawConnection> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  let text = ''
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  socket.on('error', () => {})
  const ended = new Promise<string>((resolve) => socket.once('close', () => resolve(text)))
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', reject)
  })
  return {
    socket,
    text: () => text,
    ended,
    async answered() {
      while (!/^HTTP\/1\.1 \d+.*\r\n\r\n/s.test(text) && !socket.destroyed)
        await new Promise((resolve) => setTimeout(resolve, 2))
      return text
    },
  }
}

export const statusOf = (text: string): number => Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? Number.NaN)
