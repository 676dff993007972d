/** Whether a session has ended under a page that is still open, as the last change that was told to the server found. */

let isOut = false
const listeners = new Set<() => void>()

export const isSignedOut = (): boolean => isOut

export function noteSignedOut(next: boolean): void {
  if (isOut === next) return
  isOut = next
  for (const listener of listeners) listener()
}

/** @returns what ends it */
export function onSignedOut(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
