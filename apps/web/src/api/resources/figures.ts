/** Where the time of merged pull requests went. */
import { z } from '@hono/zod-openapi'
import {
  checkFilter,
  clockShape,
  figureShape,
  periodShape,
  scopeShape,
  yearBefore,
} from '@upflow/insights/filter'
import { dataVersionToday, filterOf, organizationParams } from '../organization-scope.ts'
import { admitFigures, maySeeAll } from '../people-rights.ts'
import { type Asked, defineRead } from '../read.ts'
import { type figuresShape, groupShape, reportShape } from '../shapes/figures-shape.ts'

const query = z
  .object({ ...periodShape, ...scopeShape, ...clockShape, ...figureShape })
  .superRefine(checkFilter)

type FiguresAsked = Asked<z.output<typeof organizationParams>, z.output<typeof query>>
type Context = Parameters<typeof filterOf>[1]

export const figures = defineRead({
  path: '/organizations/{organization}/figures',
  id: 'figures',
  tag: 'Figures',
  summary: 'Figures of what was merged in a period',
  description:
    'The same numbers as `report --json` for the same filter; for administrators alone groups of teams of fewer than three people, and the comparison of a team with a period in which it had fewer. As CSV and NDJSON: all first, then each group.',
  params: organizationParams,
  query,
  answer: reportShape,
  async admit(asked, context) {
    await admitFigures(asked, context)
    return (await isOfMany(asked, context)) ? '.of-many' : null
  },
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

/** Whether whoever asks has it without what is of few people: groups, and what it is compared with. */
async function isOfMany(asked: FiguresAsked, context: Context): Promise<boolean> {
  const { by, team } = asked.query
  if (by !== 'team' && by !== 'author' && team === undefined) return false
  return !(await maySeeAll(asked, context))
}

async function ask(asked: FiguresAsked, context: Context): Promise<Uint8Array> {
  const { id, filter, moment } = await filterOf(asked, context)
  const { clock, by = null, compare } = asked.query
  const before = compare === 'none' ? null : compare === 'year' ? yearBefore(asked.query, moment) : undefined
  return context.insights.askForJson(
    id,
    'report',
    // Without a bound there is no period, so that the moment changes nothing.
    {
      filter,
      by,
      clock,
      onlyMany: await isOfMany(asked, context),
      now: filter.until ?? 0,
      ...(before === undefined ? {} : { before }),
    },
    { signal: asked.signal },
  )
}

const parse = (json: Uint8Array) => JSON.parse(new TextDecoder().decode(json)) as z.output<typeof reportShape>
