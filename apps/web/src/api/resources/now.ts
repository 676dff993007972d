/** What waits now, on whom, and since when. */
import { z } from '@hono/zod-openapi'
import { checkScope, scopeShape } from '@upflow/insights/filter'
import type { ApiContext } from '../api-context.ts'
import { dataVersionToday, filterOf, organizationParams } from '../organization-scope.ts'
import { admitList } from '../people-rights.ts'
import { type Asked, defineRead } from '../read.ts'
import { limitParameter } from '../shapes/values.ts'
import { waitingShape } from '../shapes/waiting-shape.ts'

const most = 1_000
const query = z.object({ ...scopeShape, limit: limitParameter(100, most) }).superRefine(checkScope)

export const now = defineRead({
  path: '/organizations/{organization}/now',
  id: 'now',
  tag: 'Figures',
  summary: 'What waits now, the longest first',
  params: organizationParams,
  query,
  answer: z.object({ waiting: z.array(waitingShape) }),
  admit: admitList,
  version: dataVersionToday,
  read: async (asked, context) => ({ waiting: await listOf(asked, context, asked.query.limit) }),
  table: {
    row: waitingShape,
    async *rows(asked, context) {
      yield await listOf(asked, context, null)
    },
  },
})

async function listOf(
  asked: Asked<z.output<typeof organizationParams>, z.output<typeof query>>,
  context: ApiContext,
  limit: number | null,
) {
  const { id, filter, today } = await filterOf(asked, context)
  const { signal } = asked
  const waiting = await context.insights.ask(id, 'waiting', { filter, limit, now: today }, { signal })
  return waiting.map((one) => ({ ...one, on: [...one.on] }))
}
