/** From the start of a new process after a kill -9 to the next step, beside one that loads nothing, or only SQLite. */
import { join } from 'node:path'
import type { Bench } from '@upflow/tooling/bench-process'
import type { Input } from './resume-child.ts'

export interface Resuming {
  readonly resumeMs: number
  /** What Node itself takes, and the message. */
  readonly nothingMs: number
  /** With the driver loaded, and a database in memory open. */
  readonly sqliteMs: number
}

const child = new URL('resume-child.ts', import.meta.url)
const rounds = 7
let files = 0

export async function measureResume(bench: Bench): Promise<Resuming> {
  const nothing: number[] = []
  const sqlite: number[] = []
  const resume: number[] = []
  for (let round = 0; round < rounds; round++) {
    const path = join(bench.folder, `resume-${files++}.db`)
    const victim = await bench.start(child, { path, triggers: true })
    await victim.next()
    await victim.kill()
    nothing.push(await untilSaid(bench, 'nothing'))
    sqlite.push(await untilSaid(bench, 'sqlite'))
    resume.push(await untilSaid(bench, { path, triggers: false }))
  }
  return { nothingMs: median(nothing), sqliteMs: median(sqlite), resumeMs: median(resume) }
}

const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!

async function untilSaid(bench: Bench, input: Input): Promise<number> {
  const started = performance.now()
  const process = await bench.start(child, input as object)
  await process.next()
  const ms = performance.now() - started
  await process.kill()
  return ms
}
