/** Whether GitHub answers nobody: then what was asked is not at fault, nothing of it is missing, and it is waited for. */
const unanswered: readonly string[] = [
  'github/unreachable',
  'github/query-too-heavy',
  'github/malformed-response',
]

export const isUnanswered = (error: unknown): boolean =>
  unanswered.includes(String((error as { readonly code?: unknown } | null)?.code))

/**
 * @param ask the smallest question: where that is answered, what failed was at fault itself
 * @throws the signal's reason when aborted
 */
export async function isDown(ask: () => Promise<unknown>, signal: AbortSignal): Promise<boolean> {
  try {
    await ask()
    return false
  } catch (error) {
    signal.throwIfAborted()
    return isUnanswered(error)
  }
}
