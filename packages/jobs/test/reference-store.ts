/**
 * What a store does, written to be seen to be right: plain values, looked through from the first to the last, each
 * write made on a copy of all that there is. The SQLite store is held to it by the contracts and by the model test.
 * It lives with the tests: it survives no process, so that no program should run on it, and nobody has to keep it fast.
 */
import { isTerminal, type NewEvent, type StepRecord } from '../src/run.ts'
import { steadyMs } from '../src/steady-clock.ts'
import type { Progress } from '../src/step.ts'
import type { Change, Fence, NewRun, RunEnd, Store, StoredSchedule, Wait } from '../src/store.ts'
import {
  compare,
  createTransaction,
  inOrder,
  type Kept,
  type KeptRun,
  lastSeq,
  type Transaction,
  toRun,
} from './reference-transaction.ts'

export interface Reference {
  open(): Store
  /** As if the owner's process were killed. */
  kill(owner: string): void
  keep(): Kept
  restore(kept: Kept): void
}

/** The same schedule, field by field. */
const isSame = (a: StoredSchedule, b: StoredSchedule) =>
  (Object.keys(a) as (keyof StoredSchedule)[]).every((field) => a[field] === b[field])

type GivenBack = Wait & { readonly status: 'pending' | 'waiting' }

export function createReference(): Reference {
  let kept: Kept = { runs: {}, steps: {}, events: {}, schedules: {}, owners: {}, writes: 0 }

  const open = (): Store => {
    const listeners = new Set<(change: Change) => void>()
    const own = new Set<string>()
    let seenWrites = kept.writes
    /** Leases that end too far from now, by what tells one from another: since when they are seen. */
    let tooFar = new Map<string, number>()

    /** A write: done whole on a copy, or not at all. */
    const write =
      <Args extends unknown[], Result>(work: (tx: Transaction, ...args: Args) => Result) =>
      async (...args: Args): Promise<Result> => {
        const copy = structuredClone(kept)
        const changes: Change[] = []
        const result = work(createTransaction(copy, changes), ...structuredClone(args))
        if (JSON.stringify(copy) !== JSON.stringify(kept)) {
          if (seenWrites === copy.writes) seenWrites++
          copy.writes++
        }
        kept = copy
        for (const change of changes) for (const listener of listeners) listener(change)
        return structuredClone(result)
      }
    const read =
      <Args extends unknown[], Result>(work: (...args: Args) => Result) =>
      async (...args: Args): Promise<Result> =>
        structuredClone(work(...args))
    const runs = () => inOrder(kept)
    /** Its owner has the run, and says this. */
    const hold = (tx: Transaction, fence: Fence, progress: Progress | null): KeptRun => {
      const run = tx.mustHold(fence)
      if (progress) run.progress = progress
      return run
    }
    const giveBack = (tx: Transaction, run: KeptRun, events: readonly NewEvent[], to: GivenBack) => {
      if (run.cancelRequested) {
        // Nobody would hear of the request any more.
        tx.end(run, { status: 'cancelled', output: null, error: null, now: to.now }, events)
      } else {
        tx.makeAvailable(run, to.status, to.until, to.inMs)
        tx.say(run, events, 'claim')
      }
    }

    return {
      registerOwner: write(({ all }, owner: string, now: number, queues = []) => {
        own.add(owner)
        all.owners[owner] = { startedAt: now, queues, isAlive: true }
      }),
      owners: read(() =>
        Object.entries(kept.owners)
          .filter(([, { isAlive }]) => isAlive)
          .map(([id, { startedAt, queues }]) => ({ id, startedAt, queues }))
          .sort((a, b) => compare(a.id, b.id)),
      ),
      createRun: write((tx, run: NewRun) => tx.create(run)),
      claim: write((tx, { owner, queues, jobs, now, leaseMs }) => {
        const held = runs().filter(({ holding }) => holding)
        const [next] = runs()
          .filter(
            (run) =>
              (run.status === 'pending' || run.status === 'waiting') &&
              (run.availableAt <= now || run.steadyAt <= steadyMs()) &&
              queues.includes(run.queue) &&
              jobs.some(({ name, version }) => name === run.job && version === run.version) &&
              (run.holding ||
                run.concurrencyKey === null ||
                !held.some(({ concurrencyKey }) => concurrencyKey === run.concurrencyKey)),
          )
          .sort((a, b) => b.priority - a.priority || a.availableAt - b.availableAt || compare(a.id, b.id))
        if (!next) return null
        const run = tx.all.runs[next.id]!
        run.status = 'running'
        run.owner = owner
        run.generation++
        run.leaseUntil = now + leaseMs
        run.holding = run.concurrencyKey !== null
        run.startedAt ??= now
        tx.say(run, [{ type: 'run.claimed', at: now, step: null, owner, generation: run.generation }], null)
        return toRun(run)
      }),
      nextAvailableAt: read((queues, since) => {
        const later = runs().filter(
          ({ status, queue, availableAt, steadyAt }) =>
            (status === 'pending' || status === 'waiting') &&
            queues.includes(queue) &&
            availableAt > since.now &&
            steadyAt > since.steady,
        )
        return later.length === 0
          ? null
          : {
              at: Math.min(...later.map(({ availableAt }) => availableAt)),
              steadyAt: Math.min(...later.map(({ steadyAt }) => steadyAt)),
            }
      }),
      recover: write((tx, now: number, maxRecoveries: number, leaseMs: number) => {
        const clock = performance.now()
        const running = runs().filter(({ status }) => status === 'running')
        const nameOf = ({ id, generation, leaseUntil }: KeptRun) => `${id} ${generation} ${leaseUntil}`
        tooFar = new Map(
          running
            .filter(({ leaseUntil }) => leaseUntil! > now + leaseMs)
            .map((run) => [nameOf(run), tooFar.get(nameOf(run)) ?? clock]),
        )
        const lost = running.filter(
          (run) =>
            !kept.owners[run.owner!]?.isAlive ||
            run.leaseUntil! <= now ||
            clock - (tooFar.get(nameOf(run)) ?? clock) > leaseMs,
        )
        for (const [owner, { isAlive }] of Object.entries(kept.owners))
          if (!isAlive) delete tx.all.owners[owner]
        for (const { id } of lost) tx.takeBack(tx.all.runs[id]!, now, maxRecoveries)
        return lost.length
      }),
      renew: write((tx, fences: readonly Fence[], until: number) => ({
        lost: fences
          .filter((fence) => {
            const run = tx.held(fence)
            if (run) run.leaseUntil = until
            return !run
          })
          .map(({ runId }) => runId),
      })),
      cancelRequests: read((fences) =>
        fences
          .filter(({ runId, owner, generation }) => {
            const run = kept.runs[runId]
            return run?.owner === owner && run.generation === generation && run.cancelRequested
          })
          .map(({ runId }) => runId),
      ),
      steps: read((runId) =>
        [...(kept.steps[runId] ?? [])].sort(
          (a, b) => a.startedAt - b.startedAt || a.finishedAt - b.finishedAt || compare(a.key, b.key),
        ),
      ),
      recordStep: write((tx, fence: Fence, step: StepRecord, events, progress) => {
        const run = hold(tx, fence, progress)
        tx.say(run, events, null)
        if (!Number.isInteger(step.attempts)) throw new TypeError('attempts are a whole number')
        const others = tx.all.steps[fence.runId]!.filter(({ key }) => key !== step.key)
        tx.all.steps[fence.runId] = [...others, step]
      }),
      append: write((tx, fence: Fence, events, progress) => {
        tx.say(hold(tx, fence, progress), events, null)
      }),
      suspend: write((tx, fence: Fence, wait: Wait, events, progress) =>
        giveBack(tx, hold(tx, fence, progress), events, { ...wait, status: 'waiting' }),
      ),
      release: write((tx, fence: Fence, now: number, events, progress) =>
        giveBack(tx, hold(tx, fence, progress), events, { until: now, inMs: 0, now, status: 'pending' }),
      ),
      noteGivenUp: write((tx, runId, at, error) => {
        const run = tx.all.runs[runId]
        if (run) tx.say(run, [{ type: 'run.given-up', at, step: null, error }], null)
      }),
      finish: write((tx, fence: Fence, end: RunEnd, events, progress) => {
        const run = hold(tx, fence, progress)
        tx.close(run, end)
        tx.say(run, events, 'claim')
      }),
      requestCancel: write((tx, runId: string, now: number) => {
        const run = tx.all.runs[runId]
        if (!run || isTerminal(run.status)) return false
        if (run.cancelRequested) return true
        run.cancelRequested = true
        const asked: NewEvent = { type: 'run.cancel-requested', at: now, step: null }
        if (run.status === 'running') tx.say(run, [asked], 'cancel')
        else tx.end(run, { status: 'cancelled', output: null, error: null, now }, [asked])
        return true
      }),
      retry: write((tx, runId: string, now: number, from) => {
        const run = tx.all.runs[runId]
        if (!run || !from.some((status) => status === run.status)) return false
        tx.all.steps[runId] = tx.all.steps[runId]!.filter(({ status }) => status === 'succeeded')
        Object.assign(run, {
          output: null,
          error: null,
          finishedAt: null,
          cancelRequested: false,
          recoveries: 0,
          deadlineAt: null,
        })
        tx.makeAvailable(run, 'pending', now, 0)
        tx.say(run, [{ type: 'run.retried', at: now, step: null }], 'claim')
        return true
      }),

      putSchedule: write(({ all }, schedule: StoredSchedule) => {
        all.schedules[schedule.name] = schedule
      }),
      listSchedules: read(() => Object.values(kept.schedules).sort((a, b) => compare(a.name, b.name))),
      dueSchedules: read((now) =>
        Object.values(kept.schedules)
          .filter(({ nextAt }) => nextAt <= now)
          .sort((a, b) => a.nextAt - b.nextAt),
      ),
      deleteSchedule: write(({ all }, name: string) => {
        const isThere = name in all.schedules
        delete all.schedules[name]
        return isThere
      }),
      fireSchedule: write((tx, schedule: StoredSchedule, nextAt: number, run: NewRun | null) => {
        const now = tx.all.schedules[schedule.name]
        if (!now || !isSame(now, schedule)) return null
        tx.all.schedules[schedule.name] = { ...now, nextAt }
        return run && tx.create(run).run
      }),

      get: read((runId) => (kept.runs[runId] ? toRun(kept.runs[runId]) : null)),
      heads: read((runIds) =>
        runIds.flatMap((runId) => {
          const run = kept.runs[runId]
          return run ? [{ runId, seq: lastSeq(kept, runId), status: run.status }] : []
        }),
      ),
      list: read(({ job, status, concurrencyKey, labels = {}, limit = 50, before }) =>
        runs()
          .reverse()
          .filter(
            (run) =>
              (job === undefined || run.job === job) &&
              (status === undefined || status.includes(run.status)) &&
              (concurrencyKey === undefined || run.concurrencyKey === concurrencyKey) &&
              Object.entries(labels).every(([label, value]) => run.labels[label] === value) &&
              (before === undefined || run.id < before),
          )
          .slice(0, limit)
          .map(toRun),
      ),
      events: read((runId, after, limit) =>
        (kept.events[runId] ?? []).filter(({ seq }) => seq > after).slice(0, limit),
      ),
      deleteRuns: write(({ all }, runIds: readonly string[]) => {
        const ended = runIds.filter((id) => all.runs[id] && isTerminal(all.runs[id].status))
        for (const id of ended) for (const part of [all.runs, all.steps, all.events]) delete part[id]
        return ended.length
      }),
      trimEvents: write(({ all }, runId: string, count: number) => {
        const run = all.runs[runId]
        const events = all.events[runId] ?? []
        if (!run || !isTerminal(run.status) || events.length <= count) return false
        all.events[runId] = events.slice(count)
        return true
      }),
      endedBefore: read(({ finishedBefore, keepNewest, limit }) => {
        const ended = runs()
          .filter(({ finishedAt }) => finishedAt !== null)
          .sort((a, b) => a.finishedAt! - b.finishedAt! || compare(a.id, b.id))
        return ended
          .slice(0, Math.max(0, ended.length - keepNewest))
          .filter(({ finishedAt }) => finishedAt! < finishedBefore)
          .slice(0, limit)
          .map(({ id }) => id)
      }),

      onChange(listener) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
      onHint: () => null,
      async changedElsewhere() {
        const isChanged = seenWrites !== kept.writes
        seenWrites = kept.writes
        return isChanged
      },
      close() {
        for (const owner of own) delete kept.owners[owner]
      },
    }
  }

  return {
    open,
    kill: (owner) => {
      kept.owners[owner] = { ...kept.owners[owner]!, isAlive: false }
    },
    keep: () => structuredClone(kept),
    restore: (to) => {
      kept = structuredClone(to)
    },
  }
}
