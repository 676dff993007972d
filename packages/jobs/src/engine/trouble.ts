/** What may fail for a while: said once, whoever meets it, and, when it lasts, to all who wait for runs. */
import type { Changes } from './changes.ts'
import type { EngineSettings } from './options.ts'

export interface TroubleWatch {
  /** Never rejects. Resolves with what it failed with. */
  during(work: () => Promise<void>): Promise<Error | null>
}

/**
 * Says what one kind of work fails with, and null once it has succeeded. What another kind has met as well is no news,
 * unless that was longer ago than work is repeated: it may be over with.
 */
export type TellTrouble = (kind: object, error: Error | null) => void

export function createTellTrouble({
  onTrouble,
  timing,
}: Pick<EngineSettings, 'onTrouble' | 'timing'>): TellTrouble {
  const met = new Map<object, { readonly message: string; readonly at: number }>()
  return (kind, error) => {
    if (!error) {
      met.delete(kind)
      return
    }
    const now = performance.now()
    const isKnown = [...met.values()].some(
      ({ message, at }) => message === error.message && now - at <= timing.leaseMs,
    )
    met.set(kind, { message: error.message, at: now })
    if (!isKnown) onTrouble({ error, runId: null })
  }
}

export function createTroubleWatch(
  { timing }: Pick<EngineSettings, 'timing'>,
  changes: Changes,
  tell: TellTrouble,
): TroubleWatch {
  const kind = {}
  let since: number | null = null
  return {
    async during(work) {
      try {
        await work()
        if (since !== null) tell(kind, null)
        since = null
        return null
      } catch (thrown) {
        const error = thrown instanceof Error ? thrown : new Error(String(thrown))
        since ??= performance.now()
        tell(kind, error)
        const { code, retryable } = error as { code?: unknown; retryable?: unknown }
        // A lock is waited for, and said so; of the rest nobody knows that it ends.
        if (code !== 'jobs/store-busy' && (retryable === false || performance.now() - since > timing.leaseMs))
          changes.fail(error)
        return error
      }
    },
  }
}
