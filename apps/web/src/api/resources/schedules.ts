/** When an organization is read by itself. */
import { z } from '@hono/zod-openapi'
import type { OrganizationId } from '@upflow/model'
import {
  applySchedules,
  type OrganizationSchedule,
  readAllSchedules,
  readSchedules,
  scheduledKinds,
} from '@upflow/pipeline'
import { changeFromPresent, readSettings } from '@upflow/settings'
import type { ApiContext } from '../api-context.ts'
import { organizationOf, organizationParams, organizationShape } from '../organization-scope.ts'
import { defineRead } from '../read.ts'
import { ifVersionParameter } from '../shapes/settings-shape.ts'
import { instant, toSecondsOrNull } from '../shapes/values.ts'
import { defineWrite } from '../write.ts'

const tag = 'Schedules'

const scheduleFields = {
  kind: z
    .enum(scheduledKinds)
    .describe(
      '`reconcile` looks again at what may have changed without being updated: open pull requests daily, those closed lately weekly, and monthly at which there are.',
    ),
  cron: z.string().nullable().describe('Five cron fields; null for never.'),
  timeZone: z.string(),
  nextAt: instant.nullable(),
  problem: z.string().nullable().describe('Why it does not come; null when it does.'),
}
const scheduleShape = z.object(scheduleFields).openapi('Schedule')

const schedulesShape = z
  .object({
    schedules: z.array(scheduleShape),
    version: z.string().describe('Changes with what is set of either: send it with a change.'),
  })
  .openapi('Schedules')

const toScheduleAnswer = ({ nextAt, ...schedule }: OrganizationSchedule): z.output<typeof scheduleShape> => ({
  ...schedule,
  nextAt: toSecondsOrNull(nextAt),
})

async function toAnswer(
  { pipeline }: ApiContext,
  id: OrganizationId,
  schedules: readonly OrganizationSchedule[],
): Promise<z.output<typeof schedulesShape>> {
  const stored = await readSettings(await pipeline.tenants.open(id))
  return {
    schedules: schedules.map(toScheduleAnswer),
    version: stored.schedules.version,
  }
}

export const schedules = defineRead({
  path: '/organizations/{organization}/schedules',
  id: 'schedules',
  tag,
  summary: 'When an organization is read by itself',
  params: organizationParams,
  query: z.object({}),
  answer: schedulesShape,
  async read(asked, context) {
    const id = await organizationOf(asked, context)
    return toAnswer(context, id, await readSchedules(context.pipeline, id))
  },
})

const installedShape = z
  .object({ organization: z.string().describe('Its id.'), ...scheduleFields })
  .openapi('InstalledSchedule')
const unreadShape = z.object({
  organization: z.string().describe('Its id.'),
  problem: z.string().describe('Why its data cannot be read.'),
})

export const allSchedules = defineRead({
  path: '/schedules',
  id: 'allSchedules',
  tag: 'Installation',
  summary: 'When each organization is read by itself',
  params: z.object({}),
  query: z.object({}),
  answer: z.object({
    schedules: z.array(installedShape),
    unread: z.array(unreadShape).describe('Organizations of which it is not known.'),
  }),
  read: async (_asked, context) => allOf(context),
  table: {
    row: installedShape,
    async *rows(_asked, context) {
      yield (await allOf(context)).schedules
    },
  },
})

async function allOf({ pipeline }: ApiContext) {
  const { schedules, unread } = await readAllSchedules(pipeline)
  return {
    schedules: schedules.map(({ organization, ...one }) => ({ organization, ...toScheduleAnswer(one) })),
    unread: [...unread],
  }
}

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
  body: z.object({
    cron: z.string().max(100).nullable().describe('Five cron fields; null for never.'),
    ifVersion: ifVersionParameter,
  }),
  answer: schedulesShape,
  async write({ params, body, caller, ...wanted }, context) {
    const id = await organizationOf({ params }, context)
    const ifVersion = wanted.ifVersion ?? body.ifVersion
    await changeFromPresent(
      await context.pipeline.tenants.open(id),
      ({ schedules: { value } }) => [
        {
          key: 'schedules',
          value: { ...value, [params.kind]: body.cron },
          ...(ifVersion === undefined ? {} : { ifVersion }),
        },
      ],
      { by: caller.name },
      { isFromOutside: ifVersion !== undefined },
    )
    return toAnswer(context, id, await applySchedules(context.pipeline, id))
  },
})
