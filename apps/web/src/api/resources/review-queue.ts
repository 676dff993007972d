/** Whether reviewers keep up: how many pull requests waited for one, step by step. */
import { z } from '@hono/zod-openapi'
import { checkFilter, periodShape, scopeShape } from '@upflow/insights/filter'
import type { ApiContext } from '../api-context.ts'
import { organizationParams } from '../organization-scope.ts'
import { type Asked, defineRead } from '../read.ts'
import { leftOutShape } from '../shapes/left-out-shape.ts'
import { instant } from '../shapes/values.ts'
import { admitStepped, steppedRequest, steppedVersion } from '../stepped-period.ts'

const stepShape = z
  .object({
    day: z.string().describe('Its first day.'),
    endsAt: instant.describe('A board of this instant shows what waited.'),
    awaitingFirst: z.number().describe('Ready at its end, and nobody had responded.'),
    awaitingNext: z.number().describe('In review at its end, and the reviewers’ turn.'),
  })
  .openapi('ReviewQueueStep')

const query = z.object({ ...periodShape, ...scopeShape }).superRefine(checkFilter)
type QueueAsked = Asked<z.output<typeof organizationParams>, z.output<typeof query>>

export const reviewQueue = defineRead({
  path: '/organizations/{organization}/reviews/queue',
  id: 'reviewQueue',
  tag: 'Figures',
  summary: 'How many pull requests waited for a reviewer, step by step',
  description:
    'Steps of a day, of a week in periods of more than 100 days. As known today and under today’s rules.',
  params: organizationParams,
  query,
  answer: z.object({
    timeZone: z.string(),
    stepDays: z.number(),
    steps: z.array(stepShape),
    leftOut: leftOutShape('was open in the period'),
  }),
  admit: admitStepped,
  version: steppedVersion,
  read: (asked, context) => ask(asked, context),
  table: {
    row: stepShape,
    async *rows(asked, context) {
      yield (await ask(asked, context)).steps
    },
  },
})

async function ask(asked: QueueAsked, context: ApiContext) {
  const { id, request } = await steppedRequest(asked, context)
  const found = await context.insights.ask(id, 'reviewQueue', request, { signal: asked.signal })
  return { ...found, steps: [...found.steps] }
}
