/**
 * Every order of what may happen, breadth first: from each world that was not met before, each thing that can happen in
 * it. Worlds that differ in nothing that matters for what may follow are one: which of two equal processes it was, what
 * time it is, and what is past.
 */
import type { Clocks } from './clocks.ts'
import { happen, triggerOf } from './happen.ts'
import { laws } from './laws.ts'
import type { Pair } from './pair.ts'
import {
  type Action,
  actionsIn,
  firstWorld,
  leaseMs,
  nameOf,
  type Place,
  type Scenario,
  type World,
} from './world.ts'

export interface Explored {
  readonly depth: number
  readonly worlds: number
  readonly transitions: number
  /** Writes of owners that had lost their run, each of which has to change nothing. */
  readonly staleWrites: number
  /** Worlds from which the runs were brought to their ends. */
  readonly ended: number
}

export interface Bounds {
  readonly depth: number
  /** Of `Date.now()`: no deeper after that. */
  readonly until?: number
  /** Of so many worlds one is tried for its way to the end. */
  readonly endEach: number
}

interface Found {
  readonly world: World
  readonly way: readonly Action[]
}

export async function explore(
  { pair, clocks, scenario }: { readonly pair: Pair; readonly clocks: Clocks; readonly scenario: Scenario },
  { depth: most, until = Number.POSITIVE_INFINITY, endEach }: Bounds,
): Promise<Explored> {
  const seen = new Set<string>([keyOf(firstWorld)])
  const count = { depth: 0, worlds: 1, transitions: 0, staleWrites: 0, ended: 0 }
  const enter = async (world: World) => {
    clocks.now = world.now
    clocks.steady = world.steady
    await pair.restore(world.kept)
  }
  const step = async ({ world, way }: Found, action: Action): Promise<World> => {
    const transition = await happen(pair, clocks, scenario, { before: world, action })
    count.transitions++
    for (const { promise, says, holds } of laws)
      if (!holds(transition))
        throw new Error(
          `Promise ${promise} is broken: ${says}.\n  after ${[...way, action].map(nameOf).join(', ')}\n  before: ${JSON.stringify(transition.before.kept)}\n  after: ${JSON.stringify(transition.after.kept)}`,
        )
    return transition.after
  }
  const visit = async ({ world, way }: Found) => {
    await enter(world)
    count.staleWrites += await refuseStale(pair, world)
    await triggerAgain(pair, scenario, world)
    if (count.worlds % endEach === 0) {
      await toTheEnd({ world, way }, step)
      count.ended++
      await enter(world)
    }
  }

  let frontier: Found[] = [{ world: firstWorld, way: [] }]
  while (count.depth < most && frontier.length > 0) {
    const next: Found[] = []
    for (const found of frontier)
      for (const action of actionsIn(found.world)) {
        if (Date.now() >= until) return count
        await enter(found.world)
        const way = [...found.way, action]
        try {
          const world = await step(found, action)
          const key = keyOf(world)
          if (seen.has(key)) continue
          seen.add(key)
          count.worlds++
          await visit({ world, way })
          next.push({ world, way })
        } catch (error) {
          throw new Error(`After ${way.map(nameOf).join(', ')}: ${(error as Error).message}`, {
            cause: error,
          })
        }
      }
    frontier = next
    count.depth++
  }
  return count
}

/** Whoever believes to have a run that it has lost writes, in each way that there is, and nothing happens. */
async function refuseStale(pair: Pair, { kept, held, now }: World): Promise<number> {
  let writes = 0
  for (const { fence, steps } of held) {
    const { status, owner, generation } = kept.runs[fence.runId]!
    if (status === 'running' && owner === fence.owner && generation === fence.generation) continue
    const by = fence.owner
    const progress = { current: 9, total: 9 }
    const end = { status: 'succeeded', output: '"stale"', error: null, now } as const
    const record = { ...(steps[0] ?? stale), value: '"stale"', status: 'succeeded' } as const
    const results = [
      await pair.both(by, 'recordStep', fence, record, [], progress),
      await pair.both(by, 'append', fence, [], progress),
      await pair.both(by, 'suspend', fence, { until: now, inMs: 0, now }, [], progress),
      await pair.both(by, 'release', fence, now, [], progress),
      await pair.both(by, 'finish', fence, end, [], progress),
    ]
    const { lost } = (await pair.both(by, 'renew', [fence], now + leaseMs))!.result
    if (results.some((result) => result !== null) || lost.length === 0)
      throw new Error(`Promise 2 is broken: ${by} has lost ${fence.runId}, and its write was done.`)
    writes += 6
  }
  pair.check()
  return writes
}

