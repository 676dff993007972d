/**
 * One of several workers: says what it executes, and serves until it is told to stop.
 * argument: a `Working` as JSON; prints `Said` as JSON a line
 */
import { appendFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { twelveSteps } from '@upflow/jobs/contract/serve'
import { openDbosEngine } from '../src/index.ts'

export interface Working {
  readonly url: string
  readonly log: string
  readonly version?: number
  readonly leaseMs?: number
  readonly recoverMs?: number
}

export interface Said {
  readonly is?: 'open' | 'stopped'
  readonly owner?: string
  readonly executes?: string
  readonly pid?: number
  /** What the engine is in trouble with. */
  readonly trouble?: string
}

const { url, log, version = 1, leaseMs = 30_000, recoverMs = 250 } = JSON.parse(process.argv[2]!) as Working
const say = (line: Said) => console.log(JSON.stringify(line))
const work = twelveSteps((line) => {
  appendFileSync(log, `${line}\n`)
  say({ executes: line.split(' ')[2]!, pid: process.pid })
}, version)
const engine = await openDbosEngine({
  url,
  jobs: { work },
  concurrency: 2,
  timing: { leaseMs, recoverMs },
  onTrouble: ({ error }) => say({ trouble: String((error as { code?: unknown }).code ?? error) }),
})
say({ is: 'open', owner: engine.owner, pid: process.pid })
createInterface({ input: process.stdin }).once('line', async () => {
  await engine.stop()
  say({ is: 'stopped' })
  process.stdin.destroy()
})
