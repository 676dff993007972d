/** The middle of durations, and how long nine in ten took at most. */
import { z } from '@hono/zod-openapi'

export const spreadShape = z
  .object({
    n: z.number(),
    medianSeconds: z.number().nullable(),
    p90Seconds: z.number().nullable().describe('Null under five.'),
  })
  .openapi('Spread')
