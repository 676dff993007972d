/** A way to a server that a test can cut, or let go silent, as a network does. On 127.0.0.1 and a free port. */
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

export interface Relay {
  /** Of the server, by this way. */
  readonly url: string
  /** Ends what is connected; what comes afterwards gets through. */
  cut(): void
  /** Nothing more comes through what is connected, and neither side is told; what comes afterwards gets through. */
  silence(): void
  close(): Promise<void>
}

interface Pair {
  readonly client: Socket
  readonly server: Socket
  isSilent: boolean
}

/** @param cutAt asked of each text that is sent to the server: true cuts its connection before it gets there */
export async function startRelay(
  url: string,
  cutAt: (text: string) => boolean = () => false,
): Promise<Relay> {
  const target = new URL(url)
  const pairs = new Set<Pair>()
  const cutOne = (pair: Pair) => {
    pairs.delete(pair)
    pair.client.destroy()
    pair.server.destroy()
  }
  const relay = createServer((client) => {
    const pair: Pair = {
      client,
      server: connect(Number(target.port), target.hostname),
      isSilent: false,
    }
    pairs.add(pair)
    client.on('data', (data) => {
      if (cutAt(data.toString('latin1'))) cutOne(pair)
      else if (!pair.isSilent) pair.server.write(data)
    })
    pair.server.on('data', (data) => {
      if (!pair.isSilent) client.write(data)
    })
    for (const socket of [client, pair.server])
      socket
        .on('error', () => {})
        .on('close', () => {
          // Of a silent pair the other side does not hear.
          if (!pair.isSilent) cutOne(pair)
        })
  }).listen(0, '127.0.0.1')
  await once(relay, 'listening')
  const { port } = relay.address() as { port: number }
  const through = new URL(url)
  through.host = `127.0.0.1:${port}`
  return {
    url: through.href,
    cut() {
      for (const pair of [...pairs]) cutOne(pair)
    },
    silence() {
      for (const pair of pairs) pair.isSilent = true
    },
    async close() {
      for (const pair of [...pairs]) cutOne(pair)
      relay.close()
      await once(relay, 'close')
    },
  }
}
