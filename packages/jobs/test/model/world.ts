/**
 * A small world around a store: two runs, and two processes that execute them step by step as the engine does. What
 * can happen next in it is a list, each thing of which is done whole.
 */

import type { StepRecord } from '../../src/index.ts'
import type { Kept, KeptOwner } from '../reference-transaction.ts'
import type { Fence } from '../store.contract.ts'

export const leaseMs = 1_000
export const backoffMs = 400
export const jumpMs = 3_600_000
/** Lost owners that a run may have. */
export const maxRecoveries = 1

export type Place = 'A' | 'B'
export const places = ['A', 'B'] as const
/** A process that was killed or stopped is followed by another in its place. */
export const livesOf = (place: Place) => [1, 2, 3].map((life) => `${place}${life}`)

/** What a process believes to have: it may have lost it. */
export interface Held {
  readonly place: Place
  readonly fence: Fence
  /** As read when it was claimed, and recorded by itself since. */
  readonly steps: readonly StepRecord[]
  /** By the clock nobody sets, from the latest that the other was: what time its waits go by when that is set back. */
  readonly latest: { readonly now: number; readonly steady: number }
}

export interface World {
  readonly kept: Kept
  readonly now: number
  readonly steady: number
  /** How many hours the clock was set ahead, or back. */
  readonly jumps: number
  /** Who is in a place now. */
  readonly owners: Readonly<Record<Place, string>>
  readonly held: readonly Held[]
  /** Of each run: whether what made its settled step fail is gone. */
  readonly mended: readonly string[]
}

export interface Scenario {
  readonly name: string
  /** Null: nothing keeps the runs apart. */
  readonly concurrencyKey: string | null
}

export const scenarios: readonly Scenario[] = [
  { name: 'two runs of one key', concurrencyKey: 'k' },
  { name: 'two runs apart', concurrencyKey: null },
]

export const settles = 'run_settles'
export const waits = 'run_waits'
export const runIds = [settles, waits] as const

/** As every process of it is known. */
export const newOwner: KeptOwner = { startedAt: 0, queues: [], isAlive: true }

export const firstWorld: World = {
  kept: {
    runs: {},
    steps: {},
    events: {},
    schedules: {},
    owners: { A1: newOwner, B1: newOwner },
    writes: 0,
  },
  now: 10 * jumpMs,
  steady: jumpMs,
  jumps: 0,
  owners: { A: 'A1', B: 'B1' },
  held: [],
  mended: [],
}

export type Action =
  | { readonly type: 'trigger' | 'cancel' | 'retry'; readonly run: string }
  | {
      readonly type: 'claim' | 'look' | 'expire' | 'renew' | 'heed' | 'crash' | 'stop'
      readonly place: Place
    }
  | { readonly type: 'go on'; readonly place: Place; readonly run: string; readonly generation: number }
  | { readonly type: 'clock'; readonly byMs: number }
  | { readonly type: 'time'; readonly ms: number }

export const nameOf = (action: Action): string =>
  action.type === 'go on'
    ? `${action.place} goes on with ${action.run} (${action.generation})`
    : action.type === 'clock'
      ? `the clock is set by ${action.byMs} ms`
      : 'place' in action
        ? `${action.place}: ${action.type}`
        : 'run' in action
          ? `${action.type} ${action.run}`
          : action.type

/** All that may happen next; what would change nothing is left out where that is plain. */
export function actionsIn(world: World): Action[] {
  const { kept, held } = world
  const actions: Action[] = []
  for (const run of runIds) {
    const { status } = kept.runs[run] ?? {}
    if (!status) actions.push({ type: 'trigger', run })
    else if (['failed', 'partial', 'cancelled', 'dead'].includes(status)) actions.push({ type: 'retry', run })
    else if (status !== 'succeeded' && !kept.runs[run]!.cancelRequested) actions.push({ type: 'cancel', run })
  }
  const has = (...statuses: string[]) =>
    Object.values(kept.runs).some(({ status }) => statuses.includes(status))
  for (const place of places) {
    const own = held.filter((one) => one.place === place)
    if (has('pending', 'waiting')) actions.push({ type: 'claim', place })
    for (const { fence } of own)
      actions.push({ type: 'go on', place, run: fence.runId, generation: fence.generation })
    if (has('running')) actions.push({ type: 'look', place }, { type: 'expire', place })
    if (own.length > 0)
      for (const type of ['renew', 'heed', 'crash', 'stop'] as const) actions.push({ type, place })
  }
  if (has('waiting')) actions.push({ type: 'time', ms: backoffMs })
  if (has('waiting', 'running', 'pending'))
    for (const byMs of [jumpMs, -jumpMs])
      if (Math.abs(world.jumps + Math.sign(byMs)) <= 1) actions.push({ type: 'clock', byMs })
  return actions
}
