/**
 * While runs are kept in a file of one machine and organizations in a database, that machine alone executes: two would
 * begin each other's passes anew. Who executes holds a lock in the database.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type HeldLock, holdLock } from '@upflow/db'
import { PipelineError } from './pipeline-error.ts'

const lockName = 'upflow:embedded-jobs'
const againMs = 1_000

export interface EmbeddedJobs {
  /** Idempotent. */
  release(): Promise<void>
}

/**
 * @param onLost told when another machine has taken the lock while the connection to the database was broken
 * @throws PipelineError `pipeline/executed-elsewhere`; DbError `db/unreachable`
 */
export async function holdEmbeddedJobs(
  databaseUrl: string,
  onLost: (error: Error) => void,
): Promise<EmbeddedJobs> {
  const ended = new AbortController()
  const holder = `upflow executes ${randomUUID()}`
  let holding: Promise<HeldLock | null> | null = null
  const take = async (): Promise<HeldLock> => {
    holding = holdLock(databaseUrl, lockName, { holder, onLost: () => void takeAgain() })
    const held = await holding
    if (held === null) throw executedElsewhere()
    return held
  }
  const takeAgain = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      try {
        await take()
        return
      } catch (error) {
        if (error instanceof PipelineError) return onLost(error)
      }
      await sleep(againMs, undefined, { signal: ended.signal, ref: false }).catch(() => {})
    }
  }
  await take()
  return {
    async release() {
      ended.abort()
      await (await holding?.catch(() => null))?.release()
    },
  }
}

const executedElsewhere = () =>
  new PipelineError(
    'pipeline/executed-elsewhere',
    'Another machine, or another data folder, executes the runs of this database. Trigger and watch them there, or end that one first.',
  )
