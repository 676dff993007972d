/** What the reference store's writes are made of: each changes the copy that it is given, and says what it changed. */
import { JobsError, LeaseLost } from '../src/jobs-error.ts'
import { isTerminal, type NewEvent, type Run, type RunEvent, type StepRecord } from '../src/run.ts'
import { steadyMs } from '../src/steady-clock.ts'
import type { Change, Fence, NewRun, Owner, RunEnd, StoredSchedule, TriggerOutcome } from '../src/store.ts'

type Open<T> = { -readonly [Key in keyof T]: T[Key] }

/** A run as it is kept: input and output as JSON text. */
export interface KeptRun extends Open<Omit<Run, 'input' | 'output'>> {
  input: string
  output: string | null
  leaseUntil: number | null
  /** Has its concurrency key, from its first claim to its end. */
  holding: boolean
  /** Available from then on too, by the clock that nobody sets. */
  steadyAt: number
}

export interface KeptOwner extends Pick<Owner, 'startedAt'> {
  readonly queues: readonly string[]
  readonly isAlive: boolean
}

export interface Kept {
  runs: Record<string, KeptRun>
  steps: Record<string, StepRecord[]>
  events: Record<string, RunEvent[]>
  schedules: Record<string, StoredSchedule>
  owners: Record<string, KeptOwner>
  /** How many writes changed something. */
  writes: number
}

export interface Transaction {
  readonly all: Kept
  /** The run that the fence still holds. */
  held(fence: Fence): KeptRun | null
  /** @throws LeaseLost */
  mustHold(fence: Fence): KeptRun
  /** Numbers what happened to the run, and tells of it. */
  say(run: KeptRun, events: readonly NewEvent[], calls: Change['calls']): void
  makeAvailable(run: KeptRun, status: 'pending' | 'waiting', at: number, inMs: number): void
  close(run: KeptRun, end: RunEnd): void
  /** `close`, said after the given events. */
  end(run: KeptRun, end: RunEnd, before?: readonly NewEvent[]): void
  /** From an owner that was lost. */
  takeBack(run: KeptRun, now: number, maxRecoveries: number): void
  create(run: NewRun): { run: Run; outcome: TriggerOutcome }
}

export const compare = (a: string | number, b: string | number) => (a < b ? -1 : a > b ? 1 : 0)

export const toRun = ({ input, output, leaseUntil: _, holding: _h, steadyAt: _s, ...run }: KeptRun): Run => ({
  ...run,
  input: JSON.parse(input),
  output: output === null ? null : JSON.parse(output),
})

/** Oldest first: an id begins with its time. */
export const inOrder = (kept: Kept) => Object.values(kept.runs).sort((a, b) => compare(a.id, b.id))
export const lastSeq = (kept: Kept, runId: string) => kept.events[runId]?.at(-1)?.seq ?? 0

export function createTransaction(all: Kept, changes: Change[]): Transaction {
  const tx: Transaction = {
    all,
    held({ runId, owner, generation }) {
      const run = all.runs[runId]
      return run?.status === 'running' && run.owner === owner && run.generation === generation ? run : null
    },
    mustHold(fence) {
      const run = tx.held(fence)
      if (!run) throw new LeaseLost(fence.runId, fence.generation)
      return run
    },
    say(run, events, calls) {
      for (const event of events)
        all.events[run.id]!.push({ runId: run.id, seq: lastSeq(all, run.id) + 1, ...event })
      changes.push({ runId: run.id, seq: lastSeq(all, run.id), status: run.status, calls })
    },
    makeAvailable(run, status, at, inMs) {
      run.status = status
      run.owner = null
      run.leaseUntil = null
      run.availableAt = at
      run.steadyAt = steadyMs() + Math.max(0, inMs)
    },
    close(run, { status, output, error, now }) {
      run.status = status
      run.output = output
      run.error = error
      run.finishedAt = now
      run.holding = false
      run.owner = null
      run.leaseUntil = null
    },
    end(run, end, before = []) {
      tx.close(run, end)
      const { status, error, now } = end
      tx.say(run, [...before, { type: 'run.finished', at: now, step: null, status, error }], 'claim')
    },
    takeBack(run, now, maxRecoveries) {
      run.recoveries++
      if (run.cancelRequested) tx.end(run, { status: 'cancelled', output: null, error: null, now })
      else if (run.recoveries > maxRecoveries) {
        const message = `The process that executed this run was lost ${run.recoveries} times. Look at the last step in its events; retry it when the reason is gone.`
        const error = { code: 'jobs/dead', message, facts: { recoveries: run.recoveries } }
        tx.end(run, { status: 'dead', output: null, error, now })
      } else {
        tx.makeAvailable(run, 'pending', now, 0)
        tx.say(run, [{ type: 'run.recovered', at: now, step: null }], 'claim')
      }
    },
    create({ onConflict, ...asked }) {
      const same = inOrder(all).find(
        ({ job, idempotencyKey }) =>
          asked.idempotencyKey !== null && job === asked.job && idempotencyKey === asked.idempotencyKey,
      )
      if (same) return { run: toRun(same), outcome: 'existing' }
      const ofKey = inOrder(all)
        .filter(
          ({ status, concurrencyKey }) =>
            asked.concurrencyKey !== null && concurrencyKey === asked.concurrencyKey && !isTerminal(status),
        )
        .sort((a, b) => Number(b.holding) - Number(a.holding))
      const equal = ofKey.find(
        ({ job, input, cancelRequested }) => job === asked.job && input === asked.input && !cancelRequested,
      )
      if (onConflict === 'join' && equal) return { run: toRun(equal), outcome: 'joined' }
      if (onConflict === 'reject' && ofKey[0])
        throw new JobsError('jobs/conflict', `Run ${ofKey[0].id} has the key.`, {
          runId: ofKey[0].id,
          concurrencyKey: asked.concurrencyKey,
        })
      const run: KeptRun = {
        ...asked,
        status: 'pending',
        output: null,
        error: null,
        cancelRequested: false,
        generation: 0,
        recoveries: 0,
        progress: null,
        owner: null,
        startedAt: null,
        finishedAt: null,
        leaseUntil: null,
        holding: false,
        steadyAt: steadyMs() + Math.max(0, asked.availableAt - asked.createdAt),
      }
      all.runs[run.id] = run
      all.steps[run.id] = []
      all.events[run.id] = []
      tx.say(run, [{ type: 'run.triggered', at: run.createdAt, step: null }], 'claim')
      return { run: toRun(run), outcome: 'created' }
    },
  }
  return tx
}
