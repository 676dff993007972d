/** Where notifications go, and about what. Secrets of channels go in, and never come out. */
import { z } from '@hono/zod-openapi'
import type { OrganizationId } from '@upflow/model'
import { readNotifications, removeChannel, setChannel, setTelling, testChannel } from '@upflow/pipeline'
import { notificationTopics, type SettingChange } from '@upflow/settings'
import { afterChange } from '../after-change.ts'
import type { ApiContext } from '../api-context.ts'
import { organizationOf, organizationParams, organizationShape } from '../organization-scope.ts'
import { defineRead } from '../read.ts'
import { channelShape, wantedChannelShape } from '../shapes/channel-shape.ts'
import { ifVersionParameter } from '../shapes/settings-shape.ts'
import { defineWrite, type Wanted } from '../write.ts'

const tag = 'Notifications'

const digestShape = z.object({
  weekday: z.number().describe('1 is Monday.'),
  time: z.string().describe('Such as 08:00, in the time zone of the organization.'),
})
const notificationsShape = z
  .object({
    channels: z.array(channelShape),
    waitLimitHours: z.number().describe('What waits longer is told of; in hours of working time.'),
    digest: digestShape,
    topics: z.array(z.enum(notificationTopics)).describe('What a channel may hear of.'),
    version: z.string().describe('Changes with what is set: send it with a change.'),
  })
  .openapi('Notifications')

const answerOf = async (
  context: ApiContext,
  id: OrganizationId,
): Promise<z.output<typeof notificationsShape>> => {
  const { channels, ...rest } = await readNotifications(context.pipeline, id)
  return {
    ...rest,
    channels: channels.map((one) => ({ ...one, topics: [...one.topics] }) as z.output<typeof channelShape>),
    topics: [...notificationTopics],
  }
}

export const notifications = defineRead({
  path: '/organizations/{organization}/notifications',
  id: 'notifications',
  tag,
  summary: 'Where notifications go, and about what',
  params: organizationParams,
  query: z.object({}),
  answer: notificationsShape,
  read: async (asked, context) => answerOf(context, await organizationOf(asked, context)),
})

/** Who makes a change, and from what. */
const madeOf = ({
  caller,
  ifVersion,
  body,
}: Pick<Wanted<unknown, { readonly ifVersion?: string | undefined }>, 'body' | 'caller' | 'ifVersion'>) => ({
  by: caller.name,
  ifVersion: ifVersion ?? body.ifVersion ?? null,
})

async function changed(
  context: ApiContext,
  {
    id,
    by,
    changes,
  }: { readonly id: OrganizationId; readonly by: string; readonly changes: readonly SettingChange[] },
) {
  await afterChange(context.pipeline, { id, changes, by, recalculate: false })
  return answerOf(context, id)
}

export const setNotifications = defineWrite({
  method: 'patch',
  path: '/organizations/{organization}/notifications',
  id: 'setNotifications',
  tag,
  summary: 'Sets when the digest comes, and what waits too long',
  params: organizationParams,
  body: z.object({
    waitLimitHours: z.number().optional(),
    digest: digestShape.strict().optional(),
    ifVersion: ifVersionParameter,
  }),
  answer: notificationsShape,
  async write(wanted, context) {
    const id = await organizationOf(wanted, context)
    const { waitLimitHours, digest } = wanted.body
    const changes = await setTelling(context.pipeline, id, {
      ...(waitLimitHours === undefined ? {} : { waitLimitHours }),
      ...(digest === undefined ? {} : { digest }),
      made: madeOf(wanted),
    })
    return changed(context, { id, by: wanted.caller.name, changes })
  },
})

const channelParams = z.object({
  ...organizationShape,
  channel: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'takes a name of at most 40 lower-case letters, digits and hyphens')
    .describe('The name of a channel.'),
})

export const setChannelOf = defineWrite({
  method: 'put',
  path: '/organizations/{organization}/notifications/channels/{channel}',
  id: 'setChannel',
  tag,
  summary: 'Sets a channel: a new one, or what there is of the name',
  description:
    'The secret that is stored stays where none is given, and only for the server that it was given for.',
  params: channelParams,
  body: z.object({
    channel: wantedChannelShape,
    secret: z
      .string()
      .max(1_000)
      .optional()
      .describe('The password, the address of a chat, or what is signed with. Never shown again.'),
    ifVersion: ifVersionParameter,
  }),
  answer: notificationsShape,
  async write(wanted, context) {
    const { body, params } = wanted
    const id = await organizationOf(wanted, context)
    const changes = await setChannel(context.pipeline, id, {
      channel: { ...body.channel, name: params.channel },
      secret: body.secret,
      made: madeOf(wanted),
    })
    return changed(context, { id, by: wanted.caller.name, changes })
  },
})

export const removeChannelOf = defineWrite({
  method: 'delete',
  path: '/organizations/{organization}/notifications/channels/{channel}',
  id: 'removeChannel',
  tag,
  summary: 'Removes a channel with its secret',
  params: channelParams,
  body: z.object({ ifVersion: ifVersionParameter }),
  answer: notificationsShape,
  async write(wanted, context) {
    const id = await organizationOf(wanted, context)
    const { channel: name } = wanted.params
    const changes = await removeChannel(context.pipeline, id, { name, made: madeOf(wanted) })
    return changed(context, { id, by: wanted.caller.name, changes })
  },
})

export const testChannelOf = defineWrite({
  method: 'post',
  path: '/organizations/{organization}/notifications/channels/{channel}/test',
  id: 'testChannel',
  tag,
  summary: 'Sends a message by a channel now',
  params: channelParams,
  body: z.object({}),
  answer: z.object({
    answer: z.string().describe('What the receiver said when it took it.'),
    refused: z
      .array(z.string())
      .describe('Of the receivers of a mail, who was refused, while others were not.'),
  }),
  async write({ params, caller, signal }, context) {
    const id = await organizationOf({ params }, context)
    const tested = { name: params.channel, by: caller.name, signal }
    const { answer, refused } = await testChannel(context.pipeline, id, tested)
    return { answer, refused: [...refused] }
  },
})
