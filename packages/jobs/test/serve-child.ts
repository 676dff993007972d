/**
 * A process that serves one job, says what its body does, and does what it is told: `open` opens the engine, `end`
 * ends the step `held`, `stop` stops the engine.
 * argument: a `Serving` as JSON; prints `Said` as JSON a line
 */
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { defineJob, type Engine, openEngine, sqliteStore } from '../src/index.ts'

export interface Serving {
  readonly path: string
  readonly leaseMs?: number
  /** Of a run that nobody triggers but they who are opened, once however many they are. */
  readonly idempotencyKey?: string
}

export interface Said {
  readonly is?: 'ready' | 'opening' | 'open' | 'held' | 'stopped'
  /** A step whose body is executed. */
  readonly executes?: string
  /** What the body of the step `held` was aborted for. */
  readonly aborted?: string
  /** What became of what a body without a lease tried to do. */
  readonly late?: string
  readonly failed?: string
  readonly message?: string
  readonly told?: string
  readonly runId?: string | null
  readonly waited?: string
  readonly waitedMs?: number
}

const { path, leaseMs = 30_000, idempotencyKey } = JSON.parse(process.argv[2]!) as Serving
const say = (line: Said) => console.log(JSON.stringify(line))
const codeOf = (error: unknown) => String((error as { code?: unknown }).code ?? error)
let end: () => void = () => {}
const ended = new Promise<void>((resolve) => {
  end = resolve
})

const work = defineJob({
  name: 'work',
  version: 1,
  input: z.unknown(),
  output: z.unknown(),
  async run(step) {
    const executed = (key: string) =>
      step.run(key, () => {
        say({ executes: key })
        return `${key} by a process`
      })
    const first = await executed('first')
    await step.run('held', async ({ signal }) => {
      say({ is: 'held' })
      const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
      await Promise.race([ended, aborted])
      if (!signal.aborted) return null
      say({ aborted: codeOf(signal.reason) })
      // A body that heeds nothing.
      step.log.info('late')
      step.progress({ current: 1, total: 1 })
      await executed('late').catch((error) => say({ late: codeOf(error) }))
      return 'late'
    })
    await executed('second')
    return first
  },
})

let engine: Engine<{ work: typeof work }> | undefined
async function open(): Promise<void> {
  say({ is: 'opening' })
  engine = await openEngine({
    store: sqliteStore({ path, onWait: ({ what, waitedMs }) => say({ waited: what, waitedMs }) }),
    jobs: { work },
    timing: { leaseMs },
    onTrouble: ({ error, runId }) => say({ told: codeOf(error), runId, message: error.message }),
  })
  if (idempotencyKey) await engine.jobs.work.trigger(null, { idempotencyKey })
  say({ is: 'open' })
}
async function stop(): Promise<void> {
  await engine?.stop()
  say({ is: 'stopped' })
  process.stdin.destroy()
}

const commands: Record<string, () => unknown> = { open, end, stop }
createInterface({ input: process.stdin }).on('line', async (line) => {
  try {
    await commands[line]!()
  } catch (error) {
    say({ failed: codeOf(error), message: (error as Error).message })
  }
})
say({ is: 'ready' })
