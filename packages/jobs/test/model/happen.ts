/** Does one thing of the model's world: on the stores, and to what the processes believe. */
import type { NewEvent, StepRecord } from '../../src/run.ts'
import type { Progress } from '../../src/step.ts'
import type { Fence, NewRun } from '../store.contract.ts'
import { newRun } from '../store.contract.ts'
import type { Clocks } from './clocks.ts'
import { nextOf } from './execution.ts'
import type { Pair } from './pair.ts'
import {
  type Action,
  type Held,
  leaseMs,
  livesOf,
  maxRecoveries,
  type Place,
  type Scenario,
  settles,
  type World,
} from './world.ts'

/** A body that was executed by a run's owner, or by one who only believes to be it. */
export interface Executed {
  readonly fence: Fence
  readonly key: string
  readonly attempt: number
}

export interface Transition {
  readonly action: Action
  readonly before: World
  readonly after: World
  /** The fences that were written with, and whether the write was done. */
  readonly written: readonly { readonly fence: Fence; readonly isDone: boolean }[]
  readonly executed: readonly Executed[]
}

export const triggerOf = (run: string, { concurrencyKey }: Scenario, now: number): NewRun =>
  newRun({
    id: run,
    concurrencyKey,
    input: JSON.stringify(run),
    createdAt: now,
    availableAt: now,
    ...(run === settles ? { onConflict: 'join' } : { idempotencyKey: 'once' }),
  })

