/** Lets work under one key go one after the other. */

export interface Turns {
  take<T>(key: string, work: () => Promise<T>): Promise<T>
}

export function createTurns(): Turns {
  const last = new Map<string, Promise<unknown>>()
  return {
    take(key, work) {
      const before = last.get(key) ?? Promise.resolve()
      const turn = before.then(work, work)
      last.set(key, turn)
      const forget = () => last.get(key) === turn && last.delete(key)
      turn.then(forget, forget)
      return turn
    },
  }
}
