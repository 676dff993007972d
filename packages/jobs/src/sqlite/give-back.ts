/**
 * An owner gives a run back, for now or for good. Whoever asked to cancel it asked this owner, and nobody hears of it
 * any more: such a run ends here, instead of going on in another process.
 */
import type { NewEvent } from '../run.ts'
import type { Progress } from '../step.ts'
import type { Fence, Wait } from '../store.ts'
import type { EndRun } from './end-run.ts'
import type { Statements } from './statements.ts'
import type { Writer } from './writer.ts'

/** In a transaction already begun by `write`. @throws LeaseLost */
export type GiveBack = (
  fence: Fence,
  to: Wait & { readonly status: 'pending' | 'waiting' },
  events: readonly NewEvent[],
  progress: Progress | null,
) => void

export const createGiveBack =
  (
    sql: Statements,
    { addFenced, endRun }: Pick<Writer, 'addFenced'> & { readonly endRun: EndRun },
    steadyIn: (ms: number) => { readonly steadyAt: number; readonly boot: string | null },
  ): GiveBack =>
  (fence, { status, until, inMs, now }, events, progress) => {
    const { runId: id, owner, generation } = fence
    if (sql.cancelRequested.get(id, owner, generation)) {
      endRun(id, { status: 'cancelled', error: null, now }, (end, became) =>
        addFenced(fence, [...events, end], progress, became),
      )
    } else {
      addFenced(fence, events, progress, { status, calls: 'claim' })
      sql.makeAvailable.run({ id, status, at: until, ...steadyIn(inMs) })
    }
  }
