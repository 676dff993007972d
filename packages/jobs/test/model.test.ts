/**
 * Every order, to a depth, in which two owners and those who ask may do what they do with two runs: on the SQLite store
 * beside the reference, under the laws that the engine promises. UPFLOW_MODEL_DEPTH says how many things happen one
 * after the other (default 5), UPFLOW_MODEL_SECONDS for how long at most each scenario is tried; `test:model` goes on
 * for ten minutes.
 */
import { expect, it } from 'vitest'
import { takeClocks } from './model/clocks.ts'
import { explore } from './model/explore.ts'
import { openPair } from './model/pair.ts'
import { livesOf, places, scenarios } from './model/world.ts'

const depth = Number(process.env.UPFLOW_MODEL_DEPTH ?? 5)
const seconds = process.env.UPFLOW_MODEL_SECONDS
/** However short the time is. */
const depthAtLeast = seconds === undefined ? depth : Math.min(depth, 5)

it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))(
  `%s: nothing that happens in any order breaks a promise`,
  async (_, scenario) => {
    const clocks = takeClocks()
    const pair = await openPair(places.flatMap(livesOf))
    const startedAt = Date.now()
    const explored = await explore(
      { pair, clocks, scenario },
      {
        depth,
        endEach: 8,
        ...(seconds === undefined ? {} : { until: startedAt + Number(seconds) * 1_000 }),
      },
    )
    const { worlds, transitions, staleWrites, ended } = explored
    console.log(
      `${scenario.name}: ${worlds} worlds, ${transitions} transitions to depth ${explored.depth}, ${staleWrites} stale writes refused, ${ended} worlds brought to an end, in ${((Date.now() - startedAt) / 1_000).toFixed(1)} s`,
    )
    // From each world several others are reached: who takes some that differ for one and the same is soon done.
    expect(explored.depth).toBeGreaterThanOrEqual(depthAtLeast)
    expect(worlds).toBeGreaterThanOrEqual(3 ** depthAtLeast)
    expect(ended > 0 && staleWrites > 0).toBe(true)
  },
  // It ends by its depth or by its time, however slow the machine is.
  24 * 3_600_000,
)
