/** Who waits for the disk: the thread of checkpoints, with which the file grows while the engine is at work. */
import { existsSync, statSync } from 'node:fs'
import { expect, it, vi } from 'vitest'
import { z } from 'zod'
import { defineJob } from '../src/index.ts'
import { newFile, open } from './support.ts'

const much = defineJob({
  name: 'much',
  version: 1,
  input: z.object({ steps: z.number() }),
  output: z.null(),
  async run(step, { steps }) {
    const text = 'x'.repeat(500)
    for (let at = 0; at < steps; at++) await step.run(`step ${at}`, () => text)
    return null
  },
})
const sizeOf = (path: string) => (existsSync(path) ? statSync(path).size : 0)

it('the WAL is copied into the file by another thread, and is gone after the end', async () => {
  const path = newFile()
  const engine = await open(path, { much })
  const empty = sizeOf(path)
  expect((await engine.jobs.much.triggerAndWait({ steps: 2_500 })).status).toBe('succeeded')
  // Commits of the store itself would begin to at 16,000 pages.
  expect(sizeOf(`${path}-wal`)).toBeLessThan(16_000 * 4_096)
  await vi.waitFor(() => expect(sizeOf(path)).toBeGreaterThan(empty + 500_000), { timeout: 60_000 })
  await engine.stop({ graceMs: 10_000 })
  await vi.waitFor(() => expect(sizeOf(`${path}-wal`)).toBe(0), { timeout: 60_000 })
})
