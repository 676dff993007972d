/** Whether work piles up: what came, what left, and what was under way. */
import { z } from '@hono/zod-openapi'
import { ageBands, nowStates } from '@upflow/insights'
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
    endsAt: instant.describe('A board of this instant shows what was under way.'),
    opened: z.number(),
    merged: z.number(),
    closed: z.number().describe('Without a merge.'),
    states: z
      .object(
        Object.fromEntries(nowStates.map((state) => [state, z.number()])) as Record<
          (typeof nowStates)[number],
          z.ZodNumber
        >,
      )
      .describe('Under way at its end.'),
    ages: z.array(z.number()).describe(`Open at its end, by age in days: from ${ageBands.join(', from ')}.`),
  })
  .openapi('FlowStep')

const query = z.object({ ...periodShape, ...scopeShape }).superRefine(checkFilter)
type FlowAsked = Asked<z.output<typeof organizationParams>, z.output<typeof query>>

export const flow = defineRead({
  path: '/organizations/{organization}/flow',
  id: 'flow',
  tag: 'Figures',
  summary: 'What came, what left, and what was under way, step by step',
  description:
    'Steps of a day, of a week in periods of more than 100 days. As known today and under today’s rules.',
  params: organizationParams,
  query,
  answer: z.object({
    timeZone: z.string(),
    stepDays: z.number(),
    steps: z.array(stepShape),
    leftOut: leftOutShape('was open in the period, came or left'),
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

async function ask(asked: FlowAsked, context: ApiContext) {
  const { id, request } = await steppedRequest(asked, context)
  const { steps, ...rest } = await context.insights.ask(id, 'flow', request, { signal: asked.signal })
  return { ...rest, steps: steps.map((step) => ({ ...step, ages: [...step.ages] })) }
}
