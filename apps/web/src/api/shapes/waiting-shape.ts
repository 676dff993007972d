/** A pull request that waits. */
import { z } from '@hono/zod-openapi'
import { instant } from './values.ts'

export const waitingShape = z
  .object({
    repository: z.string().describe('`owner/name`'),
    number: z.number(),
    title: z.string(),
    state: z.string(),
    turn: z.string().nullable(),
    since: instant,
    on: z
      .array(z.string())
      .describe('Who is asked and has not answered, else who reviewed it; or the author.'),
  })
  .openapi('Waiting')
