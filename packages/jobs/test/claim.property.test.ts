/** Whom a claim gives, and when the next is due, against a look at all runs: whatever keys, holders and jobs there are. */
import { seeded } from '@upflow/tooling/seeded'
import { expect, it } from 'vitest'
import { type Run, sqliteStore } from '../src/index.ts'
import { newRun } from './store.contract.ts'
import { newFile } from './support.ts'

const seeds = Array.from({ length: 12 }, (_, index) => index + 1)
/** In some so many that the lines are looked along, in the others few enough to look at each that is due. */
const runsOf = (seed: number) => (seed % 3 === 1 ? 600 : 80)
/** The steady clock, which nobody can set, does not come that far. */
const farMs = 10_000_000
const jobs = ['work', 'other', 'of nobody here'].map((name) => ({ name, version: 1 }))
const queues = ['default', 'slow']
const keys = [null, '', 'a', 'b', 'c', 'd']

it.each(seeds)('claims in order, never two of a key, and never what it does not serve (%i)', async (seed) => {
  const random = seeded(seed)
  const below = (count: number) => Math.floor(random() * count)
  const pick = <T>(values: readonly T[]) => values[below(values.length)]!
  const store = await sqliteStore({ path: newFile() })
  await store.registerOwner('A', 0)
  // Nearly all of them wait behind a few keys.
  const keyOf = () => (random() < 0.7 ? 'a' : pick(keys))
  for (let index = 0; index < runsOf(seed); index++)
    await store.createRun(
      newRun({
        id: `run_${String(below(1_000_000)).padStart(6, '0')}_${index}`,
        job: pick(jobs).name,
        queue: pick(queues),
        priority: below(3),
        concurrencyKey: keyOf(),
        availableAt: below(10) * farMs,
      }),
    )
  const held = new Map<string, string>()
  let claimed: Run[] = []
  let claims = 0
  for (let now = 0; now < 14 * farMs; now += below(2) * farMs) {
    const served = { jobs: jobs.slice(below(2), 2), queues: queues.slice(below(2)) }
    const all = await store.list({ limit: 1_000, status: ['pending', 'waiting'] })
    const inOrder = all
      .filter((run) => served.queues.includes(run.queue) && served.jobs.some(({ name }) => name === run.job))
      .filter(({ id, concurrencyKey: key }) => key === null || (held.get(key) ?? id) === id)
      .sort((a, b) => b.priority - a.priority || a.availableAt - b.availableAt || (a.id < b.id ? -1 : 1))
    const expected = inOrder.find(({ availableAt }) => availableAt <= now)
    const run = await store.claim({ owner: 'A', now, leaseMs: 1_000, ...served })
    expect(run?.id).toBe(expected?.id)
    const later = all.filter((run) => served.queues.includes(run.queue) && run.availableAt > now)
    const { at } = (await store.nextAvailableAt(served.queues, { now, steady: 0 })) ?? { at: null }
    expect(at).toBe(later.length > 0 ? Math.min(...later.map(({ availableAt }) => availableAt)) : null)
    if (run) {
      claims++
      claimed.push(run)
      if (run.concurrencyKey !== null) held.set(run.concurrencyKey, run.id)
    }
    if (random() < 0.5) continue
    for (const { id, generation, concurrencyKey } of claimed) {
      const fence = { runId: id, owner: 'A', generation }
      // One that sleeps keeps its key, and is the next of it.
      if (random() < 0.4) await store.suspend(fence, { until: now + farMs, inMs: farMs, now }, [], null)
      else {
        await store.finish(fence, { status: 'succeeded', output: null, error: null, now }, [], null)
        if (concurrencyKey !== null) held.delete(concurrencyKey)
      }
    }
    claimed = []
  }
  await store.close()
  expect(claims).toBeGreaterThan(5)
})

it.each(['', ' ', 'é', '\u{10ffff}'])(
  "the key '%s' is a key as any other, behind many that wait for one that is held",
  async (key) => {
    const store = await sqliteStore({ path: newFile() })
    await store.registerOwner('A', 0)
    const claim = () => store.claim({ owner: 'A', queues, jobs, now: 0, leaseMs: 1_000 })
    for (let index = 0; index < 25; index++)
      await store.createRun(newRun({ concurrencyKey: 'k', priority: 1 }))
    const { run } = await store.createRun(newRun({ concurrencyKey: key }))
    await store.createRun(newRun({ concurrencyKey: key }))
    expect((await claim())?.concurrencyKey).toBe('k')
    expect((await claim())?.id).toBe(run.id)
    expect(await claim()).toBeNull()
    await store.close()
  },
)
