/** How often, and for how long in a row, somebody else who wants to write an organization's file finds it locked. */
import { openData, parseConfig } from '@upflow/pipeline'

export interface LockFigures {
  /** Of all looks, 0 to 1. */
  readonly takenShare: number
  /** From the first to the last of the looks in a row that found it taken. */
  readonly longestMs: number
}

const everyMs = 50

/** Asks for the write lock without waiting for it, and gives it back at once. */
export async function watchLock(dataDir: string, organizationId: string) {
  const data = await openData({ config: parseConfig({ UPFLOW_DATA_DIR: dataDir }) })
  const { sqlite } = await data.tenants.openToRead(organizationId as never)
  sqlite.pragma('busy_timeout = 0')
  const begin = sqlite.prepare('BEGIN IMMEDIATE')
  const rollback = sqlite.prepare('ROLLBACK')
  const isFree = () => {
    try {
      begin.run()
    } catch (error) {
      if ((error as { code?: string }).code === 'SQLITE_BUSY') return false
      throw error
    }
    rollback.run()
    return true
  }
  let looks = 0
  let taken = 0
  let since: number | null = null
  let longestMs = 0
  const timer = setInterval(() => {
    looks++
    if (isFree()) {
      since = null
      return
    }
    taken++
    since ??= performance.now()
    longestMs = Math.max(longestMs, performance.now() - since)
  }, everyMs)
  return {
    async stop(): Promise<LockFigures> {
      clearInterval(timer)
      await data.close()
      return { takenShare: taken / Math.max(1, looks), longestMs }
    },
  }
}
