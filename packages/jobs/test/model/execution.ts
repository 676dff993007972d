/**
 * What an owner does next with a run that it has, as the engine would: it replays what is recorded, executes the first
 * step that is not, and ends, or waits. One run settles a failure, until what made it fail is gone; the other is tried
 * a second time after a wait.
 */
import type { StepRecord } from '../../src/index.ts'
import type { RunEnd } from '../../src/store.ts'
import { backoffMs, settles } from './world.ts'

type Next =
  /** Its body is executed: the record tells what came of it. */
  | { readonly do: 'record'; readonly record: StepRecord }
  /** What waits since before the clock was set back waits anew: nothing is executed. */
  | { readonly do: 'wait anew'; readonly record: StepRecord }
  | { readonly do: 'suspend'; readonly until: number; readonly inMs: number }
  | { readonly do: 'finish'; readonly end: Omit<RunEnd, 'now'> }

export function nextOf(
  runId: string,
  steps: readonly StepRecord[],
  { now, isMended }: { readonly now: number; readonly isMended: boolean },
): Next {
  const found = (key: string) => steps.find((step) => step.key === key)
  const record = (part: Pick<StepRecord, 'key' | 'kind' | 'status'>): Next => ({
    do: 'record',
    record: {
      ...part,
      attempts: (found(part.key)?.attempts ?? 0) + 1,
      value: part.status === 'succeeded' ? JSON.stringify({ of: part.key }) : null,
      error: part.status === 'succeeded' ? null : { code: 'test/fails', message: 'as planned', facts: {} },
      wakeAt: part.status === 'waiting' ? now + backoffMs : null,
      startedAt: now,
      finishedAt: now,
    },
  })
  const finish = (status: 'succeeded' | 'partial'): Next => ({
    do: 'finish',
    end: { status, output: JSON.stringify(steps.length), error: null },
  })
  if (runId === settles) {
    if (!found('load')) return record({ key: 'load', kind: 'run', status: 'succeeded' })
    const sync = found('sync')
    if (!sync) return record({ key: 'sync', kind: 'settle', status: isMended ? 'succeeded' : 'failed' })
    return finish(sync.status === 'failed' ? 'partial' : 'succeeded')
  }
  const flaky = found('flaky')
  if (!flaky) return record({ key: 'flaky', kind: 'run', status: 'waiting' })
  if (flaky.status === 'succeeded') return finish('succeeded')
  if (flaky.finishedAt > now)
    return {
      do: 'wait anew',
      record: { ...flaky, wakeAt: now + flaky.wakeAt! - flaky.finishedAt, finishedAt: now },
    }
  return flaky.wakeAt! > now
    ? { do: 'suspend', until: flaky.wakeAt!, inMs: flaky.wakeAt! - now }
    : record({ key: 'flaky', kind: 'run', status: 'succeeded' })
}
