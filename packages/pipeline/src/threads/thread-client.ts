/** The GitHub client of a thread: one for all that it reads, until another token or address is asked for. */
import { createGithubClient, type GithubClient, type Wait } from '@upflow/github'
import type { GithubAccess } from '../credentials.ts'

export interface ThreadClient {
  /** @param onWait told of the client's waits; the one that was there first when several use it */
  use(access: GithubAccess, onWait: (wait: Wait) => void): { readonly github: GithubClient; end(): void }
  close(): Promise<void>
}

export function createThreadClient(): ThreadClient {
  const listeners = new Set<(wait: Wait) => void>()
  let current: { readonly key: string; readonly github: GithubClient } | null = null
  /** Replaced while a pass may still use them. */
  const retired: GithubClient[] = []
  return {
    use(access, onWait) {
      const key = JSON.stringify(access)
      if (current?.key !== key) {
        if (current) retired.push(current.github)
        const tellFirst = (wait: Wait) => [...listeners][0]?.(wait)
        current = { key, github: createGithubClient({ ...access, onWait: tellFirst }) }
      }
      listeners.add(onWait)
      return { github: current.github, end: () => void listeners.delete(onWait) }
    },
    async close() {
      const all = [...retired.splice(0), ...(current ? [current.github] : [])]
      current = null
      await Promise.allSettled(all.map((github) => github.close()))
    },
  }
}
