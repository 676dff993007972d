/** What the figures of reviews count, one by one: responses by hour and load, and requests by what became of them. */
import { z } from '@hono/zod-openapi'
import { eventWords, type ListedRequest, type ListedResponse, type PageRequest } from '@upflow/insights'
import {
  checkFilter,
  periodShape,
  requestOutcomes,
  requestShape,
  responseShape,
  scopeShape,
} from '@upflow/insights/filter'
import type { ApiContext } from '../api-context.ts'
import { allRows, pageShape, toNext, toPageRequest } from '../list-pages.ts'
import { dataVersionToday, filterOf, organizationParams } from '../organization-scope.ts'
import { admitFigures, maySeeAll } from '../people-rights.ts'
import { type Asked, defineRead } from '../read.ts'
import { instant, nextCursor } from '../shapes/values.ts'

const tag = 'Figures'
type Of<Query extends z.ZodType> = Asked<z.output<typeof organizationParams>, z.output<Query>>

const pullRequestFields = {
  repository: z.string().describe('`owner/name`'),
  number: z.number(),
  title: z.string().describe('Empty where it is not known.'),
}

const responseRow = z
  .object({
    ...pullRequestFields,
    at: instant,
    kind: z.string(),
    words: z.string().describe('As people say it: `changes requested`.'),
    seconds: z.number().nullable().describe('Since the request; null where it answers none.'),
  })
  .openapi('ListedResponse')

const responsesQuery = z
  .object({ ...periodShape, ...scopeShape, ...responseShape, ...pageShape })
  .superRefine(checkFilter)

export const responses = defineRead({
  path: '/organizations/{organization}/reviews/responses',
  id: 'responses',
  tag,
  summary: 'Which responses the figures of reviews count, the latest first',
  description:
    'Nobody is named: the pull request of each says who gave it. What fewer than three people gave is for administrators.',
  params: organizationParams,
  query: responsesQuery,
  answer: z.object({
    count: z.number().nullable().describe('Of all pages: `responses`, a cell of `byHour`, a part of `load`.'),
    responses: z.array(responseRow).nullable().describe('Null where fewer than three people gave them.'),
    next: nextCursor,
  }),
  async admit(asked, context) {
    await admitFigures(asked, context)
    return asked.query.load === undefined || (await maySeeAll(asked, context)) ? null : '.of-many'
  },
  version: dataVersionToday,
  async read(asked, context) {
    const found = await responsesOf(asked, context, toPageRequest(asked.query, 'responses'))
    return found === null
      ? { count: null, responses: null, next: null }
      : {
          count: found.count,
          responses: found.rows.map(toResponse),
          next: toNext(found.next, 'responses'),
        }
  },
  table: {
    row: responseRow,
    async *rows(asked, context) {
      for await (const rows of allRows((page) => responsesOf(asked, context, page)))
        yield rows.map(toResponse)
    },
  },
})

async function responsesOf(asked: Of<typeof responsesQuery>, context: ApiContext, page: PageRequest) {
  const { weekday = null, hour = null, load = null } = asked.query
  const { id, filter } = await filterOf(asked, context)
  const maySeeFew = load !== null && (await maySeeAll(asked, context))
  const request = { filter, weekday, hour, load, maySeeFew, ...page }
  return context.insights.ask(id, 'responses', request, { signal: asked.signal })
}

const toResponse = (row: ListedResponse): z.output<typeof responseRow> => ({
  ...row,
  words: eventWords({ kind: row.kind, id: null }, ''),
})

const requestRow = z
  .object({
    ...pullRequestFields,
    requestedAt: instant,
    respondedAt: instant.nullable(),
    removedAt: instant.nullable(),
    became: z.enum(requestOutcomes),
    seconds: z.number().nullable().describe('From the request to its answer.'),
    workingSeconds: z.number().nullable(),
  })
  .openapi('ListedRequest')

const requestsQuery = z
  .object({ ...periodShape, ...scopeShape, ...requestShape, ...pageShape })
  .superRefine((query, context) => {
    checkFilter(query, context)
    if (query.periodOf === 'answered' && query.became !== undefined && query.became !== 'answered')
      context.addIssue({
        code: 'custom',
        path: ['became'],
        message: `contradicts 'periodOf', which is of those that were answered`,
        input: query,
      })
  })

export const requests = defineRead({
  path: '/organizations/{organization}/reviews/requests',
  id: 'requests',
  tag,
  summary: 'Which requests of a review the figures of reviews count, the latest first',
  description: 'Nobody is named: the pull request of each says who was asked.',
  params: organizationParams,
  query: requestsQuery,
  answer: z.object({
    count: z.number().describe('Of all pages: one of `requests`, or the `n` of `answers`.'),
    requests: z.array(requestRow),
    next: nextCursor,
  }),
  admit: (asked, context) => admitFigures(asked, context),
  version: dataVersionToday,
  async read(asked, context) {
    const list = `requests ${asked.query.periodOf}`
    const { count, rows, next } = await requestsOf(asked, context, toPageRequest(asked.query, list))
    return { count, requests: [...rows], next: toNext(next, list) }
  },
  table: {
    row: requestRow,
    rows: (asked, context) => allRows<ListedRequest>((page) => requestsOf(asked, context, page)),
  },
})

async function requestsOf(asked: Of<typeof requestsQuery>, context: ApiContext, page: PageRequest) {
  const { became = null, periodOf } = asked.query
  const { id, filter } = await filterOf(asked, context)
  const request = { filter, became, periodOf, ...page }
  return context.insights.ask(id, 'requests', request, { signal: asked.signal })
}
