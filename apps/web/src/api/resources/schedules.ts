/** When an organization is read by itself. */
import { z } from '@hono/zod-openapi'
import { applySchedules, type OrganizationSchedule, readSchedules, scheduledKinds } from '@upflow/pipeline'
import { changeFromPresent } from '@upflow/settings'
import { organizationOf, organizationParams, organizationShape } from '../organization-scope.ts'
import { defineRead } from '../read.ts'
import { instant, toSecondsOrNull } from '../shapes/values.ts'
import { defineWrite } from '../write.ts'

const tag = 'Schedules'

const scheduleShape = z
  .object({
    kind: z
      .enum(scheduledKinds)
      .describe(
        '`reconcile` looks again at what may have changed without being updated: open pull requests daily, those closed lately weekly, and monthly at which there are.',
      ),
    cron: z.string().nullable().describe('Five cron fields; null for never.'),
    timeZone: z.string(),
    nextAt: instant.nullable(),
    problem: z.string().nullable().describe('Why it does not come; null when it does.'),
  })
  .openapi('Schedule')

const toAnswer = ({ nextAt, ...schedule }: OrganizationSchedule): z.output<typeof scheduleShape> => ({
  ...schedule,
  nextAt: toSecondsOrNull(nextAt),
})

export const schedules = defineRead({
  path: '/organizations/{organization}/schedules',
  id: 'schedules',
  tag,
  summary: 'When an organization is read by itself',
  params: organizationParams,
  query: z.object({}),
  answer: z.object({ schedules: z.array(scheduleShape) }),
  async read(asked, context) {
    const id = await organizationOf(asked, context)
    return { schedules: (await readSchedules(context.pipeline, id)).map(toAnswer) }
  },
})

export const setSchedule = defineWrite({
  method: 'put',
  path: '/organizations/{organization}/schedules/{kind}',
  id: 'setSchedule',
  tag,
  summary: 'Sets when an organization is read by itself',
  params: z.object({
    ...organizationShape,
    kind: z.enum(scheduledKinds, { error: `takes one of ${scheduledKinds.join(', ')}` }),
  }),
  body: z.object({ cron: z.string().max(100).nullable().describe('Five cron fields; null for never.') }),
  answer: z.object({ schedules: z.array(scheduleShape) }),
  async write({ params, body, caller }, context) {
    const id = await organizationOf({ params }, context)
    await changeFromPresent(
      await context.pipeline.tenants.open(id),
      ({ schedules: { value } }) => [{ key: 'schedules', value: { ...value, [params.kind]: body.cron } }],
      { by: caller.name },
    )
    return { schedules: (await applySchedules(context.pipeline, id)).map(toAnswer) }
  },
})
