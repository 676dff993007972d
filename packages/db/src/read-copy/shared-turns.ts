/**
 * Work that is asked for by many and answers all who asked before it began: one turn at a time, and whoever asks during
 * one shares the next, since what is running may have looked before.
 */
export interface SharedTurns<Key, Result> {
  take(key: Key): Promise<Result>
  /** Waits for the turns that there are, however they end. */
  settled(): Promise<void>
}

interface Turn<Result> {
  readonly running: Promise<Result>
  next: Promise<Result> | null
}

export function createSharedTurns<Key, Result>(
  work: (key: Key) => Promise<Result>,
): SharedTurns<Key, Result> {
  const turns = new Map<Key, Turn<Result>>()
  const begin = (key: Key): Promise<Result> => {
    const turn: Turn<Result> = { running: work(key), next: null }
    turns.set(key, turn)
    const end = () => {
      if (turn.next === null) turns.delete(key)
    }
    turn.running.then(end, end)
    return turn.running
  }
  return {
    take(key) {
      const turn = turns.get(key)
      if (!turn) return begin(key)
      turn.next ??= turn.running.then(
        () => begin(key),
        () => begin(key),
      )
      return turn.next
    },
    async settled() {
      await Promise.allSettled([...turns.values()].map(({ running, next }) => next ?? running))
    },
  }
}
