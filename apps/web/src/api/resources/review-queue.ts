/** Whether reviewers keep up: how many pull requests waited for one, step by step. */
import { z } from '@hono/zod-openapi'
import { instant } from '../shapes/values.ts'
import { defineStepped } from '../stepped-period.ts'

const stepShape = z
  .object({
    day: z.string().describe('Its first day: of a week the Monday, also where the period begins later.'),
    endsAt: instant.describe('A board of this instant shows what waited.'),
    awaitingFirst: z.number().describe('Ready at its end, and nobody had responded.'),
    awaitingNext: z.number().describe('In review at its end, and the reviewers’ turn.'),
  })
  .openapi('ReviewQueueStep')

export const reviewQueue = defineStepped({
  path: '/organizations/{organization}/reviews/queue',
  id: 'reviewQueue',
  summary: 'How many pull requests waited for a reviewer, step by step',
  step: stepShape,
  leftOutOf: 'was open in the period',
  ask: (insights, { id, request, options }) => insights.ask(id, 'reviewQueue', request, options),
})