const stale = {
  key: 'stale',
  kind: 'run',
  attempts: 1,
  error: null,
  wakeAt: null,
  startedAt: 0,
  finishedAt: 0,
} as const

/** The same is triggered again: it leads to the run that there is, wherever another would be one too many. */
async function triggerAgain(pair: Pair, scenario: Scenario, { kept, now, owners }: World): Promise<void> {
  for (const { id, idempotencyKey, concurrencyKey, status, cancelRequested } of Object.values(kept.runs)) {
    const isActive = status === 'pending' || status === 'waiting' || status === 'running'
    const joins = concurrencyKey !== null && isActive && !cancelRequested
    if (idempotencyKey === null && !joins) continue
    const again = await pair.both(owners.B, 'createRun', { ...triggerOf(id, scenario, now), id: 'run_again' })
    if (again?.result.run.id !== id) throw new Error(`${id} was triggered again as another run.`)
  }
  pair.check()
}

/** Nothing is ever stuck: once nobody else does anything, one process brings all runs to their ends. */
async function toTheEnd(found: Found, step: (found: Found, action: Action) => Promise<World>): Promise<void> {
  let { world, way } = found
  const go = async (action: Action) => {
    world = await step({ world, way }, action)
    way = [...way, action]
  }
  const place = 'A'
  for (let turn = 0; turn < 12; turn++) {
    const active = Object.values(world.kept.runs).filter(({ finishedAt }) => finishedAt === null)
    if (active.length === 0) return
    await go({ type: 'expire', place })
    await go({ type: 'claim', place })
    for (;;) {
      const one = world.held.find(
        (held) =>
          held.place === place && world.kept.runs[held.fence.runId]?.generation === held.fence.generation,
      )
      if (!one || world.kept.runs[one.fence.runId]!.status !== 'running') break
      const { runId: run, generation } = one.fence
      if (world.kept.runs[run]!.cancelRequested) await go({ type: 'heed', place })
      else await go({ type: 'go on', place, run, generation })
    }
  }
  throw new Error(`A run does not end: ${JSON.stringify(world.kept.runs)}`)
}

/** All that matters for what may follow, the same for both ways to name the two places. */
function keyOf(world: World): string {
  return [keyFrom(world, ['A', 'B']), keyFrom(world, ['B', 'A'])].sort()[0]!
}

function keyFrom({ kept, now, steady, jumps, owners, held, mended }: World, order: readonly Place[]): string {
  /** A process that is there, one that was there, or nobody any more: `0`, `0 gone`. */
  const who = (owner: string) => {
    const place = owner[0] as Place
    return `${order.indexOf(place)}${owners[place] === owner ? '' : owner in kept.owners ? ' dead' : ' gone'}`
  }
  const runs = Object.values(kept.runs)
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((run) => [
      run.id,
      run.status,
      run.owner && who(run.owner),
      run.leaseUntil && run.leaseUntil - now,
      run.holding,
      run.cancelRequested,
      run.recoveries,
      ...(run.status === 'pending' || run.status === 'waiting'
        ? [run.availableAt - now, Math.max(0, run.steadyAt - steady)]
        : []),
      kept.steps[run.id]!.map(({ key, status, attempts, wakeAt }) => [
        key,
        status,
        attempts,
        wakeAt && wakeAt - now,
      ]),
    ])
  const believed = held
    .map(({ place, fence, steps, latest }) => [
      order.indexOf(place),
      fence.runId,
      kept.runs[fence.runId]!.generation - fence.generation,
      who(fence.owner),
      Math.max(0, latest.now - latest.steady - (now - steady)),
      steps.map(({ key, status, wakeAt }) => [key, status, wakeAt && wakeAt - now]),
    ])
    .map((one) => JSON.stringify(one))
    .sort()
  const dead = Object.keys(kept.owners)
    .filter((owner) => !kept.owners[owner]!.isAlive)
    .map(who)
    .sort()
  return JSON.stringify([runs, believed, dead, jumps, mended])
}
