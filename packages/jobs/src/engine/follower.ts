/** One who waits for news of a run: the last that was told is kept until it is asked for, so that none is missed. */
import type { RunHead } from '../store.ts'

/** Null: the run may be gone or the store unusable; whoever reads it will know. An error ends all waiting. */
export type News = RunHead | null | Error

export interface Follower {
  /** The next news that is wanted, at once when it was told already. @throws the error told, or the signal's reason */
  next(isWanted: (head: RunHead) => boolean, signal?: AbortSignal): Promise<RunHead | null>
  close(): void
}

export function createFollower(close: () => void): { tell(news: News): void; follower: Follower } {
  let told: News | undefined
  let give: (() => void) | null = null
  return {
    tell(news) {
      told = news
      give?.()
    },
    follower: {
      next: (isWanted, signal) =>
        new Promise((resolve, reject) => {
          const done = () => {
            give = null
            signal?.removeEventListener('abort', onAbort)
          }
          const onAbort = () => {
            done()
            reject(signal?.reason)
          }
          give = () => {
            const news = told
            told = undefined
            if (news === undefined || (news && !(news instanceof Error) && !isWanted(news))) return
            done()
            if (news instanceof Error) reject(news)
            else resolve(news)
          }
          signal?.addEventListener('abort', onAbort)
          if (signal?.aborted) onAbort()
          else give()
        }),
      close,
    },
  }
}
