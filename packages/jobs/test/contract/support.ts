/** What tests of any engine are written with. */
import { z } from 'zod'
import type { Job, Step } from '../../src/index.ts'

/** A job named `work` that takes and gives any JSON. */
export const job = (
  run: (step: Step, input: unknown) => Promise<unknown>,
  version = 1,
): Job<unknown, unknown> => ({ name: 'work', version, input: z.unknown(), output: z.unknown(), run })

/** A promise to be resolved from outside. */
export function gate<T = void>() {
  let open: (value: T) => void = () => {}
  const opened = new Promise<T>((resolve) => {
    open = resolve
  })
  return { open, opened }
}

/** Waits for a condition, not for a time. @throws Error when it has not come in far more time than it takes */
export async function until<T>(look: () => T | Promise<T>, withinMs = 30_000): Promise<NonNullable<T>> {
  const since = Date.now()
  for (;;) {
    const found = await look()
    if (found) return found as NonNullable<T>
    if (Date.now() - since > withinMs) throw new Error(`Not within ${withinMs} ms: ${look}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
