/** What waited at any instant, by state. */
import { z } from '@hono/zod-openapi'
import { mostAheadSeconds, mostForUsual, nowStates, usualSeconds } from '@upflow/insights'
import { checkScope, scopeShape } from '@upflow/insights/filter'
import { WebError } from '../../web-error.ts'
import type { ApiContext } from '../api-context.ts'
import { dataVersion, filterOf, organizationParams } from '../organization-scope.ts'
import { admitFigures } from '../people-rights.ts'
import { type Asked, defineRead } from '../read.ts'
import { leftOutShape, releaseProblemsShape } from '../shapes/left-out-shape.ts'
import { instant, instantOf, instantParameter, limitParameter } from '../shapes/values.ts'
import { waitingShape } from '../shapes/waiting-shape.ts'

const columnShape = z
  .object({
    state: z.enum(nowStates),
    count: z.number().describe('All that waited in it; for a release, where a rule releases.'),
    longest: z.array(waitingShape),
    usual: z
      .object({
        n: z.number(),
        medianSeconds: z.number().nullable(),
        p90Seconds: z.number().nullable(),
      })
      .describe(
        `How long stays in this state were that ended in the 90 days before, or in the time in which the latest ${mostForUsual.toLocaleString('en')} pull requests were merged or closed, where that is shorter; null of fewer than five.`,
      ),
  })
  .openapi('BoardColumn')

const query = z
  .object({
    ...scopeShape,
    at: instantParameter
      .optional()
      .describe('An instant with its zone, none of the future. Default: the present, to the minute.'),
    limit: limitParameter(50, 1_000).describe('Of the longest waits in each state.'),
  })
  .superRefine(checkScope)
type BoardAsked = Asked<z.output<typeof organizationParams>, z.output<typeof query>>

export const board = defineRead({
  path: '/organizations/{organization}/board',
  id: 'board',
  tag: 'Figures',
  summary: 'What waited at any instant, by state, the longest first',
  description: 'As known today and under today’s rules.',
  params: organizationParams,
  query,
  answer: z.object({
    at: instant,
    columns: z.array(columnShape),
    leftOut: leftOutShape('was open then'),
    releaseProblems: releaseProblemsShape,
  }),
  admit: admitBoard,
  version: async (asked, context) => `${await dataVersion(asked, context)}.${momentOf(asked, context)}`,
  read: async (asked, context) => ({
    at: momentOf(asked, context),
    ...(await ask(asked, context, asked.query.limit)),
  }),
  table: {
    row: waitingShape,
    async *rows(asked, context) {
      yield (await ask(asked, context, null)).columns.flatMap(({ longest }) => longest)
    },
  },
})

/**
 * The present is the end of this minute, so that who asks in it gets one answer.
 * @throws WebError `web/bad-request` for the future: what is open now would be said to be open then
 */
function momentOf({ query: { at } }: BoardAsked, { now }: ApiContext): number {
  if (at === undefined) return Math.ceil(now() / 60) * 60
  const moment = instantOf(at)!
  if (moment <= now() + mostAheadSeconds) return moment
  throw new WebError(
    'web/bad-request',
    `'at' lies in the future: what waits is known up to now, not '${at}'.`,
    {
      parameters: 'at',
    },
  )
}

/** What is usual in a state is a figure of the 90 days before. */
function admitBoard(asked: BoardAsked, context: ApiContext): Promise<null> {
  const until = momentOf(asked, context)
  return admitFigures(asked, context, async () => ({ since: until - usualSeconds, until }))
}

async function ask(asked: BoardAsked, context: ApiContext, limit: number | null) {
  const { id, filter } = await filterOf(asked, context)
  const request = { filter, at: momentOf(asked, context), limit }
  const found = await context.insights.ask(id, 'board', request, { signal: asked.signal })
  return {
    ...found,
    columns: found.columns.map((column) => ({
      ...column,
      longest: column.longest.map((one) => ({ ...one, on: [...one.on] })),
    })),
    releaseProblems: [...found.releaseProblems],
  }
}
