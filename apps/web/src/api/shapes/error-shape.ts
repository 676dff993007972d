/** How the API says what went wrong. */
import { z } from '@hono/zod-openapi'

export const errorShape = z
  .object({
    error: z.object({
      code: z.string().describe('Stays the same: see docs/errors.md.').meta({ example: 'web/bad-request' }),
      message: z.string().describe('What failed, why, and what to do.'),
      facts: z
        .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
        .describe('About what, as plain values.'),
    }),
  })
  .openapi('Error')