export async function happen(
  pair: Pair,
  clocks: Clocks,
  scenario: Scenario,
  { before, action }: { readonly before: World; readonly action: Action },
): Promise<Transition> {
  let { jumps, owners, held, mended } = before
  const written: { fence: Fence; isDone: boolean }[] = []
  const executed: Executed[] = []
  const ownerOf = (place: Place) => owners[place]
  const own = (place: Place) => held.filter((one) => one.place === place)
  const drop = (lost: (one: Held) => boolean) => {
    held = held.filter((one) => !lost(one))
  }
  /** A write with a fence; whoever is refused knows that it lost the run. */
  const fenced = async (one: Held, work: () => Promise<unknown>): Promise<boolean> => {
    const isDone = (await work()) !== null
    written.push({ fence: one.fence, isDone })
    if (!isDone) drop((other) => other === one)
    return isDone
  }
  const look = (place: Place) => pair.both(ownerOf(place), 'recover', clocks.now, maxRecoveries, leaseMs)
  const pass = (ms: number) => {
    clocks.now += ms
    clocks.steady += ms
  }
  /** The place is empty: another process begins in it. */
  const replace = (place: Place) => {
    drop((one) => one.place === place)
    const runs = Object.values(pair.keep().runs)
    const next = livesOf(place).find(
      (life) => !(life in pair.keep().owners) && !runs.some(({ owner }) => owner === life),
    )!
    pair.setOwner(next, true)
    owners = { ...owners, [place]: next }
  }
  /** By the latest that its clock has been. */
  const waitingNow = ({ latest }: Held) => Math.max(clocks.now, latest.now + clocks.steady - latest.steady)
  const nextFor = (one: Held) =>
    nextOf(one.fence.runId, one.steps, {
      now: waitingNow(one),
      isMended: mended.includes(one.fence.runId),
    })
  const goOn = async (before: Held) => {
    const one = { ...before, latest: { now: waitingNow(before), steady: clocks.steady } }
    held = held.map((other) => (other === before ? one : other))
    const { fence, place } = one
    const { now } = clocks
    const next = nextFor(one)
    const write = (isLast: boolean, work: () => Promise<unknown>) =>
      fenced(one, work).then((isDone) => {
        if (isDone && isLast) drop((other) => other === one)
        return isDone
      })
    const record = async (record: StepRecord, said: readonly NewEvent[], progress: Progress | null) => {
      if (!(await write(false, () => pair.both(ownerOf(place), 'recordStep', fence, record, said, progress))))
        return
      const steps = [...one.steps.filter(({ key }) => key !== record.key), record]
      held = held.map((other) => (other === one ? { ...one, steps } : other))
    }
    if (next.do === 'record') {
      const { key, attempts, status, error } = next.record
      executed.push({ fence, key, attempt: attempts })
      const progress = { current: one.steps.length + 1, total: 2 }
      const said: NewEvent[] = [
        { type: 'log', at: now, step: key, level: 'info', message: 'said before', data: null },
        status === 'succeeded'
          ? { type: 'step.succeeded', at: now, step: key, durationMs: 0 }
          : { type: 'step.failed', at: now, step: key, durationMs: 0, error: error! },
      ]
      await record(next.record, said, progress)
    } else if (next.do === 'wait anew') {
      const { key, attempts, wakeAt, error } = next.record
      const until = wakeAt!
      const said: NewEvent = {
        type: 'step.retrying',
        at: now,
        step: key,
        attempt: attempts,
        until,
        error: error!,
      }
      await record(next.record, [said], null)
    } else if (next.do === 'suspend') {
      const { until } = next
      const said: NewEvent[] = [{ type: 'run.waiting', at: now, step: null, until }]
      const wait = { until, inMs: next.inMs, now }
      await write(true, () => pair.both(ownerOf(place), 'suspend', fence, wait, said, null))
    } else {
      const end = { ...next.end, now }
      await write(true, () => pair.both(ownerOf(place), 'finish', fence, end, [ended(end)], null))
    }
  }
  const ended = (end: { status: 'succeeded' | 'partial' | 'failed' | 'cancelled' | 'dead' }): NewEvent => ({
    type: 'run.finished',
    at: clocks.now,
    step: null,
    status: end.status,
    error: null,
  })

  switch (action.type) {
    case 'trigger':
      await pair.both(ownerOf('A'), 'createRun', triggerOf(action.run, scenario, clocks.now))
      break
    case 'cancel':
      await pair.both(ownerOf('A'), 'requestCancel', action.run, clocks.now)
      break
    case 'retry':
      await pair.both(ownerOf('A'), 'retry', action.run, clocks.now, [
        'failed',
        'partial',
        'cancelled',
        'dead',
      ])
      mended = [...new Set([...mended, action.run])]
      break
    case 'claim': {
      const { place } = action
      const owner = ownerOf(place)
      const jobs = [{ name: 'work', version: 1 }]
      const claimed = await pair.both(owner, 'claim', {
        owner,
        queues: ['default'],
        jobs,
        now: clocks.now,
        leaseMs,
      })
      const run = claimed?.result
      if (!run) break
      const steps = (await pair.both(owner, 'steps', run.id))!.result
      // Its own run that it took over from itself.
      drop((one) => one.place === place && one.fence.runId === run.id)
      const fence = { runId: run.id, owner, generation: run.generation }
      // Before its time, by the clock that was set back since.
      const latest = { now: Math.max(clocks.now, run.availableAt), steady: clocks.steady }
      held = [...held, { place, fence, steps, latest }]
      break
    }
    case 'go on':
      await goOn(
        own(action.place).find(
          ({ fence }) => fence.runId === action.run && fence.generation === action.generation,
        )!,
      )
      break
    case 'look':
      await look(action.place)
      break
    case 'expire':
      // Twice: a lease that ends too far from now is known by its not being renewed.
      await look(action.place)
      pass(leaseMs + 1)
      await look(action.place)
      break
    case 'renew': {
      const fences = own(action.place).map(({ fence }) => fence)
      const { lost } = (await pair.both(ownerOf(action.place), 'renew', fences, clocks.now + leaseMs))!.result
      for (const fence of fences) written.push({ fence, isDone: !lost.includes(fence.runId) })
      drop((one) => one.place === action.place && lost.includes(one.fence.runId))
      break
    }
    case 'heed': {
      const fences = own(action.place).map(({ fence }) => fence)
      const asked = (await pair.both(ownerOf(action.place), 'cancelRequests', fences))!.result
      const end = { status: 'cancelled', output: null, error: null, now: clocks.now } as const
      for (const one of own(action.place).filter(({ fence }) => asked.includes(fence.runId))) {
        await fenced(one, () => pair.both(ownerOf(one.place), 'finish', one.fence, end, [ended(end)], null))
        drop((other) => other === one)
      }
      break
    }
    case 'crash':
      // With all that it had begun.
      for (const one of own(action.place)) {
        const { fence } = one
        const next = nextFor(one)
        if (next.do === 'record')
          executed.push({ fence, key: next.record.key, attempt: next.record.attempts })
      }
      pair.kill(ownerOf(action.place))
      replace(action.place)
      break
    case 'stop': {
      const gone = ownerOf(action.place)
      for (const one of own(action.place)) {
        const said: NewEvent[] = [{ type: 'run.released', at: clocks.now, step: null }]
        await fenced(one, () => pair.both(gone, 'release', one.fence, clocks.now, said, null))
      }
      pair.setOwner(gone, false)
      replace(action.place)
      break
    }
    case 'time':
      pass(action.ms)
      break
    case 'clock':
      clocks.now += action.byMs
      jumps += Math.sign(action.byMs)
  }
  pair.check()
  const after: World = {
    kept: pair.keep(),
    now: clocks.now,
    steady: clocks.steady,
    jumps,
    owners,
    held,
    mended,
  }
  return { action, before, after, written, executed }
}
