/** The end of a run that no body ended: nothing comes of it, and its key is free. */
import type { ErrorRecord } from '../jobs-error.ts'
import type { NewEvent, TerminalStatus } from '../run.ts'
import type { Statements } from './statements.ts'
import type { Became } from './writer.ts'

/**
 * In a transaction already begun by `write`.
 * @param say adds the run's last event, after those that it may have before, and checks the fence if there is one
 */
export type EndRun = (
  id: string,
  end: { readonly status: TerminalStatus; readonly error: ErrorRecord | null; readonly now: number },
  say: (event: NewEvent, became: Became) => void,
) => void

export const createEndRun =
  (sql: Statements): EndRun =>
  (id, { status, error, now }, say) => {
    say({ type: 'run.finished', at: now, step: null, status, error }, { status, calls: 'claim' })
    sql.end.run({ id, status, output: null, error: error && JSON.stringify(error), now })
  }
