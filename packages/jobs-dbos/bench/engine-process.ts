/**
 * A process with an engine, embedded or on DBOS, that measures or is measured.
 * argument: an `Input` as JSON; sends what it measured, or each step that it begins
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { defineJob, type Engine, openEngine, type StepContext, sqliteStore } from '@upflow/jobs'
import { openDbosEngine } from '@upflow/jobs-dbos'

export interface Input {
  readonly on: { readonly url: string } | { readonly path: string; readonly durability: 'normal' | 'full' }
  /** `serve` executes what there is; `watch` waits for a run that nobody executes. */
  readonly what: 'stepsPerSecond' | 'pickUpMs' | 'cancelMs' | 'serve' | 'watch'
  readonly count: number
}

const { on, what, count } = JSON.parse(process.argv[2]!) as Input
const anything = { '~standard': { validate: (value: unknown) => ({ value }) } }
let begunAt = 0
let endedAt = 0
let abortedAt = 0

const untilAborted = ({ signal }: StepContext) =>
  new Promise((_, reject) => {
    begunAt = performance.now()
    signal.addEventListener('abort', () => {
      abortedAt = performance.now()
      reject(signal.reason)
    })
  })
const work = defineJob({
  name: 'work',
  version: 1,
  input: anything,
  output: anything,
  run: async (step, input) => {
    const { steps, pauseMs } = input as { steps: number; pauseMs: number }
    begunAt = performance.now()
    if (steps < 0) await step.run('held', untilAborted)
    for (let index = 0; index < steps; index++)
      await step.run(`step:${index}`, async () => {
        if (what === 'serve') process.send!({ step: index })
        if (pauseMs > 0) await sleep(pauseMs)
        return index
      })
    endedAt = performance.now()
    return null
  },
})
const open = (concurrency: number): Promise<Engine<{ work: typeof work }>> =>
  'url' in on
    ? openDbosEngine({ url: on.url, jobs: { work }, concurrency })
    : openEngine({ store: sqliteStore(on), jobs: { work }, concurrency })

const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!
async function measure(): Promise<number> {
  const engine = await open(2)
  if (what === 'stepsPerSecond') {
    await engine.jobs.work.triggerAndWait({ steps: 20, pauseMs: 0 })
    await engine.jobs.work.triggerAndWait({ steps: count, pauseMs: 0 })
    return (count / (endedAt - begunAt)) * 1_000
  }
  const other = await open(0)
  const waits: number[] = []
  for (let time = 0; time < count; time++) {
    await sleep(100 * Math.random())
    begunAt = 0
    const triggeredAt = performance.now()
    const { runId, wait } = await other.jobs.work.trigger({ steps: what === 'pickUpMs' ? 0 : -1, pauseMs: 0 })
    if (what === 'pickUpMs') {
      await wait()
      waits.push(begunAt - triggeredAt)
      continue
    }
    while (begunAt === 0) await sleep(5)
    await sleep(50)
    const askedAt = performance.now()
    await other.runs.cancel(runId)
    await engine.runs.wait(runId)
    waits.push(abortedAt - askedAt)
  }
  return median(waits)
}

if (what === 'serve') {
  await open(1)
  process.send!({ step: null })
} else if (what === 'watch') {
  const engine = await open(0)
  const { runId } = await engine.jobs.work.trigger(
    { steps: 0, pauseMs: 0 },
    { runAt: Date.now() + 3_600_000 },
  )
  process.send!({ step: null })
  await engine.runs.wait(runId)
} else process.send!({ value: await measure() })
