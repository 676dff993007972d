/** The GitHub client of a thread: one for all that it reads, until another token or address is asked for. */
import { createGithubClient, type GithubClient, type Wait } from '@upflow/github'
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

export function createThreadClient(): ThreadClient {
  const users = new Set<(wait: Wait) => void>()
  let current: { readonly key: string; readonly github: GithubClient } | null = null
  /** Replaced while a pass may still use them. */
  const retired: GithubClient[] = []
  return {
    async use(access, note, work) {
      const key = JSON.stringify(access)
      if (current?.key !== key) {
        if (current) retired.push(current.github)
        const tellFirst = (wait: Wait) => [...users][0]?.(wait)
        current = { key, github: createGithubClient({ ...access, onWait: tellFirst }) }
      }
      const user = (wait: Wait) => note({ kind: 'wait', wait })
      users.add(user)
      try {
        return await work(current.github)
      } finally {
        users.delete(user)
      }
    },
    async close() {
      const all = [...retired.splice(0), ...(current ? [current.github] : [])]
      current = null
      await Promise.allSettled(all.map((github) => github.close()))
    },
  }
}
