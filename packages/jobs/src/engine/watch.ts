/** Follows a run from any process, reading only what is new of it. */
import { JobsError } from '../jobs-error.ts'
import { isTerminal, type Run, type RunEvent } from '../run.ts'
import type { RunHead, RunStore } from '../store.ts'
import type { Changes } from './changes.ts'

const pageSize = 500

/** Replays the events that are kept, then waits for more until the run has ended. */
export async function* watchRun(
  store: RunStore,
  changes: Changes,
  runId: string,
  { after = 0, signal }: { readonly after?: number; readonly signal?: AbortSignal } = {},
): AsyncGenerator<RunEvent, void, undefined> {
  let seq = after
  // Followed before reading: what happens while reading is not missed.
  const follower = changes.follow(runId)
  try {
    let head: RunHead | null = null
    for (;;) {
      signal?.throwIfAborted()
      // The head is read before the events: what ended by now has all of its events written.
      head ??= await mustGetHead(store, runId)
      while (seq < head.seq) {
        const events = await store.events(runId, seq, pageSize)
        if (events.length === 0) break
        for (const event of events) {
          seq = event.seq
          yield event
        }
        signal?.throwIfAborted()
        // A store that answers at once must not keep the event loop for however many pages there are.
        await nextTurn()
      }
      if (isTerminal(head.status)) return
      head = await follower.next((next) => next.seq > seq || isTerminal(next.status), signal)
    }
  } finally {
    follower.close()
  }
}

/** Looks from the end, a page at a time: the memory it takes does not grow with the events. */
export async function lastEventOf(
  store: RunStore,
  runId: string,
  type: RunEvent['type'],
): Promise<RunEvent | null> {
  for (let { seq } = await mustGetHead(store, runId); seq > 0; seq -= pageSize) {
    const page = await store.events(runId, Math.max(0, seq - pageSize), Math.min(seq, pageSize))
    const found = page.findLast((event) => event.type === type)
    if (found) return found
    await nextTurn()
  }
  return null
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve))

/** The run once it has ended. */
export async function untilEnded(
  store: RunStore,
  changes: Changes,
  runId: string,
  signal?: AbortSignal,
): Promise<Run> {
  signal?.throwIfAborted()
  const follower = changes.follow(runId)
  try {
    for (;;) {
      const run = await mustGet(store, runId)
      if (isTerminal(run.status)) return run
      await follower.next(({ status }) => isTerminal(status), signal)
    }
  } finally {
    follower.close()
  }
}

export async function mustGet(store: RunStore, runId: string): Promise<Run> {
  const run = await store.get(runId)
  if (run) return run
  throw unknownRun(runId)
}

async function mustGetHead(store: RunStore, runId: string): Promise<RunHead> {
  const [head] = await store.heads([runId])
  if (head) return head
  throw unknownRun(runId)
}

export const unknownRun = (runId: string) =>
  new JobsError('jobs/unknown-run', `There is no run '${runId}'. List the runs to see their ids.`, { runId })
