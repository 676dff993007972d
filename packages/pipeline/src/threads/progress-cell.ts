/**
 * How far a call has come, told through memory that both threads see: nobody is woken for it, and nobody waits. A
 * message would be handed over under the lock of its port, by waking who reads it; a thread that gives way to the woken
 * one right there keeps it waiting at that lock until it runs again, and beside much other work that is long.
 */
export interface Reached {
  readonly current: number
  /** Null when it cannot be told yet. */
  readonly total: number | null
}

export type ProgressCell = SharedArrayBuffer

/** Odd while the others are written. */
const version = 0
const current = 1
const total = 2
const none = -1

export const createProgressCell = (): ProgressCell => new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT)

/** For the one thread that writes. */
export function writerOf(cell: ProgressCell): (reached: Reached) => void {
  const words = new Int32Array(cell)
  return (reached) => {
    Atomics.add(words, version, 1)
    Atomics.store(words, current, reached.current)
    Atomics.store(words, total, reached.total ?? none)
    Atomics.add(words, version, 1)
  }
}

/** For one reader. @returns what it gives each time: what is new; null when nothing is, or it is just being written */
export function readerOf(cell: ProgressCell): () => Reached | null {
  const words = new Int32Array(cell)
  let seen = 0
  return () => {
    const before = Atomics.load(words, version)
    if (before === seen || before % 2 !== 0) return null
    const found = { current: Atomics.load(words, current), total: Atomics.load(words, total) }
    if (Atomics.load(words, version) !== before) return null
    seen = before
    return { current: found.current, total: found.total === none ? null : found.total }
  }
}
