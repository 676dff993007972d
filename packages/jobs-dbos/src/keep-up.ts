/** What is looked at from time to time: who is dead, what is to be done again, and what was asked of this engine's runs. */
import { LeaseLost } from '@upflow/jobs'
import { type CommonSettings, cancelled, type TellTrouble } from '@upflow/jobs/backend'
import type { Bodies } from './body.ts'
import type { Database } from './database.ts'
import type { Recovery } from './recover.ts'
import type { Rewind } from './retry.ts'

export interface KeepingUp {
  stop(): void
}

const atOnce = 20

export function startKeepingUp({
  database,
  rewind,
  recovery,
  bodies,
  timing,
  tell,
  also,
}: {
  readonly database: Database
  readonly rewind: Rewind
  readonly recovery: Recovery
  readonly bodies: Bodies
  readonly timing: CommonSettings['timing']
  readonly tell: TellTrouble
  readonly also: () => Promise<void>
}): KeepingUp {
  const kind = {}
  let isStopped = false
  let timer: NodeJS.Timeout | undefined

  /** Also what nothing told of: a cancel that was asked for while there was no connection. */
  const look = async () => {
    const executing = [...bodies.executions]
    if (executing.length === 0) return
    const rows = await database.write<{
      id: string
      owner: string
      generation: number
      cancel_requested: boolean
    }>('SELECT id, owner, generation, cancel_requested FROM upflow_jobs.runs WHERE id = ANY($1)', [
      executing.map(([runId]) => runId),
    ])
    for (const [runId, execution] of executing) {
      if (bodies.executions.get(runId) !== execution) continue
      const { owner, generation } = execution.fence
      const row = rows.find(({ id }) => id === runId)
      if (row?.owner !== owner || row.generation !== generation)
        execution.abort(new LeaseLost(runId, generation))
      else if (row.cancel_requested) execution.abort(cancelled(runId))
    }
  }
  const rewindAll = async () => {
    const rows = await database.write<{ id: string }>(
      `SELECT id FROM upflow_jobs.runs WHERE rewind_to IS NOT NULL ORDER BY id LIMIT ${atOnce}`,
    )
    for (const { id } of rows) await rewind(id)
  }
  const keepUp = async () => {
    try {
      await recovery.look()
      await look()
      await rewindAll()
      await also()
      tell(kind, null)
    } catch (error) {
      if (!isStopped) tell(kind, error as Error)
    }
    if (!isStopped) timer = setTimeout(() => void keepUp(), timing.recoverMs)
  }
  void keepUp()
  return {
    stop() {
      isStopped = true
      clearTimeout(timer)
    },
  }
}
