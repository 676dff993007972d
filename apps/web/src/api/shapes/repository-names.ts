/** Several repositories, by name. */
import { z } from '@hono/zod-openapi'

const most = 500
export const repositoryNames = z
  .array(z.string().min(1).max(200))
  .min(1, 'must name at least one')
  .max(most, `takes at most ${most}`)
