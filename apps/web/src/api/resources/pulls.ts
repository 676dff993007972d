/** Which pull requests: filtered, sorted by any column, page by page. */
import { z } from '@hono/zod-openapi'
import {
  dayOf,
  type ListRequest,
  mostRounds,
  nowStates,
  type SortColumn,
  sortColumns,
  startOfDay,
} from '@upflow/insights'
import {
  addDays,
  checkFilter,
  clockShape,
  day,
  type Moment,
  oneOf,
  periodShape,
  scopeShape,
} from '@upflow/insights/filter'
import { fromCursor, toCursor } from '../cursor.ts'
import { dataVersionOfDay, filterOf, organizationParams } from '../organization-scope.ts'
import { admitList, teamsUnseen } from '../people-rights.ts'
import { type Asked, defineRead } from '../read.ts'
import { pullRequestShape, toListed } from '../shapes/pull-request-shape.ts'
import {
  instantOf,
  instantParameter,
  limitParameter,
  metricParameter,
  nextCursor,
  wholeNumber,
} from '../shapes/values.ts'

const sorts = sortColumns.map((column) => column.replace(/_seconds$/, '')) as [string, ...string[]]
const columnOf = (sort: string) =>
  sortColumns.find((column) => column.replace(/_seconds$/, '') === sort) as SortColumn

const flag = oneOf(['true', 'false']).optional()
const seconds = wholeNumber('takes a whole number of seconds').optional()

const roundCounts = Array.from({ length: mostRounds + 1 }, (_, count) => String(count)) as [
  string,
  ...string[],
]

const dayPairs = [
  ['openedFrom', 'openedTo'],
  ['closedFrom', 'closedTo'],
  ['underWayFrom', 'underWayTo'],
  ['releasedFrom', 'releasedTo'],
] as const

const query = z
  .object({
    ...periodShape,
    ...scopeShape,
    state: oneOf(['open', 'merged', 'closed'])
      .optional()
      .describe('Only in this state. A period is of those that were merged in it.'),
    openedFrom: day.optional().describe('Opened on or after this day.'),
    openedTo: day.optional().describe('Opened on or before this day.'),
    closedFrom: day.optional().describe('Closed without a merge on or after this day.'),
    closedTo: day.optional().describe('Closed without a merge on or before this day.'),
    underWayFrom: day
      .optional()
      .describe('Open on this day or later, or merged or closed without a merge then.'),
    underWayTo: day.optional().describe('Opened on or before this day; with `underWayFrom`, open between.'),
    openAt: instantParameter
      .optional()
      .describe('Opened by this instant, with its zone, and neither merged nor closed by then.'),
    releasedFrom: day.optional().describe('Released on or after this day.'),
    releasedTo: day.optional().describe('Released on or before this day.'),
    now: oneOf(nowStates).optional().describe('Standing in this state.'),
    unreviewed: flag.describe('Merged, and nobody had said anything; or somebody had.'),
    released: flag.describe('`false`: merged and not released, where a rule releases.'),
    awaiting: oneOf(['false'])
      .optional()
      .describe(
        'All but those of `released` false: released, or of a repository whose rule releases nothing.',
      ),
    batched: flag.describe(
      '`false`: released by its own merge and with nothing else. A batch is of what the filter leaves of it.',
    ),
    whole: flag.describe('Whether all of its history was read.'),
    reviewed: flag.describe('Whether somebody gave a review.'),
    rounds: oneOf(roundCounts)
      .optional()
      .describe(`With so many rounds of review; \`${mostRounds}\` is as many or more.`),
    releasedBy: z
      .string()
      .min(1)
      .max(300)
      .optional()
      .describe('Released by this: the `id` of a release, which is of one repository.'),
    without: metricParameter.optional().describe('Those of which this time is not known.'),
    metric: metricParameter.optional().describe('Those that have this time, within `least` and `below`.'),
    ...clockShape,
    least: seconds.describe('The `metric` took at least so many seconds.'),
    below: seconds.describe('The `metric` took less than so many seconds.'),
    sort: oneOf(sorts).default('created_at').describe('What is null comes last.'),
    order: oneOf(['desc', 'asc']).default('desc'),
    limit: limitParameter(50, 500),
    cursor: z.string().max(500).optional().describe('The `next` of the page before, of the same sort.'),
    count: flag.describe('`true`: with how many there are, which takes about as long as a page.'),
  })
  .superRefine((query, context) => {
    checkFilter(query, context)
    for (const name of ['least', 'below'] as const)
      if (query[name] !== undefined && query.metric === undefined)
        context.addIssue({ code: 'custom', path: [name], message: `needs a 'metric'`, input: query })
    for (const [first, last] of dayPairs) {
      const [from, to] = [query[first], query[last]]
      if (from !== undefined && to !== undefined && from > to)
        context.addIssue({
          code: 'custom',
          path: [first],
          message: `is after '${last}', ${to}: no day lies between them`,
          input: query,
        })
    }
    const { least, below } = query
    if (least !== undefined && below !== undefined && least >= below)
      context.addIssue({
        code: 'custom',
        path: ['least'],
        message: `is not less than 'below', ${below}: nothing lies between them`,
        input: query,
      })
    const period = (['period', 'from', 'to'] as const).find((name) => query[name] !== undefined)
    if (period !== undefined && query.state !== undefined && query.state !== 'merged')
      context.addIssue({
        code: 'custom',
        path: ['state'],
        message: `contradicts '${period}', which is of what was merged`,
        input: query,
      })
  })

