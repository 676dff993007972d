/**
 * Wakes whoever waits for the store to change: at once for this process's own writes, and by polling a cheap
 * counter for those of others. It polls only while somebody listens.
 */
import type { Store } from '../store.ts'

export interface Changes {
  subscribe(listener: () => void): () => void
  /** Resolves at the next change, after `timeoutMs` at the latest, or when the signal is aborted. */
  next(timeoutMs: number, signal?: AbortSignal): Promise<void>
  close(): void
}

export function createChanges(store: Store, pollMs: number): Changes {
  const listeners = new Set<() => void>()
  let timer: NodeJS.Timeout | null = null
  const emit = () => {
    for (const listener of [...listeners]) listener()
  }
  const unsubscribe = store.onChange(emit)
  const poll = async () => {
    if (await store.changedElsewhere()) emit()
  }
  const subscribe = (listener: () => void) => {
    listeners.add(listener)
    timer ??= setInterval(() => void poll().catch(() => {}), pollMs)
    return () => {
      listeners.delete(listener)
      if (listeners.size > 0 || timer === null) return
      clearInterval(timer)
      timer = null
    }
  }
  return {
    subscribe,
    next: (timeoutMs, signal) =>
      new Promise((resolve) => {
        const done = () => {
          off()
          clearTimeout(deadline)
          signal?.removeEventListener('abort', done)
          resolve()
        }
        const off = subscribe(done)
        const deadline = setTimeout(done, timeoutMs)
        signal?.addEventListener('abort', done)
        if (signal?.aborted) done()
      }),
    close() {
      unsubscribe()
      if (timer) clearInterval(timer)
      emit()
      listeners.clear()
    },
  }
}
