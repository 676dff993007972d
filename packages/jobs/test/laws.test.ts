/** Each law of the model holds for what happens, and is broken by what it forbids: by it alone, or by it as well. */
import { describe, expect, it } from 'vitest'
import { takeClocks } from './model/clocks.ts'
import { happen, type Transition } from './model/happen.ts'
import { laws } from './model/laws.ts'
import { openPair } from './model/pair.ts'
import { type Action, firstWorld, jumpMs, livesOf, places, scenarios, settles, waits } from './model/world.ts'

type Changeable<T> = T extends object ? { -readonly [Key in keyof T]: Changeable<T[Key]> } : T
type Doctored = Changeable<Transition>

const goOn = (place: 'A' | 'B', run: string, generation: number): Action => ({
  type: 'go on',
  place,
  run,
  generation,
})
/** One after the other, under the name that a case has for it. */
const story: [string, Action][] = [
  ['triggered', { type: 'trigger', run: settles }],
  ['queued', { type: 'trigger', run: waits }],
  ['claimed', { type: 'claim', place: 'A' }],
  ['recorded', goOn('A', settles, 1)],
  ['looked in vain', { type: 'look', place: 'B' }],
  ['renewed', { type: 'renew', place: 'A' }],
  ['asked', { type: 'cancel', run: settles }],
  ['renewed although asked', { type: 'renew', place: 'A' }],
  ['heard', { type: 'heed', place: 'A' }],
  ['retried', { type: 'retry', run: settles }],
  ['claimed again', { type: 'claim', place: 'B' }],
  ['stopped', { type: 'stop', place: 'B' }],
  ['claimed once more', { type: 'claim', place: 'A' }],
  ['crashed', { type: 'crash', place: 'A' }],
  ['taken back', { type: 'look', place: 'B' }],
  ['claimed after the crash', { type: 'claim', place: 'B' }],
  ['recorded the second', goOn('B', settles, 4)],
  ['finished', goOn('B', settles, 4)],
  ['claimed the other', { type: 'claim', place: 'A' }],
  ['failed for now', goOn('A', waits, 1)],
  ['suspended', goOn('A', waits, 1)],
  ['set back', { type: 'clock', byMs: -jumpMs }],
  ['waited', { type: 'time', ms: 400 }],
  ['woken', { type: 'claim', place: 'B' }],
  ['expired', { type: 'expire', place: 'A' }],
]

