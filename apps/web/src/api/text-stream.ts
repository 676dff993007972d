/**
 * Text, or the bytes of a file, that is made while it is read: the next piece is asked for when the one before was taken, so that a slow client
 * costs one piece of memory and no more. A client that goes away ends what makes it.
 */
import type { OpenStream } from '../streams.ts'

export interface TextStreamOptions {
  /** Its place is freed with the end, however that comes. */
  readonly stream: OpenStream
  readonly onBroken: (error: unknown) => void
  /** Cuts the connection: a part must not pass for the whole. */
  readonly cut: () => void
  /** Whether whoever asked may still have it: asked anew every so often, since sessions, tokens and rights end. */
  readonly mayGoOn: () => Promise<boolean>
  readonly lookEveryMs?: number
}

const usualLookMs = 15_000

export function toTextStream(
  pieces: AsyncIterator<string | Uint8Array>,
  { stream, onBroken, cut, mayGoOn, lookEveryMs = usualLookMs }: TextStreamOptions,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let ended = false
  let lookAt = performance.now() + lookEveryMs
  const end = () => {
    if (ended) return
    ended = true
    stream.done()
    // It may be waiting: what it waits for is aborted, and how it ends then is nobody's concern.
    pieces.return?.().catch(() => {})
  }
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await pieces.next()
          if (!ended && performance.now() >= lookAt) {
            lookAt = performance.now() + lookEveryMs
            if (!(await mayGoOn())) {
              end()
              return cut()
            }
          }
          if (ended) return
          if (!done) return controller.enqueue(typeof value === 'string' ? encoder.encode(value) : value)
          end()
          controller.close()
        } catch (error) {
          if (ended) return
          const wasStopped = stream.signal.aborted
          end()
          if (!wasStopped) onBroken(error)
          cut()
        }
      },
      cancel: end,
    },
    // Nothing is made before it is asked for.
    { highWaterMark: 0 },
  )
}
