/**
 * Tells of changes to the store those whom they concern: who follows a run, and the worker when there may be work.
 * This process's own writes are heard of at once. Those of others show in a cheap counter, which is looked at when the
 * file system hints at a write, or else polled; one read tells then how far all followed runs have come.
 */
import { JobsError } from '../jobs-error.ts'
import type { Change, RunStore } from '../store.ts'
import { createFollower, type Follower, type News } from './follower.ts'

/** Null when another process wrote: anything may have changed. */
type WorkListener = (calls: Change['calls']) => void

export interface Changes {
  onWork(listener: WorkListener): () => void
  /** For what nothing told of: from time to time. */
  look(): Promise<void>
  /** Tells those who follow the run, or any, what ails the store: their waiting ends with it. */
  fail(error: Error, runId?: string): void
  /** Close the follower when done. */
  follow(runId: string): Follower
  /** Ends the waiting of all followers. */
  close(): void
}

const leastPauseMs = 5
const longestPauseMs = 100

export function createChanges(store: RunStore, pollMs: number): Changes {
  const workers = new Set<WorkListener>()
  const followers = new Map<string, Set<(news: News) => void>>()
  let timer: NodeJS.Timeout | undefined
  let pauseUntil = 0
  let isLooking = false
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
  const look = async () => {
    if (isClosed || isLooking || (workers.size === 0 && followers.size === 0)) return
    isLooking = true
    const startedAt = performance.now()
    // Those who wait read for themselves then, and hear what ails the store.
    await lookElsewhere().catch(() => tellAll(null))
    isLooking = false
    const endedAt = performance.now()
    pauseUntil = endedAt + Math.min(longestPauseMs, Math.max(leastPauseMs, 4 * (endedAt - startedAt)))
  }
  /** Looks at the next opportunity, but never so often that looking is all that is done. */
  const lookSoon = () => {
    if (timer || isClosed) return
    timer = setTimeout(
      () => {
        timer = undefined
        if (isLooking) lookSoon()
        else void look()
      },
      Math.max(1, pauseUntil - performance.now()),
    )
  }
  const unhint = store.onHint(lookSoon)
  const polling = unhint ? undefined : setInterval(() => void look(), pollMs)

  return {
    look,
    onWork(listener) {
      workers.add(listener)
      return () => workers.delete(listener)
    },
    fail: (error, runId) => (runId === undefined ? tellAll(error) : tell(runId, error)),
    follow(runId) {
      const { follower, tell } = createFollower(() => {
        const ofRun = followers.get(runId)
        if (ofRun?.delete(tell) && ofRun.size === 0) followers.delete(runId)
      })
      const ofRun = followers.get(runId)
      if (ofRun) ofRun.add(tell)
      else followers.set(runId, new Set([tell]))
      if (isClosed) tell(stopped(runId))
      return follower
    },
    close() {
      isClosed = true
      unsubscribe()
      unhint?.()
      clearTimeout(timer)
      clearInterval(polling)
      for (const runId of [...followers.keys()]) tell(runId, stopped(runId))
    },
  }
}

const stopped = (runId: string) =>
  new JobsError('jobs/engine-stopped', `The engine was stopped while run ${runId} was waited for.`, { runId })
