/** A file that is given out once, piece by piece, and cleared away with the end, however that comes. */
import { createReadStream } from 'node:fs'

const pieceBytes = 262_144

/** @param clear also called for one of which nobody took the first piece */
export function fileOnce(
  path: string,
  clear: () => Promise<void>,
): AsyncIterator<Uint8Array, void, undefined> {
  async function* read() {
    try {
      for await (const piece of createReadStream(path, { highWaterMark: pieceBytes }))
        yield piece as Uint8Array
    } finally {
      await clear()
    }
  }
  const pieces = read()
  let hasBegun = false
  return {
    next() {
      hasBegun = true
      return pieces.next()
    },
    async return() {
      // What has not begun has no end to come to by itself.
      if (!hasBegun) await clear()
      return pieces.return()
    },
  }
}
