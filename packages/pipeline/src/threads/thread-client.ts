/** The GitHub client of a thread: one for all that it reads, until another token or address is asked for. */
import { createGithubClient, type GithubClient, type Wait } from '@upflow/github'
import type { RepositoryId } from '@upflow/model'
import type { GithubAccess } from '../credentials.ts'
import type { WaitNote } from './file-methods.ts'

export interface ThreadClient {
  /** @param note told of the client's waits; the one that was there first when several use it */
  use<T>(
    access: GithubAccess,
    note: (note: WaitNote) => void,
    work: (github: GithubClient) => Promise<T>,
  ): Promise<T>
  close(): Promise<void>
}

/** @param readThreads what was learned before (see sync/learned-threads.ts) */
export function createThreadClient(
  readThreads: () => Promise<ReadonlyMap<RepositoryId, number>>,
): ThreadClient {
  const users = new Set<(wait: Wait) => void>()
  let current: { readonly key: string; readonly opening: Promise<GithubClient> } | null = null
  /** Replaced while a pass may still use them. */
  const retired: Promise<GithubClient>[] = []
  const open = async (access: GithubAccess): Promise<GithubClient> => {
    const onWait = (wait: Wait) => [...users][0]?.(wait)
    return createGithubClient({ ...access, threads: await readThreads(), onWait })
  }
  return {
    async use(access, note, work) {
      const key = JSON.stringify(access)
      if (current?.key !== key) {
        if (current) retired.push(current.opening)
        const opening = open(access)
        current = { key, opening }
        // What failed is tried anew.
        opening.catch(() => {
          if (current?.opening === opening) current = null
        })
      }
      const mine = current
      const user = (wait: Wait) => note({ kind: 'wait', wait })
      users.add(user)
      try {
        return await work(await mine.opening)
      } finally {
        users.delete(user)
      }
    },
    async close() {
      const all = [...retired.splice(0), ...(current ? [current.opening] : [])]
      current = null
      await Promise.allSettled(all.map(async (opening) => (await opening).close()))
    },
  }
}
