/** The answers that last: how many there may be, and the end of all of them before what they read from is closed. */
import { WebError } from './web-error.ts'

export interface OpenStream {
  /** Aborted when the server stops or the stream is done. */
  readonly signal: AbortSignal
  /** Frees its place. Idempotent. */
  done(): void
}

export interface Streams {
  readonly open: number
  /** @throws WebError `web/too-many-streams`, `web/stopping` */
  start(): OpenStream
  /** Ends those there are and refuses others. */
  endAll(): void
}

export function createStreams(most: number): Streams {
  const open = new Map<OpenStream, AbortController>()
  let stopping = false
  return {
    get open() {
      return open.size
    },
    start() {
      if (stopping) throw new WebError('web/stopping', 'The server is stopping. Ask again in a few seconds.')
      if (open.size >= most)
        throw new WebError(
          'web/too-many-streams',
          `The server streams ${most} answers already, the most that it does at once. Try again later, or close a page that follows a run.`,
          { streams: most },
        )
      const controller = new AbortController()
      const stream: OpenStream = {
        signal: controller.signal,
        done() {
          open.delete(stream)
          controller.abort()
        },
      }
      open.set(stream, controller)
      return stream
    },
    endAll() {
      stopping = true
      for (const controller of [...open.values()]) controller.abort()
    },
  }
}
