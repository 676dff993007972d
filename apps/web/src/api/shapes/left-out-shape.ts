/** What an answer does not count, and which rules release nothing: the same beside every answer. */
import { z } from '@hono/zod-openapi'

/** @param of which pull requests are meant */
export const leftOutShape = (of: string) =>
  z
    .object({
      otherKinds: z
        .record(z.string(), z.number())
        .describe('How many, of each other kind than is asked for.'),
      incomplete: z.number().describe('Of the kinds that are asked for: not read whole.'),
    })
    .describe(`Of what ${of}, what is not counted.`)

export const releaseProblemsShape = z
  .array(
    z
      .object({
        repository: z.string(),
        problem: z.string().describe('Why its rule releases nothing, or nothing any more.'),
      })
      .openapi('ReleaseProblem'),
  )
  .describe('Of repositories whose rule is to release and does not.')
