/** Follows a run's events from any process: replays what is kept, then waits for more until the run has ended. */
import { JobsError } from '../jobs-error.ts'
import { isTerminal, type Run, type RunEvent } from '../run.ts'
import type { Store } from '../store.ts'
import type { Changes } from './changes.ts'

const pageSize = 500

export async function* watchRun(
  store: Store,
  changes: Changes,
  runId: string,
  { after = 0, signal }: { readonly after?: number; readonly signal?: AbortSignal } = {},
): AsyncGenerator<RunEvent, void, undefined> {
  let seq = after
  for (;;) {
    signal?.throwIfAborted()
    // Subscribed before reading: a change while reading is not missed.
    const changed = changes.next(1_000, signal)
    // The status is read before the events: what ended by now has all of its events written.
    const run = await mustGet(store, runId)
    const events = await store.events(runId, seq, pageSize)
    for (const event of events) {
      seq = event.seq
      yield event
    }
    if (events.length === pageSize) continue
    if (isTerminal(run.status)) return
    await changed
  }
}

export async function mustGet(store: Store, runId: string): Promise<Run> {
  const run = await store.get(runId)
  if (run) return run
  throw new JobsError('jobs/unknown-run', `There is no run '${runId}'. List the runs to see their ids.`, {
    runId,
  })
}
