/** What was told to whom, or could not be: every try, what the receiver answered, and what was sent. */
import { z } from '@hono/zod-openapi'
import { type DeliveryRecord, readDeliveries } from '@upflow/pipeline'
import { notificationTopics } from '@upflow/settings'
import type { ApiContext } from '../api-context.ts'
import { fromCursor, toCursor } from '../cursor.ts'
import { organizationOf, organizationParams } from '../organization-scope.ts'
import { type Asked, defineRead } from '../read.ts'
import { instant, limitParameter, nextCursor, toSeconds, toSecondsOrNull } from '../shapes/values.ts'

const deliveryShape = z
  .object({
    run: z.string().describe('The id of the run in which it was told.'),
    channel: z.string().describe('The name of the channel, which may be gone.'),
    topic: z.enum(notificationTopics),
    status: z.enum(['sent', 'failed', 'waiting']).describe('`waiting`: is tried again.'),
    at: instant.describe('Of the last try.'),
    nextAt: instant.nullable().describe('When it is tried again; null where it is not.'),
    tries: z.array(
      z.object({ at: instant, error: z.string().nullable().describe('Null where it was taken.') }),
    ),
    answer: z
      .string()
      .nullable()
      .describe('What the receiver said when it took it; null where it did not, or it was not kept.'),
    refused: z
      .array(z.string())
      .describe('Of the receivers of a mail, who was refused, while others were not.'),
    message: z
      .object({ subject: z.string(), text: z.string() })
      .nullable()
      .describe('What was sent, without any secret; null where it could not be made, or was not kept.'),
  })
  .openapi('Delivery')

const query = z.object({
  limit: limitParameter(20, 100).describe(
    'At the least, where there are so many: all of a run are on a page.',
  ),
  cursor: z.string().max(500).optional().describe('The `next` of the page before.'),
})

export const deliveries = defineRead({
  path: '/organizations/{organization}/notifications/deliveries',
  id: 'deliveries',
  tag: 'Notifications',
  summary: 'What was told to whom, or could not be, the newest first',
  description: 'As long as the runs are kept in which it was told.',
  params: organizationParams,
  query,
  answer: z.object({ deliveries: z.array(deliveryShape), next: nextCursor }),
  read: pageOf,
})

async function pageOf(
  asked: Asked<z.output<typeof organizationParams>, z.output<typeof query>>,
  context: ApiContext,
) {
  const { limit, cursor } = asked.query
  const id = await organizationOf(asked, context)
  const page = await readDeliveries(context.runs, id, {
    limit,
    ...(cursor === undefined ? {} : { before: fromCursor(cursor, 'deliveries') }),
  })
  return {
    deliveries: page.deliveries.map(toAnswer),
    next: page.next === null ? null : toCursor(page.next, 'deliveries'),
  }
}

const toAnswer = ({
  at,
  nextAt,
  refused,
  tries,
  ...delivery
}: DeliveryRecord): z.output<typeof deliveryShape> => ({
  ...delivery,
  at: toSeconds(at),
  nextAt: toSecondsOrNull(nextAt),
  refused: [...refused],
  tries: tries.map((one) => ({ at: toSeconds(one.at), error: one.error })),
})
