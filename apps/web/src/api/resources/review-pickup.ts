/** How long work waits for a person, and how long it would if bots counted. */
import { z } from '@hono/zod-openapi'
import { pickupGroupings } from '@upflow/insights'
import { checkFilter, clockShape, oneOf, periodShape, scopeShape } from '@upflow/insights/filter'
import type { ApiContext } from '../api-context.ts'
import { dataVersionToday, filterOf, organizationParams } from '../organization-scope.ts'
import { admitFigures } from '../people-rights.ts'
import { type Asked, defineRead } from '../read.ts'
import { leftOutShape } from '../shapes/left-out-shape.ts'
import { spreadShape } from '../shapes/spread-shape.ts'

const pickups = {
  merged: z.number().describe('Merged in the period and read whole.'),
  people: spreadShape.describe('To the first response of a person: the pickup of every other figure.'),
  withBots: spreadShape.describe(
    'To the first response of anybody: of those too that bots alone responded to.',
  ),
}
const groupShape = z
  .object({ name: z.string().describe('`owner/name`, or a month such as `2026-01`.'), ...pickups })
  .openapi('PickupGroup')

const query = z
  .object({
    ...periodShape,
    ...scopeShape,
    ...clockShape,
    by: oneOf(pickupGroupings).default('repository').describe('What groups are of.'),
  })
  .superRefine(checkFilter)
type PickupAsked = Asked<z.output<typeof organizationParams>, z.output<typeof query>>

export const reviewPickup = defineRead({
  path: '/organizations/{organization}/reviews/pickup',
  id: 'reviewPickup',
  tag: 'Figures',
  summary: 'How long work waited for a first response, by people alone and with bots',
  description: 'The period is of the merge. As CSV and NDJSON: all first, then each group.',
  params: organizationParams,
  query,
  answer: z.object({
    all: z.object(pickups),
    groups: z
      .array(groupShape)
      .describe('Months in their order; of repositories the one with the most first.'),
    leftOut: leftOutShape('was merged in the period'),
  }),
  admit: admitFigures,
  version: dataVersionToday,
  read: (asked, context) => ask(asked, context),
  table: {
    row: groupShape,
    async *rows(asked, context) {
      const { all, groups } = await ask(asked, context)
      yield [{ name: 'all', ...all }, ...groups]
    },
  },
})

async function ask(asked: PickupAsked, context: ApiContext) {
  const { id, filter } = await filterOf(asked, context)
  const { clock, by } = asked.query
  const found = await context.insights.ask(
    id,
    'reviewPickup',
    { filter, clock, by },
    { signal: asked.signal },
  )
  return { ...found, groups: [...found.groups] }
}