const toFlag = (text: 'true' | 'false' | undefined) => (text === undefined ? null : text === 'true')

function traitsOf(asked: z.output<typeof query>, { timeZone, now: present }: Moment) {
  const { now, unreviewed, released, awaiting, batched, whole, rounds, releasedBy } = asked
  const { underWayFrom, underWayTo, openAt, reviewed, without, metric, clock, least, below } = asked
  const first = (day: string | undefined) => (day === undefined ? null : startOfDay(day, timeZone))
  const behind = (day: string | undefined) => first(day && addDays(day, 1))
  return {
    openedSince: first(asked.openedFrom),
    openedUntil: behind(asked.openedTo),
    closedSince: first(asked.closedFrom),
    closedUntil: behind(asked.closedTo),
    openAt: openAt === undefined ? null : instantOf(openAt),
    underWay:
      underWayFrom === undefined && underWayTo === undefined
        ? null
        : {
            since: first(underWayFrom) ?? 0,
            // What is to come, a membership of a team as well, is not under way yet.
            until: Math.min(
              behind(underWayTo) ?? Number.POSITIVE_INFINITY,
              behind(dayOf(present, timeZone))! - 1,
            ),
          },
    releasedSince: first(asked.releasedFrom),
    releasedUntil: behind(asked.releasedTo),
    nowState: now ?? null,
    isUnreviewed: toFlag(unreviewed),
    isReleased: toFlag(released),
    isAwaitingRelease: awaiting === undefined ? null : (false as const),
    isInBatch: toFlag(batched),
    isWhole: toFlag(whole),
    isReviewed: toFlag(reviewed),
    lacking: without === undefined ? null : { metric: without, clock },
    rounds: rounds === undefined ? null : Number(rounds),
    releasedBy: releasedBy ?? null,
    took: metric === undefined ? null : { metric, clock, atLeast: least ?? null, below: below ?? null },
  }
}

type PullsAsked = Asked<z.output<typeof organizationParams>, z.output<typeof query>>
type Context = Parameters<typeof filterOf>[1]
/** Of each that a table is read by. */
const batchSize = 500

export const pulls = defineRead({
  path: '/organizations/{organization}/pulls',
  id: 'pulls',
  tag: 'Pull requests',
  summary: 'Which pull requests',
  params: organizationParams,
  query,
  answer: z.object({
    count: z.number().nullable().describe('Of all pages; null without `count`.'),
    pullRequests: z.array(pullRequestShape),
    next: nextCursor,
  }),
  async admit(asked, context) {
    await admitList(asked, context)
    return (await teamsUnseen(asked, context)).length > 0 ? '.of-many' : null
  },
  // Each row says in which teams its author is.
  version: dataVersionOfDay,
  read: (asked, context) =>
    pageOf(asked, context, { ...asked.query, isCounted: asked.query.count === 'true' }),
  table: {
    row: pullRequestShape,
    async *rows(asked, context) {
      for (let cursor: string | undefined; ; ) {
        const page = await pageOf(asked, context, { limit: batchSize, cursor, isCounted: false })
        yield page.pullRequests
        if (page.next === null) return
        cursor = page.next
      }
    },
  },
})

interface PageAsked {
  readonly limit: number
  readonly cursor?: string | undefined
  readonly isCounted: boolean
}

async function pageOf(asked: PullsAsked, context: Context, { limit, cursor, isCounted }: PageAsked) {
  const { sort, order, state = null } = asked.query
  const { id, filter, moment, today } = await filterOf(asked, context)
  const place = `${sort} ${order}`
  const request: ListRequest = {
    filter,
    state,
    ...traitsOf(asked.query, moment),
    now: today,
    sort: columnOf(sort),
    descending: order === 'desc',
    limit,
    after: cursor === undefined ? null : fromCursor(cursor, place),
    isCounted,
  }
  const { signal } = asked
  const page = await context.insights.ask(id, 'pulls', request, { signal })
  const unseen = await teamsUnseen(asked, context)
  return {
    count: page.count,
    pullRequests: page.pullRequests.map(({ teams, ...row }) =>
      toListed({ ...row, teams: teams.filter((slug) => !unseen.includes(slug)) }),
    ),
    next: page.next === null ? null : toCursor(page.next, place),
  }
}
