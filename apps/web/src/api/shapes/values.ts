/** The values that all answers are made of. */
import { z } from '@hono/zod-openapi'
import { type Metric, metrics } from '@upflow/insights'
import { oneOf } from '@upflow/insights/filter'

export const instant = z
  .number()
  .describe('Seconds since 1970 UTC; those of runs have decimals.')
  .meta({ example: 1_700_000_000 })

/** One of the times that figures are of. */
export const metricParameter = oneOf(metrics as readonly [Metric, ...Metric[]])

export const limitParameter = (byDefault: number, most: number) =>
  z.coerce
    .number({ error: `takes a whole number from 1 to ${most}` })
    .int(`takes a whole number from 1 to ${most}`)
    .min(1, `takes a whole number from 1 to ${most}`)
    .max(most, `takes a whole number from 1 to ${most}`)
    .default(byDefault)
    .describe('How many at most.')

export const nextCursor = z
  .string()
  .nullable()
  .describe('The `cursor` of the next page; null after the last.')

export const toSeconds = (ms: number): number => ms / 1_000
export const toSecondsOrNull = (ms: number | null): number | null => (ms === null ? null : toSeconds(ms))
