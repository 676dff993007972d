/** What figures would be under other rules, before anything is saved. */
import { z } from '@hono/zod-openapi'
import { clocks } from '@upflow/insights'
import { checkPeriod, periodShape } from '@upflow/insights/filter'
import { editableKeys } from '@upflow/settings'
import { filterOf, organizationParams } from '../organization-scope.ts'
import { figuresShape } from '../shapes/figures-shape.ts'
import { defineWrite } from '../write.ts'

const stageSeconds = z.object({
  kind: z.string(),
  coding: z.number().nullable(),
  pickup: z.number().nullable(),
  review: z.number().nullable(),
  deploy: z.number().nullable(),
  total: z.number().nullable(),
})

const movedShape = z.object({
  compared: z.number().describe('All that is stored.'),
  pullRequests: z.number().describe('Of them, those that come out otherwise.'),
  kinds: z.number().describe('Of those, the ones of another kind.'),
  sizes: z.number().describe('Of those, the ones of another size.'),
  releases: z.number().describe('Of those, the ones with another release.'),
  most: z.array(
    z.object({
      repository: z.string().describe('`owner/name`'),
      number: z.number(),
      title: z.string(),
      url: z.string(),
      before: stageSeconds.nullable().describe('Null where it was not analyzed yet.'),
      after: stageSeconds,
      movedSeconds: z.number().describe('Of the stage that moved most.'),
    }),
  ),
})

const beforeAndAfter = z.object({ before: figuresShape, after: figuresShape })

export const previewSettings = defineWrite({
  method: 'post',
  path: '/organizations/{organization}/settings/preview',
  id: 'previewSettings',
  tag: 'Settings',
  summary: 'Figures before and after a change of settings, without saving it',
  description:
    'All that is stored is analyzed under the new rules, in a thread of its own, and nothing is written. It is what saving and recalculating gives, but for what would have to be read first, which is named. Of an organization the newest alone waits for another.',
  params: organizationParams,
  body: z
    .object({
      changes: z
        .array(
          z.strictObject({
            key: z.enum(editableKeys, { error: `takes one of ${editableKeys.join(', ')}` }),
            value: z.unknown().describe('Missing: back to the default.'),
          }),
        )
        .min(1, 'must hold at least one change')
        .max(editableKeys.length),
      ...periodShape,
    })
    .superRefine(checkPeriod),
  answer: z.object({
    figures: z
      .object(
        Object.fromEntries(clocks.map((clock) => [clock, beforeAndAfter])) as Record<
          (typeof clocks)[number],
          typeof beforeAndAfter
        >,
      )
      .describe('Of what was merged in the period, by each clock.'),
    moved: movedShape,
    unread: z
      .array(z.string())
      .describe(
        'Repositories whose rule asks for what no crawl has read: saving reads it, and gives other figures.',
      ),
  }),
  async write({ params, body, signal }, context) {
    const { changes, ...period } = body
    const { id, filter } = await filterOf({ params, query: period as never, signal }, context)
    const wanted = {
      file: await context.pipeline.tenants.openToRead(id),
      organizationId: id,
      changes: changes.map(({ key, value }) => ({ key, value })),
      filter,
      now: context.now(),
    }
    const { figures, moved, unread } = await context.pipeline.previewer.preview(wanted, { signal })
    return { figures, moved: { ...moved, most: [...moved.most] }, unread: [...unread] }
  },
})
