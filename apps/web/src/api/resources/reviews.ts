/** How soon reviewers answer, when, and whether the load is shared. */
import { z } from '@hono/zod-openapi'
import { checkPeriod, clockShape, periodShape, scopeShape } from '@upflow/insights/filter'
import { dataVersionToday, filterOf, organizationParams } from '../organization-scope.ts'
import { defineRead } from '../read.ts'

const spread = z
  .object({
    n: z.number(),
    medianSeconds: z.number().nullable(),
    p90Seconds: z.number().nullable().describe('Null under five.'),
  })
  .openapi('Spread')

const query = z.object({ ...periodShape, ...scopeShape, ...clockShape }).superRefine(checkPeriod)

export const reviews = defineRead({
  path: '/organizations/{organization}/reviews',
  id: 'reviews',
  tag: 'Figures',
  summary: 'How soon reviewers answer, when, in how many rounds, and whether the load is shared',
  description:
    'The period is of the merge for what is said of pull requests, and of the answer for what is said of answers. People are counted and never named.',
  params: organizationParams,
  query,
  answer: z.object({
    timeZone: z.string(),
    merged: z.number(),
    unreviewed: z.number(),
    firstResponse: spread.describe('From ready to the first response.'),
    firstReview: spread.describe('From ready to the first review, drafts in between included.'),
    rounds: z.array(z.number()).describe('How many had 0, 1, 2, 3, 4, and 5 or more rounds.'),
    turns: z
      .object({ author: z.number(), reviewers: z.number(), approved: z.number() })
      .describe('Seconds in review by whose turn it was; approved and not merged apart.'),
    answers: spread.describe('From a request to its answer.'),
    requests: z
      .object({ answered: z.number(), removed: z.number(), open: z.number(), unanswered: z.number() })
      .describe(
        'What became of the requests that were made in the period; `unanswered` ended with the pull request.',
      ),
    responses: z.number().describe('Of reviewers, in the period.'),
    byHour: z
      .array(z.array(z.number()))
      .nullable()
      .describe('Responses by weekday, Monday first, and hour; null of fewer than three people.'),
    load: z
      .object({ people: z.number(), busiestFifth: z.number() })
      .nullable()
      .describe('Of the responses, those of the busiest fifth; null of fewer than three people.'),
  }),
  version: dataVersionToday,
  async read(asked, context) {
    const { id, filter } = await filterOf(asked, context)
    return context.insights.askForJson(
      id,
      'reviews',
      { filter, clock: asked.query.clock },
      { signal: asked.signal },
    )
  },
})
