/**
 * Work that several ask for at once, done once: after each commit all who look at a page ask for the same anew, and each
 * would have it put together again in the thread that serves them. They have what came of it one by one, each in a round
 * of the event loop of its own. It is given up once nobody waits for it any more.
 */
import { createTurns } from '../guard/turns.ts'

export interface SharedWork<Result> {
  /** @param signal of one who asks; the work has a signal of its own. @throws what the work does */
  do(key: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<Result>): Promise<Result>
}

interface UnderWay<Result> {
  readonly result: Promise<Result>
  readonly controller: AbortController
  waiting: number
}

export function createSharedWork<Result>(): SharedWork<Result> {
  const underWay = new Map<string, UnderWay<Result>>()
  const turns = createTurns()
  const forget = (key: string, one: UnderWay<Result>) => {
    if (underWay.get(key) === one) underWay.delete(key)
  }
  const begin = (key: string, work: (signal: AbortSignal) => Promise<Result>): UnderWay<Result> => {
    const controller = new AbortController()
    const one: UnderWay<Result> = { controller, result: work(controller.signal), waiting: 0 }
    underWay.set(key, one)
    const end = () => forget(key, one)
    one.result.then(end, end)
    return one
  }
  return {
    async do(key, signal, work) {
      signal.throwIfAborted()
      const one = underWay.get(key) ?? begin(key, work)
      one.waiting++
      const leave = () => {
        if (--one.waiting > 0) return
        forget(key, one)
        one.controller.abort(signal.reason)
      }
      signal.addEventListener('abort', leave, { once: true })
      try {
        const result = await one.result
        await turns.next()
        return result
      } finally {
        signal.removeEventListener('abort', leave)
      }
    },
  }
}
