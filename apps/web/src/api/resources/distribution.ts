/** How many took how long. */
import { z } from '@hono/zod-openapi'
import { clocks, metrics } from '@upflow/insights'
import { checkFilter, clockShape, periodShape, scopeShape } from '@upflow/insights/filter'
import type { ApiContext } from '../api-context.ts'
import { dataVersionToday, filterOf, organizationParams } from '../organization-scope.ts'
import { admitFigures } from '../people-rights.ts'
import { type Asked, defineRead } from '../read.ts'
import { barShape } from '../shapes/bar-shape.ts'
import { metricParameter } from '../shapes/values.ts'

const query = z
  .object({
    ...periodShape,
    ...scopeShape,
    ...clockShape,
    metric: metricParameter.default('total').describe('Of which time.'),
  })
  .superRefine(checkFilter)
type DistributionAsked = Asked<z.output<typeof organizationParams>, z.output<typeof query>>

export const distribution = defineRead({
  path: '/organizations/{organization}/distribution',
  id: 'distribution',
  tag: 'Figures',
  summary: 'How many of what was merged in a period took how long',
  description: 'The pull requests of a bar: `pulls` with the same filter, `metric`, `least` and `below`.',
  params: organizationParams,
  query,
  answer: z.object({
    metric: z.enum(metrics),
    clock: z.enum(clocks),
    merged: z.number().describe('Merged in the period and read whole.'),
    n: z.number().describe('Of them, those that have the metric: the sum of the bars.'),
    bars: z.array(barShape),
  }),
  admit: admitFigures,
  version: dataVersionToday,
  read: (asked, context) => ask(asked, context),
  table: {
    row: barShape,
    async *rows(asked, context) {
      yield (await ask(asked, context)).bars
    },
  },
})

async function ask(asked: DistributionAsked, context: ApiContext) {
  const { id, filter } = await filterOf(asked, context)
  const { clock, metric } = asked.query
  const found = await context.insights.ask(
    id,
    'distribution',
    { filter, clock, metric },
    { signal: asked.signal },
  )
  return { ...found, bars: [...found.bars] }
}
