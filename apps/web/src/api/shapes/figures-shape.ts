/** Figures of what was merged in a period: the same as `report --json` has, number by number. */
import { z } from '@hono/zod-openapi'
import { clocks, groupings, metrics, stages, teamRoles } from '@upflow/insights'
import { instant } from './values.ts'

const distribution = z
  .object({
    n: z.number().describe('Of so many.'),
    medianSeconds: z.number().nullable(),
    p75Seconds: z.number().nullable().describe('Null under four: it would be made of the longest alone.'),
    p90Seconds: z.number().nullable().describe('Null under five, for the same reason.'),
  })
  .openapi('Distribution')

const difference = z.object({
  n: z.number(),
  medianSeconds: z.number().nullable(),
  p75Seconds: z.number().nullable(),
  p90Seconds: z.number().nullable(),
})

const record = <const Name extends string, Value extends z.ZodType>(names: readonly Name[], value: Value) =>
  z.object(Object.fromEntries(names.map((name) => [name, value])) as Record<Name, Value>)

const figuresFields = {
  merged: z.number().describe('Merged, of the kinds that were asked for, and read whole: what counts.'),
  unreviewed: z.number().describe('Of them, those to which nobody said anything.'),
  notReleased: z.number().describe('Of them, those that are not released, where a rule releases.'),
  incomplete: z.number().describe('Merged too, but not read whole: in no figure.'),
  spentSeconds: record(stages, z.number()).describe(
    'Summed over all of them; `pickup` is what passed before a response, whether one came or not.',
  ),
  shares: record(stages, z.number().nullable()).describe(
    'Of the summed time, from 0 to 1; they add up to 1. Null when no time was spent.',
  ),
  metrics: record(metrics, distribution),
}

export const figuresShape = z.object(figuresFields).openapi('Figures')
export const groupShape = z
  .object({
    name: z
      .string()
      .describe('`owner/name`, a team’s slug, a login, a size, or the Monday with which a week begins.'),
    ...figuresFields,
  })
  .openapi('Group')

const texts = z.array(z.string()).nullable()

export const reportShape = z
  .object({
    organizationId: z.string(),
    timeZone: z.string(),
    clock: z.enum(clocks),
    by: z.enum(groupings).nullable(),
    filter: z.object({
      since: instant.nullable().describe('Merged at or after.'),
      until: instant.nullable().describe('Merged before.'),
      repositories: texts,
      authors: texts,
      teams: texts,
      teamAs: z.enum(teamRoles),
      kinds: texts,
      sizes: texts,
      bases: texts,
      paths: texts,
    }),
    firstMergedAt: instant.nullable(),
    lastMergedAt: instant.nullable(),
    all: figuresShape,
    previous: z
      .object({ since: instant, until: instant, ...figuresFields })
      .nullable()
      .describe('Of the period that it is compared with; null where there is none.'),
    change: z
      .object({
        merged: z.number(),
        unreviewed: z.number(),
        shares: record(stages, z.number().nullable()),
        metrics: record(metrics, difference),
      })
      .nullable()
      .describe('`all` less `previous`; null where one of the two is.'),
    groups: z.array(groupShape),
    weeks: z.array(
      z.object({
        day: z.string().describe('The Monday with which it begins.'),
        merged: z.number(),
        medianTotalSeconds: z.number().nullable(),
        n: z.number().describe('How many the median is of.'),
        isFirm: z.boolean().describe('False where so few took part that the median is a hint.'),
      }),
    ),
    slowest: z
      .array(
        z.object({
          repository: z.string(),
          number: z.number(),
          title: z.string(),
          totalSeconds: z.number().describe('From the first commit to the merge.'),
        }),
      )
      .describe('The five that took longest, the longest first.'),
    otherKinds: z
      .record(z.string(), z.number())
      .describe('Merged in the period, of another kind than was asked for.'),
    notAnalyzed: z
      .number()
      .describe(
        'New or changed since the last recalculation: until the next, figures lack them or have them as they were.',
      ),
    repositories: z.array(
      z.object({
        name: z.string(),
        asOf: instant
          .nullable()
          .describe('When the last pass over all of it was complete; null before the first.'),
        readSince: instant
          .nullable()
          .describe(
            'Where `asOf` is null: only what was created since then is read whole; null when not even that.',
          ),
        unread: z.number().describe('Known to be there and not stored at all.'),
        notAnalyzed: z.number(),
        outdated: z
          .enum(['earlier', 'partly'])
          .nullable()
          .describe('Its figures are by earlier settings or releases, until the next recalculation.'),
        releaseProblem: z.string().nullable().describe('Why its rule releases nothing.'),
      }),
    ),
  })
  .openapi('Report')
