/**
 * Who executes the runs of what lies in a database: one machine alone while it keeps them in a file of its own, since
 * two would begin each other's passes anew, or all that share them. Each holds a lock in the database that says which.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type HeldLock, holdLock, type LockOptions } from '@upflow/db'
import { PipelineError } from '../pipeline-error.ts'

export interface HeldExecution {
  /** Idempotent. */
  release(): Promise<void>
}

export interface ExecutionOptions extends Pick<LockOptions, 'askEveryMs' | 'silenceMs'> {
  /** Whether others may execute too who share it. */
  readonly isShared: boolean
  /** Told once, when others have taken it while the connection to the database was broken. */
  readonly onLost: (error: Error) => void
}

const lockName = 'upflow:embedded-jobs'
const againMs = 1_000

/** @throws PipelineError `pipeline/executed-elsewhere`; DbError `db/unreachable` */
export async function holdExecution(
  databaseUrl: string,
  { isShared, onLost, ...options }: ExecutionOptions,
): Promise<HeldExecution> {
  const ended = new AbortController()
  const holder = `upflow executes ${randomUUID()}`
  let held: HeldLock | null = null
  let isLost = false
  /** While there is one: two loops would each find the lock taken by the other. */
  let taking: Promise<void> | null = null

  const take = async (): Promise<void> => {
    held = await holdLock(databaseUrl, lockName, { ...options, holder, isShared, onLost: takeAgain })
    if (held === null) throw executedElsewhere(isShared)
  }
  const untilTaken = async (): Promise<void> => {
    while (isLost && !ended.signal.aborted) {
      isLost = false
      try {
        await take()
      } catch (error) {
        isLost = true
        if (error instanceof PipelineError) {
          ended.abort()
          onLost(error)
        } else await sleep(againMs, undefined, { signal: ended.signal, ref: false }).catch(() => {})
      }
    }
    // In the same turn as the last look: what is lost after it is taken by a loop of its own.
    taking = null
  }
  const takeAgain = () => {
    isLost = true
    taking ??= untilTaken()
  }
  await take()
  return {
    async release() {
      ended.abort()
      await taking
      await held?.release()
    },
  }
}

const executedElsewhere = (isShared: boolean) =>
  new PipelineError(
    'pipeline/executed-elsewhere',
    isShared
      ? 'A machine that keeps its runs in a file (UPFLOW_JOBS=file) executes the runs of this database. Trigger and watch them there, or end that one first.'
      : 'Another machine, or another data folder, executes the runs of this database. Trigger and watch them there, or end that one first.',
  )