const run = (transition: Doctored, id: string) => transition.after.kept.runs[id]!
const cases: [number, string, string, (transition: Doctored) => void][] = [
  [
    1,
    'another result',
    'renewed',
    ({ after }) => {
      after.kept.steps[settles]![0]!.value = '"other"'
    },
  ],
  [
    1,
    'a result that is said twice',
    'recorded',
    ({ after }) => void after.kept.events[settles]!.push(after.kept.events[settles]!.at(-1)!),
  ],
  [
    2,
    'an owner that is refused',
    'recorded',
    ({ written }) => {
      written[0]!.isDone = false
    },
  ],
  [
    2,
    'a stale write that is done',
    'recorded',
    ({ written }) => {
      written[0]!.fence.generation = 0
    },
  ],
  [2, 'a generation that grows by itself', 'renewed', (t) => void run(t, settles).generation++],
  [2, 'a claim without a generation', 'claimed', (t) => void run(t, settles).generation--],
  [
    3,
    'a recorded body that is executed',
    'recorded the second',
    ({ executed }) => {
      executed[0]!.key = 'load'
    },
  ],
  [
    3,
    'a try that is not counted',
    'recorded',
    ({ executed }) => {
      executed[0]!.attempt = 2
    },
  ],
  [4, 'a run taken from the living', 'looked in vain', (t) => void run(t, settles).recoveries++],
  [
    4,
    'a dead owner that keeps its run',
    'taken back',
    (t) => {
      t.after = structuredClone(t.before)
    },
  ],
  [
    4,
    'a step that is lost with its owner',
    'taken back',
    ({ after }) => {
      after.kept.steps[settles] = []
    },
  ],
  [
    4,
    'an end at the first loss',
    'taken back',
    (t) => {
      run(t, settles).status = 'dead'
    },
  ],
  [
    5,
    'a wait that holds a slot',
    'suspended',
    (t) => {
      run(t, waits).owner = 'A1'
    },
  ],
  [
    5,
    'a wait that ends too early',
    'woken',
    ({ before }) => {
      before.kept.runs[waits]!.steadyAt = before.steady + 1
    },
  ],
  [
    7,
    'a cancel that is forgotten',
    'renewed although asked',
    (t) => {
      run(t, settles).cancelRequested = false
    },
  ],
  [
    7,
    'a cancel that nobody hears of',
    'stopped',
    (t) => {
      run(t, settles).cancelRequested = true
    },
  ],
  [
    7,
    'a key that is let go',
    'renewed',
    (t) => {
      run(t, settles).holding = false
    },
  ],
  [
    7,
    'a key that is kept after the end',
    'finished',
    (t) => {
      run(t, settles).holding = true
    },
  ],
  [
    7,
    'a cancel that is heard in vain',
    'heard',
    (t) => {
      run(t, settles).status = 'succeeded'
    },
  ],
  [
    8,
    'a retry that forgets what succeeded',
    'retried',
    ({ after }) => {
      after.kept.steps[settles] = []
    },
  ],
  [
    8,
    'an end that is not the end',
    'claimed the other',
    (t) => {
      run(t, settles).output = '"other"'
    },
  ],
  [
    8,
    'a settled failure that is lost',
    'finished',
    ({ after }) => {
      after.kept.steps[settles]![1]!.status = 'failed'
    },
  ],
  [12, 'a lease that is too long', 'claimed', (t) => void run(t, settles).leaseUntil!++],
  [
    12,
    'a lease that never ends',
    'expired',
    (t) => {
      run(t, waits).status = 'running'
    },
  ],
  [
    12,
    'a wait that is as long as the clock was set back',
    'suspended',
    (t) => {
      run(t, waits).availableAt += jumpMs
      run(t, waits).steadyAt += jumpMs
    },
  ],
  [12, 'an end that is yet to come', 'finished', (t) => void run(t, settles).finishedAt!++],
  [
    13,
    'a stop that keeps its run',
    'stopped',
    (t) => {
      t.after.kept.runs = structuredClone(t.before.kept.runs)
    },
  ],
  [13, 'a stop that costs', 'stopped', (t) => void run(t, settles).recoveries++],
  [14, 'a gap in the events', 'renewed', ({ after }) => void after.kept.events[settles]!.shift()],
  [
    14,
    'an event that is written anew',
    'renewed',
    ({ after }) => {
      after.kept.events[settles]![0]!.at = 7
    },
  ],
  [14, 'a claim that nobody hears of', 'claimed', ({ after }) => void after.kept.events[settles]!.pop()],
  [
    14,
    'a result before what the step said',
    'recorded',
    ({ after }) => {
      after.kept.events[settles]!.at(-2)!.step = 'other'
    },
  ],
  [
    15,
    'two runs with one key',
    'claimed',
    (t) => {
      run(t, waits).holding = true
    },
  ],
  [
    15,
    'a run of nobody that is executed',
    'claimed',
    (t) => {
      run(t, settles).owner = null
    },
  ],
]

const brokenBy = (transition: Transition) =>
  laws.filter(({ holds }) => !holds(transition)).map(({ promise, says }) => `${promise}: ${says}`)

describe('the laws of the model', () => {
  it(`hold for a story, and are broken by ${cases.length} changes of it`, async () => {
    const clocks = takeClocks()
    const pair = await openPair(places.flatMap(livesOf))
    Object.assign(clocks, { now: firstWorld.now, steady: firstWorld.steady })
    await pair.restore(firstWorld.kept)
    const happened = new Map<string, Transition>()
    let before = firstWorld
    for (const [name, action] of story) {
      const transition = await happen(pair, clocks, scenarios[0]!, { before, action })
      expect(brokenBy(transition), name).toEqual([])
      happened.set(name, transition)
      before = transition.after
    }

    const found = new Set<string>()
    for (const [promise, what, name, change] of cases) {
      const transition = structuredClone(happened.get(name)!) as Doctored
      change(transition)
      const broken = brokenBy(transition as Transition)
      expect(broken.filter((law) => law.startsWith(`${promise}:`)).length, what).toBeGreaterThan(0)
      for (const law of broken) found.add(law)
    }
    expect(laws.map(({ promise, says }) => `${promise}: ${says}`).filter((law) => !found.has(law))).toEqual(
      [],
    )
  })
})
