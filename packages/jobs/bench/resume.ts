/** From the start of a new process after a kill -9 to the next step, beside one that loads nothing. */
import { join } from 'node:path'
import type { Bench } from '@upflow/tooling/bench-process'

export interface Resuming {
  readonly resumeMs: number
  /** What Node itself takes, and the message. */
  readonly nothingMs: number
}

const child = new URL('resume-child.ts', import.meta.url)
const rounds = 7
let files = 0

export async function measureResume(bench: Bench): Promise<Resuming> {
  const nothing: number[] = []
  const resume: number[] = []
  for (let round = 0; round < rounds; round++) {
    const path = join(bench.folder, `resume-${files++}.db`)
    const victim = await bench.start(child, { path, triggers: true })
    await victim.next()
    await victim.kill()
    nothing.push(await untilSaid(bench, null))
    resume.push(await untilSaid(bench, { path, triggers: false }))
  }
  return { nothingMs: median(nothing), resumeMs: median(resume) }
}

const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!

async function untilSaid(bench: Bench, input: object | null): Promise<number> {
  const started = performance.now()
  const process = await bench.start(child, input as object)
  await process.next()
  const ms = performance.now() - started
  await process.kill()
  return ms
}
