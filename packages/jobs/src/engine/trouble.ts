/** One kind of regular work that may fail for a while: said once, and, when it lasts, to all who wait for runs. */
import type { Changes } from './changes.ts'
import type { EngineSettings } from './options.ts'

export interface TroubleWatch {
  /** Never rejects. Resolves with what it failed with. */
  during(work: () => Promise<void>): Promise<Error | null>
}

export function createTroubleWatch({ onTrouble, timing }: EngineSettings, changes: Changes): TroubleWatch {
  let since: number | null = null
  let said: string | null = null
  return {
    async during(work) {
      try {
        await work()
        since = said = null
        return null
      } catch (thrown) {
        const error = thrown instanceof Error ? thrown : new Error(String(thrown))
        since ??= performance.now()
        if (said !== error.message) onTrouble({ error, runId: null })
        said = error.message
        const { code, retryable } = error as { code?: unknown; retryable?: unknown }
        // A lock is waited for, and said so; of the rest nobody knows that it ends.
        if (code !== 'jobs/store-busy' && (retryable === false || performance.now() - since > timing.leaseMs))
          changes.fail(error)
        return error
      }
    },
  }
}
