/** That nothing is read of a repository for now. */
import { z } from '@hono/zod-openapi'
import { instant } from './values.ts'

export const pauseShape = z
  .object({ since: instant, by: z.string().describe('Who paused it.') })
  .nullable()
  .describe('Since when nothing is read of it, while what was read counts; null where it is read.')
