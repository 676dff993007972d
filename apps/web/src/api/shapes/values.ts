/** The values that all answers are made of. */
import { z } from '@hono/zod-openapi'
import { type Metric, metrics } from '@upflow/insights'
import { oneOf } from '@upflow/insights/filter'
import { type Instant, parseInstant } from '@upflow/model'

export const instant = z
  .number()
  .describe('Seconds since 1970 UTC; those of runs have decimals.')
  .meta({ example: 1_700_000_000 })

/** As a query says it, with its zone. */
export const instantParameter = z.string().superRefine((text, context) => {
  if (instantOf(text) === null)
    context.addIssue({ code: 'custom', message: 'takes an instant such as 2026-01-31T09:00:00Z' })
})

/** Null where it is none. */
export function instantOf(text: string): Instant | null {
  try {
    return parseInstant(text)
  } catch {
    return null
  }
}

/** What an organization is called, as people write it. */
export const organizationName = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(100, 'has at most 100 characters')
  .refine((text) => !/\p{Cc}/u.test(text), 'takes one line of text')

/** One of the times that figures are of. */
export const metricParameter = oneOf(metrics as readonly [Metric, ...Metric[]])

/** Digits, as an address has them: nothing is taken for a number that is written otherwise. */
export const wholeNumber = (
  words: string,
  { least = 0, most = Number.MAX_SAFE_INTEGER }: { readonly least?: number; readonly most?: number } = {},
) =>
  z
    .string({ error: words })
    .regex(/^\d{1,16}$/, { error: words, abort: true })
    .transform(Number)
    .refine((value) => value >= least && value <= most, words)
    .openapi({
      type: 'integer',
      minimum: least,
      ...(most === Number.MAX_SAFE_INTEGER ? {} : { maximum: most }),
    })

export const limitParameter = (byDefault: number, most: number) =>
  wholeNumber(`takes a whole number from 1 to ${most}`, { least: 1, most })
    .default(byDefault)
    .openapi({ default: byDefault })
    .describe('How many at most.')

export const nextCursor = z
  .string()
  .nullable()
  .describe('The `cursor` of the next page; null after the last.')

export const toSeconds = (ms: number): number => ms / 1_000
export const toSecondsOrNull = (ms: number | null): number | null => (ms === null ? null : toSeconds(ms))
