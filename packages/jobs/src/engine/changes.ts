/**
 * Tells of changes to the store those whom they concern: who follows a run, and the worker when there may be work.
 * This process's own writes are heard of at once; those of others by polling a cheap counter, and then by one read
 * of how far the followed runs have come, however many there are. It polls only while somebody listens.
 */
import { JobsError } from '../jobs-error.ts'
import type { Change, Store } from '../store.ts'
import { createFollower, type Follower, type News } from './follower.ts'

/** Null when another process wrote: anything may have changed. */
type WorkListener = (calls: Change['calls']) => void

export interface Changes {
  onWork(listener: WorkListener): () => void
  /** Close the follower when done. */
  follow(runId: string): Follower
  /** Ends the waiting of all followers. */
  close(): void
}

export function createChanges(store: Store, pollMs: number): Changes {
  const workers = new Set<WorkListener>()
  const followers = new Map<string, Set<(news: News) => void>>()
  let timer: NodeJS.Timeout | null = null
  let isClosed = false

  const tell = (runId: string, news: News) => {
    const ofRun = followers.get(runId)
    if (ofRun) for (const one of [...ofRun]) one(news)
  }
  const tellAll = (news: News) => {
    for (const runId of [...followers.keys()]) tell(runId, news)
  }
  const unsubscribe = store.onChange((change) => {
    tell(change.runId, change)
    if (change.calls) for (const worker of workers) worker(change.calls)
  })

  const lookElsewhere = async () => {
    if (!(await store.changedElsewhere())) return
    for (const worker of workers) worker(null)
    if (followers.size === 0) return
    const asked = [...followers.keys()]
    const heads = new Map((await store.heads(asked)).map((head) => [head.runId, head]))
    for (const runId of asked) tell(runId, heads.get(runId) ?? null)
  }
  const poll = async () => {
    // Those who wait read for themselves then, and hear what ails the store.
    await lookElsewhere().catch(() => tellAll(null))
    timer = null
    pollWhileNeeded()
  }
  const pollWhileNeeded = () => {
    if (isClosed || (workers.size === 0 && followers.size === 0)) return
    timer ??= setTimeout(() => void poll(), pollMs)
  }

  return {
    onWork(listener) {
      workers.add(listener)
      pollWhileNeeded()
      return () => workers.delete(listener)
    },
    follow(runId) {
      const { follower, tell } = createFollower(() => {
        const ofRun = followers.get(runId)
        if (ofRun?.delete(tell) && ofRun.size === 0) followers.delete(runId)
      })
      const ofRun = followers.get(runId)
      if (ofRun) ofRun.add(tell)
      else followers.set(runId, new Set([tell]))
      if (isClosed) tell(stopped(runId))
      pollWhileNeeded()
      return follower
    },
    close() {
      isClosed = true
      unsubscribe()
      if (timer) clearTimeout(timer)
      for (const runId of [...followers.keys()]) tell(runId, stopped(runId))
    },
  }
}

const stopped = (runId: string) =>
  new JobsError('jobs/engine-stopped', `The engine was stopped while run ${runId} was waited for.`, { runId })
