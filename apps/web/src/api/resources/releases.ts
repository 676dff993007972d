/** How long merged work waits for its release. */
import { z } from '@hono/zod-openapi'
import { checkFilter, clockShape, periodShape, scopeShape } from '@upflow/insights/filter'
import type { ApiContext } from '../api-context.ts'
import { dataVersionToday, filterOf, organizationParams } from '../organization-scope.ts'
import { admitFigures } from '../people-rights.ts'
import { type Asked, defineRead } from '../read.ts'
import { barShape } from '../shapes/bar-shape.ts'
import { leftOutShape, releaseProblemsShape } from '../shapes/left-out-shape.ts'
import { instant, limitParameter } from '../shapes/values.ts'

const batchShape = z
  .object({
    id: z.string().describe('Of its repository; `releasedBy` of a list takes it.'),
    repository: z.string().describe('`owner/name`'),
    kind: z.enum(['tag', 'deployment', 'pull-request']),
    name: z.string().describe('The tag’s name, the deployment’s environment, or the pull request.'),
    at: instant,
    size: z.number().describe('How many pull requests it released.'),
    medianWaitSeconds: z.number().nullable().describe('From merge to release.'),
    longestWaitSeconds: z.number().nullable(),
  })
  .openapi('ReleaseBatch')

const query = z
  .object({ ...periodShape, ...scopeShape, ...clockShape, limit: limitParameter(200, 5_000) })
  .superRefine(checkFilter)
type ReleasesAsked = Asked<z.output<typeof organizationParams>, z.output<typeof query>>

export const releases = defineRead({
  path: '/organizations/{organization}/releases',
  id: 'releases',
  tag: 'Figures',
  summary: 'Releases with what they released and how long it had waited',
  description: 'The period is of the release.',
  params: organizationParams,
  query,
  answer: z.object({
    count: z
      .number()
      .describe('Of batches: more than one pull request, or one that something else released.'),
    atMerge: z.number().describe('Released by their own merge: in no batch and in no wait.'),
    pullRequests: z.number().describe('In the batches.'),
    medianWaitSeconds: z.number().nullable(),
    p90WaitSeconds: z.number().nullable().describe('Null under five.'),
    waits: z
      .array(barShape)
      .describe(
        'How many waited how long: those of a bar are `pulls` with `batched`, `releasedFrom` and `releasedTo`, the `metric` deploy, `least` and `below`.',
      ),
    batches: z.array(batchShape).describe('The newest first.'),
    unreleased: z
      .array(z.object({ repository: z.string(), count: z.number(), oldestMergedAt: instant }))
      .describe('Merged and not released, where a rule releases.'),
    leftOut: leftOutShape('was released in the period'),
    releaseProblems: releaseProblemsShape,
  }),
  admit: admitFigures,
  version: dataVersionToday,
  read: (asked, context) => ask(asked, context, asked.query.limit),
  table: {
    row: batchShape,
    async *rows(asked, context) {
      yield (await ask(asked, context, null)).batches
    },
  },
})

async function ask(asked: ReleasesAsked, context: ApiContext, limit: number | null) {
  const { id, filter, today } = await filterOf(asked, context)
  const request = { filter, clock: asked.query.clock, limit, now: today }
  const found = await context.insights.ask(id, 'releases', request, { signal: asked.signal })
  return {
    ...found,
    waits: [...found.waits],
    batches: [...found.batches],
    unreleased: [...found.unreleased],
    releaseProblems: [...found.releaseProblems],
  }
}
