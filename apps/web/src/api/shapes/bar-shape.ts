/** How many took how long, on the scale of all durations. */
import { z } from '@hono/zod-openapi'

export const barShape = z
  .object({
    from: z.number().describe('At least so many seconds.'),
    to: z.number().nullable().describe('Below; null for the last.'),
    count: z.number(),
  })
  .openapi('Bar')
