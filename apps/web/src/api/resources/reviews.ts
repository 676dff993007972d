/** How soon reviewers answer, when, and whether the load is shared. */
import { z } from '@hono/zod-openapi'
import { checkFilter, clockShape, periodShape, scopeShape } from '@upflow/insights/filter'
import type { ApiContext } from '../api-context.ts'
import { dataVersionToday, filterOf, organizationParams } from '../organization-scope.ts'
import { admitFigures } from '../people-rights.ts'
import { type Asked, defineRead } from '../read.ts'
import { leftOutShape } from '../shapes/left-out-shape.ts'
import { spreadShape } from '../shapes/spread-shape.ts'

/** As a table: one number a row. */
const figureShape = z
  .object({
    figure: z.string().describe('Its place in the answer, such as `firstReview.medianSeconds`.'),
    value: z.number().nullable(),
  })
  .openapi('ReviewFigure')

const query = z.object({ ...periodShape, ...scopeShape, ...clockShape }).superRefine(checkFilter)

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
    firstResponse: spreadShape.describe('From ready to the first response.'),
    firstReview: spreadShape.describe('From ready to the first review, drafts in between included.'),
    rounds: z.array(z.number()).describe('How many had 0, 1, 2, 3, 4, and 5 or more rounds.'),
    turns: z
      .object({ author: z.number(), reviewers: z.number(), approved: z.number() })
      .describe('Seconds in review by whose turn it was; approved and not merged apart.'),
    answers: spreadShape.describe('From a request to its answer.'),
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
    leftOut: leftOutShape('was merged in the period'),
  }),
  admit: admitFigures,
  version: dataVersionToday,
  async read(asked, context) {
    const { id, request } = await requestOf(asked, context)
    return context.insights.askForJson(id, 'reviews', request, { signal: asked.signal })
  },
  table: {
    row: figureShape,
    async *rows(asked, context) {
      const { id, request } = await requestOf(asked, context)
      yield toFigures(await context.insights.ask(id, 'reviews', request, { signal: asked.signal }))
    },
  },
})

async function requestOf(
  asked: Asked<z.output<typeof organizationParams>, z.output<typeof query>>,
  context: ApiContext,
) {
  const { id, filter } = await filterOf(asked, context)
  return { id, request: { filter, clock: asked.query.clock } }
}

/** Every number by its place in the answer. */
function toFigures(value: unknown, place: readonly string[] = []): z.output<typeof figureShape>[] {
  if (value === null || typeof value === 'number') return [{ figure: place.join('.'), value }]
  if (typeof value !== 'object') return []
  return Object.entries(value).flatMap(([name, one]) => toFigures(one, [...place, name]))
}
