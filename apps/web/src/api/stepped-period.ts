/** What is told step by step needs both ends of its period: the last 90 days unless said, up to the end of this hour. */
import { z } from '@hono/zod-openapi'
import type { Filter, Insights, LeftOut } from '@upflow/insights'
import { checkFilter, type FilterQuery, periodShape, scopeShape, toFilter } from '@upflow/insights/filter'
import type { Instant, OrganizationId } from '@upflow/model'
import type { ApiContext } from './api-context.ts'
import { dataVersion, filterOf, organizationParams } from './organization-scope.ts'
import { admitFigures } from './people-rights.ts'
import { type AnyRead, type Asked, defineRead } from './read.ts'
import { leftOutShape } from './shapes/left-out-shape.ts'

/** Without a period, or without its beginning. */
const byDefault = '90d'

type SteppedAsked<Query> = Asked<z.output<typeof organizationParams>, Query>

/** Its end, so that who asks in it gets one answer. */
const thisHour = ({ now }: ApiContext): Instant => Math.ceil(now() / 3_600) * 3_600

const steppedVersion = async (asked: SteppedAsked<FilterQuery>, context: ApiContext): Promise<string> =>
  `${await dataVersion(asked, context)}.${thisHour(context)}`

const admitStepped = (asked: SteppedAsked<FilterQuery>, context: ApiContext): Promise<null> =>
  admitFigures(asked, context, async () => (await toQuestion(asked, context)).request.filter)

export interface SteppedQuestion {
  readonly id: OrganizationId
  readonly request: {
    readonly filter: Partial<Filter> & { readonly since: Instant; readonly until: Instant }
    readonly now: Instant
  }
  readonly options: { readonly signal: AbortSignal }
}

export interface SteppedAnswer<Step> {
  readonly timeZone: string
  readonly stepDays: number
  readonly steps: readonly Step[]
  readonly leftOut: LeftOut
}

export interface Stepped<Step> extends Pick<AnyRead, 'path' | 'id' | 'summary'> {
  readonly step: z.ZodType<Step>
  /** What is left out of, as `was open in the period`. */
  readonly leftOutOf: string
  ask(insights: Insights, question: SteppedQuestion): Promise<SteppedAnswer<Step>>
}

const query = z.object({ ...periodShape, ...scopeShape }).superRefine(checkFilter)

/** A read of steps: the answer with what it leaves out, and the steps as rows of a table. */
export function defineStepped<Step>({ step, leftOutOf, ask, ...read }: Stepped<Step>): AnyRead {
  const answerOf = async (asked: SteppedAsked<FilterQuery>, context: ApiContext) => {
    const found = await ask(context.insights, await toQuestion(asked, context))
    return { ...found, steps: [...found.steps] }
  }
  return defineRead({
    ...read,
    tag: 'Figures',
    description:
      'Steps of a day, of a week from Monday on in periods of more than 100 days. The first and the last have what the period has of them. As known today and under today’s rules.',
    params: organizationParams,
    query,
    answer: z.object({
      timeZone: z.string(),
      stepDays: z.number(),
      steps: z.array(step),
      leftOut: leftOutShape(leftOutOf),
    }),
    admit: admitStepped,
    version: steppedVersion,
    read: answerOf,
    table: {
      row: step,
      async *rows(asked, context) {
        yield (await answerOf(asked, context)).steps
      },
    },
  })
}

async function toQuestion(asked: SteppedAsked<FilterQuery>, context: ApiContext): Promise<SteppedQuestion> {
  const { period, from, to } = asked.query
  const isOpen = period === undefined && from === undefined && to === undefined
  const { id, filter, moment } = await filterOf(
    { ...asked, query: isOpen ? { ...asked.query, period: byDefault } : asked.query },
    context,
  )
  const now = thisHour(context)
  const until = filter.until ?? now
  // Whole days: a clock may be put back or forward within them.
  const since = filter.since ?? toFilter({ period: byDefault }, { ...moment, now: until - 1 }).since!
  return { id, request: { filter: { ...filter, since, until }, now }, options: { signal: asked.signal } }
}
