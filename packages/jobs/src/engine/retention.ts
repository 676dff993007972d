/** Lets go of what ended long ago: at the start and once a day, little by little, whichever process is open. */
import type { EndedFilter, RunStore } from '../store.ts'
import type { SettingsOn } from './options.ts'

const dayMs = 86_400_000
/** Of a run at once: about what a turn of the event loop may take. */
const eventsAtOnce = 1_000

/** Deletes ended runs, oldest first, each with its steps and events. @returns how many */
export async function deleteEnded(
  store: RunStore,
  filter: Omit<EndedFilter, 'limit'>,
  isStopped: () => boolean = () => false,
): Promise<number> {
  let deleted = 0
  for (;;) {
    const runIds = await store.endedBefore({ ...filter, limit: 100 })
    for (const runId of runIds) {
      // The oldest events first: a run that is retried meanwhile numbers on.
      while (!isStopped() && (await store.trimEvents(runId, eventsAtOnce))) await nextTurn()
      if (isStopped()) return deleted
      deleted += await store.deleteRuns([runId])
      await nextTurn()
    }
    if (runIds.length === 0) return deleted
  }
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve))

export interface Retention {
  stop(): void
}

export function startRetention({ store, retention, now, onTrouble }: SettingsOn<RunStore>): Retention {
  let isStopped = false
  const clean = async () => {
    if (retention === null) return
    try {
      const finishedBefore = now() - retention.endedMs
      await deleteEnded(store, { finishedBefore, keepNewest: retention.keepNewest }, () => isStopped)
    } catch (error) {
      // Nothing waits for it: the next start or day does it.
      if (!isStopped) onTrouble({ error: error as Error, runId: null })
    }
  }
  void clean()
  const timer = setInterval(() => void clean(), dayMs).unref()
  return {
    stop() {
      isStopped = true
      clearInterval(timer)
    },
  }
}
