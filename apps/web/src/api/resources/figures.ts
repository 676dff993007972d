/** Where the time of merged pull requests went. */
import { z } from '@hono/zod-openapi'
import { toChange } from '@upflow/insights'
import {
  checkPeriod,
  clockShape,
  figureShape,
  periodShape,
  scopeShape,
  yearBefore,
} from '@upflow/insights/filter'
import { dataVersionToday, filterOf, organizationParams } from '../organization-scope.ts'
import { type Asked, defineRead } from '../read.ts'
import { type figuresShape, groupShape, reportShape } from '../shapes/figures-shape.ts'

const query = z
  .object({ ...periodShape, ...scopeShape, ...clockShape, ...figureShape })
  .superRefine(checkPeriod)

type FiguresAsked = Asked<z.output<typeof organizationParams>, z.output<typeof query>>
type Context = Parameters<typeof filterOf>[1]

export const figures = defineRead({
  path: '/organizations/{organization}/figures',
  id: 'figures',
  tag: 'Figures',
  summary: 'Figures of what was merged in a period',
  description:
    'The same numbers as `report --json` for the same filter. As CSV and NDJSON: all first, then each group.',
  params: organizationParams,
  query,
  answer: reportShape,
  version: dataVersionToday,
  read: (asked, context) => ask(asked, context),
  table: {
    row: groupShape,
    async *rows(asked, context) {
      const report = parse(await ask(asked, context))
      const all: z.output<typeof figuresShape> = report.all
      yield [{ name: 'all', ...all }, ...report.groups]
    },
  },
})

async function ask(asked: FiguresAsked, context: Context): Promise<Uint8Array> {
  const { id, filter, moment } = await filterOf(asked, context)
  const { clock, by = null, compare } = asked.query
  const { signal } = asked
  const of = (request: { filter: typeof filter; by: typeof by }) =>
    context.insights.askForJson(
      id,
      'report',
      // Without a bound there is no period, so that the moment changes nothing.
      { ...request, clock, now: request.filter.until ?? 0 },
      { signal },
    )
  const report = await of({ filter, by })
  if (compare !== 'none' && compare !== 'year') return report
  const { all, ...rest } = parse(report)
  const before = compare === 'year' ? yearBefore(asked.query, moment) : null
  const previous = before && {
    ...before,
    ...parse(await of({ filter: { ...filter, ...before }, by: null })).all,
  }
  const change = previous && toChange(all, previous)
  return new TextEncoder().encode(JSON.stringify({ ...rest, all, previous, change }))
}

const parse = (json: Uint8Array) => JSON.parse(new TextDecoder().decode(json)) as z.output<typeof reportShape>
