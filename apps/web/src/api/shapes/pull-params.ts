/** Which pull request, in an address. */
import { z } from '@hono/zod-openapi'
import { organizationShape } from '../organization-scope.ts'

export const pullParams = z.object({
  ...organizationShape,
  owner: z.string().min(1).max(100),
  repo: z.string().min(1).max(100),
  number: z
    .string()
    .regex(/^[1-9]\d{0,8}$/, 'takes the number of a pull request')
    .transform(Number)
    .openapi({ type: 'integer', minimum: 1, maximum: 999_999_999 }),
})
