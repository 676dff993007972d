/** The GitHub clients of a thread: one for all that it reads with the same credential, at the same address. */
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

/** A run that waits longer is to hold no slot (see jobs/while-github-waits.ts). */
const longestWaitMs = 90_000

interface Opened {
  readonly github: Promise<GithubClient>
  readonly users: Set<(wait: Wait) => void>
}

/** @param readThreads what was learned before (see sync/learned-threads.ts) */
export function createThreadClient(
  readThreads: () => Promise<ReadonlyMap<RepositoryId, number>>,
): ThreadClient {
  const clients = new Map<string, Opened>()
  const open = (key: string, { timing, ...access }: Omit<GithubAccess, 'reserve'>): Opened => {
    const users = new Set<(wait: Wait) => void>()
    const github = readThreads().then((threads) =>
      createGithubClient({
        ...access,
        timing: { longestWaitMs, ...timing },
        threads,
        onWait: (wait) => [...users][0]?.(wait),
      }),
    )
    // What failed is tried anew.
    github.catch(() => clients.delete(key))
    const opened = { github, users }
    clients.set(key, opened)
    return opened
  }
  return {
    async use({ reserve = 0, ...access }, note, work) {
      const key = JSON.stringify(access)
      const { github, users } = clients.get(key) ?? open(key, access)
      const user = (wait: Wait) => note({ kind: 'wait', wait })
      users.add(user)
      try {
        return await work((await github).leaving(reserve))
      } finally {
        users.delete(user)
      }
    },
    async close() {
      const all = [...clients.values()]
      clients.clear()
      await Promise.allSettled(all.map(async ({ github }) => (await github).close()))
    },
  }
}
