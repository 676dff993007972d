/**
 * What a process that is to be killed does: serves a job of twelve steps, writes to a log of its own what it executes,
 * and what it finds recorded.
 */
import { appendFileSync } from 'node:fs'
import { z } from 'zod'
import type { CrashPoint, Engine, Job } from '../../src/index.ts'

export type TwelveSteps = Job<{ steps: number; pauseMs?: number | undefined }, number>

/** @param open with the job, and with what ends the process at its point */
export async function serveTwelveSteps(
  { log, point, passing }: { readonly log: string; readonly point: string; readonly passing: number },
  open: (options: {
    readonly jobs: { readonly work: TwelveSteps }
    readonly onPoint: (at: CrashPoint) => void
  }) => Promise<Engine<{ work: TwelveSteps }>>,
): Promise<void> {
  const note = (line: string) => appendFileSync(log, `${line}\n`)
  let left = passing
  const engine = await open({
    jobs: { work: twelveSteps(note) },
    onPoint: (at) => {
      if (at === point && --left === 0) process.kill(process.pid, 'SIGKILL')
    },
  })
  for (const run of await engine.runs.list()) {
    for (const { key, status } of await engine.runs.steps(run.id))
      if (status === 'succeeded') note(`recorded ${run.id} ${key}`)
    if (run.finishedAt !== null) note(`ended ${run.id}`)
  }
  note('up')
  const runs = await engine.runs.list()
  await Promise.all(runs.map(({ id }) => engine.runs.wait(id)))
  await engine.stop()
}

export const twelveSteps = (note: (line: string) => void, version = 1): TwelveSteps => ({
  name: 'work',
  version,
  input: z.object({ steps: z.number(), pauseMs: z.number().optional() }),
  output: z.number(),
  run: async (step, { steps, pauseMs = 2 }) => {
    let sum = 0
    for (let index = 0; index < steps; index++)
      sum += await step.run(`step:${index}`, async ({ log }) => {
        note(`execute ${step.runId} step:${index} ${process.pid}`)
        log.info('said before the result')
        if (index % 4 === 3 || pauseMs > 2) await new Promise((resolve) => setTimeout(resolve, pauseMs))
        return index
      })
    return sum
  },
})
