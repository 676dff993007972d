/** Whether work piles up: what came, what left, and what was under way. */
import { z } from '@hono/zod-openapi'
import { ageBands, nowStates } from '@upflow/insights'
import { instant } from '../shapes/values.ts'
import { defineStepped } from '../stepped-period.ts'

const stepShape = z
  .object({
    day: z.string().describe('Its first day: of a week the Monday, also where the period begins later.'),
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

export const flow = defineStepped({
  path: '/organizations/{organization}/flow',
  id: 'flow',
  summary: 'What came, what left, and what was under way, step by step',
  step: stepShape,
  leftOutOf: 'was open in the period, came or left',
  async ask(insights, { id, request, options }) {
    const { steps, ...rest } = await insights.ask(id, 'flow', request, options)
    return { ...rest, steps: steps.map((step) => ({ ...step, ages: [...step.ages] })) }
  },
})
