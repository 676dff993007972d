/**
 * Lets the requests of a crowd begin one by one, each in a round of the event loop of its own: what is answered at once
 * otherwise, and the jobs of this process, wait for one of them at the most, not for all that came before.
 */
import type { MiddlewareHandler } from 'hono'

export interface Turns {
  /** Resolves when it is the caller's turn: at once when nobody else's is in this round; in the order of the calls. */
  next(): Promise<void>
}

export function createTurns(): Turns {
  const waiting: (() => void)[] = []
  let isTaken = false
  const take = () => {
    isTaken = true
    setImmediate(() => {
      isTaken = false
      const begin = waiting.shift()
      if (!begin) return
      take()
      begin()
    })
  }
  return {
    next() {
      if (isTaken) return new Promise((resolve) => waiting.push(resolve))
      take()
      return Promise.resolve()
    },
  }
}

export function takeTurns(turns: Turns = createTurns()): MiddlewareHandler {
  return async (_, next) => {
    await turns.next()
    await next()
  }
}
