/** `notify`: where an organization's notifications go, and about what. */

import { applySchedules, type Pipeline } from '@upflow/pipeline'
import { processUser } from '@upflow/pipeline/data'
import {
  type Channel,
  changeFromPresent,
  type Notifications,
  readSetting,
  withoutSecrets,
} from '@upflow/settings'
import { changeText } from '../change-text.ts'
import { type ChannelOptions, toChannel } from '../channel-options.ts'
import { chooseOrganization } from '../choose-organization.ts'
import { type ExitCode, exitCodes, UsageError } from '../exit-codes.ts'
import { readSecret } from '../read-secret.ts'
import type { CommandContext } from './context.ts'
import { withPipeline } from './run-job.ts'

export interface NotifyOptions extends ChannelOptions {
  /** In hours of working time. */
  readonly waitLimit: string | undefined
  /** `1 08:00`: weekday, 1 is Monday, and time. */
  readonly digest: string | undefined
}

type Asked = { readonly id: string | undefined; readonly name: string | undefined }

export async function notify(
  context: CommandContext,
  action: string,
  names: readonly string[],
  options: NotifyOptions,
): Promise<ExitCode> {
  const asked: Asked = { id: names[0], name: names[1] }
  if (asked.id === undefined) throw new UsageError(`notify ${action} needs the organization's id`)
  if (action === 'show' && asked.name !== undefined)
    throw new UsageError(`notify show takes no '${asked.name}'`)
  if ((action === 'test' || action === 'remove') && asked.name === undefined)
    throw new UsageError(`notify ${action} needs the channel's name`)
  return withPipeline(context, { demo: null, concurrency: 0 }, async (pipeline) => {
    if (action === 'show') return show(pipeline, context, asked)
    if (action === 'test') return test(pipeline, context, asked)
    if (action === 'remove') return remove(pipeline, context, asked)
    return asked.name === undefined
      ? setGeneral(pipeline, context, asked, options)
      : setChannel(pipeline, context, asked, options)
  })
}

async function show(pipeline: Pipeline, { terminal }: CommandContext, { id }: Asked): Promise<ExitCode> {
  const { id: organizationId } = await chooseOrganization(pipeline, id)
  const shown = withoutSecrets(
    await readSetting(await pipeline.tenants.open(organizationId), 'notifications'),
  )
  terminal.printJson({ notifications: shown })
  for (const { name, topics, ...channel } of shown.channels)
    terminal.print(
      `${name}  ${addressOf(channel)}  ${topics.length === 0 ? 'of nothing' : `of ${topics.join(', ')}`}`,
    )
  if (shown.channels.length === 0)
    terminal.note(`Nobody is told of anything: notify set ${organizationId} NAME --mail ADDRESS…`)
  terminal.print(`waits longer than ${shown.waitLimitHours} working hours`)
  terminal.print(`digest on weekday ${shown.digest.weekday} (1 is Monday) at ${shown.digest.time}`)
  return exitCodes.success
}

type Shown = ReturnType<typeof withoutSecrets>['channels'][number]

function addressOf(channel: Omit<Shown, 'name' | 'topics'>): string {
  if (channel.kind === 'mail') {
    const { to, host, port, security } = channel as Extract<Shown, { kind: 'mail' }>
    return `mail to ${to.join(', ')} by ${host}:${port} (${security})`
  }
  return channel.kind === 'slack'
    ? `chat at ${(channel as Extract<Shown, { kind: 'slack' }>).origin}`
    : `webhook ${(channel as Extract<Shown, { kind: 'webhook' }>).url}`
}

async function setChannel(
  pipeline: Pipeline,
  context: CommandContext,
  { id, name }: Asked,
  options: NotifyOptions,
): Promise<ExitCode> {
  if (options.waitLimit !== undefined || options.digest !== undefined)
    throw new UsageError(`--wait-limit and --digest are of all channels: leave out '${name}'`)
  const { id: organizationId } = await chooseOrganization(pipeline, id)
  const tenant = await pipeline.tenants.open(organizationId)
  const present = (await readSetting(tenant, 'notifications')).channels.find((one) => one.name === name)
  const { channel, secretName } = toChannel(name!, options, present)
  const secret = secretName === null ? null : await readSecret(secretName, context.signal)
  const whole = await sealed(pipeline, organizationId, { channel, secret })
  return change(pipeline, context, organizationId, ({ channels, ...rest }) => ({
    ...rest,
    channels: channels.some((one) => one.name === name)
      ? channels.map((one) => (one.name === name ? whole : one))
      : [...channels, whole],
  }))
}

async function sealed(
  { channels }: Pipeline,
  organizationId: Parameters<Pipeline['channels']['seal']>[0],
  { channel, secret }: { channel: Channel; secret: string | null },
): Promise<Channel> {
  if (secret === null) return channel
  if (channel.kind === 'mail')
    return { ...channel, sealedPassword: await channels.seal(organizationId, channel, secret) }
  if (channel.kind === 'webhook')
    return { ...channel, sealedSecret: await channels.seal(organizationId, channel, secret) }
  const placed = { ...channel, origin: originOf(secret) }
  return { ...placed, sealedUrl: await channels.seal(organizationId, placed, secret) }
}

/** Of what must be shown to nobody, nothing is said. */
function originOf(address: string): string {
  try {
    const { protocol, origin } = new URL(address)
    if (protocol === 'https:' || protocol === 'http:') return origin
  } catch {
    // It is none.
  }
  throw new UsageError('what came on standard input is no address of an incoming webhook')
}

async function setGeneral(
  pipeline: Pipeline,
  context: CommandContext,
  { id }: Asked,
  { waitLimit, digest }: NotifyOptions,
): Promise<ExitCode> {
  if (waitLimit === undefined && digest === undefined)
    throw new UsageError('notify set needs the name of a channel, --wait-limit or --digest')
  const { id: organizationId } = await chooseOrganization(pipeline, id)
  const [weekday, time] = digest?.split(' ') ?? []
  return change(pipeline, context, organizationId, (present) => ({
    ...present,
    ...(waitLimit === undefined ? {} : { waitLimitHours: Number(waitLimit) }),
    ...(digest === undefined ? {} : { digest: { weekday: Number(weekday), time: time ?? '' } }),
  }))
}

async function remove(pipeline: Pipeline, context: CommandContext, { id, name }: Asked): Promise<ExitCode> {
  const { id: organizationId } = await chooseOrganization(pipeline, id)
  return change(pipeline, context, organizationId, ({ channels, ...rest }) => ({
    ...rest,
    channels: without(channels, name!),
  }))
}

/** @throws UsageError naming those that there are */
function without(channels: readonly Channel[], name: string): readonly Channel[] {
  mustFind(channels, name)
  return channels.filter((one) => one.name !== name)
}

function mustFind(channels: readonly Channel[], name: string): Channel {
  const found = channels.find((one) => one.name === name)
  if (found) return found
  const known =
    channels.length === 0 ? 'there is none' : `there are ${channels.map((one) => one.name).join(', ')}`
  throw new UsageError(`there is no channel '${name}': ${known}`)
}

async function change(
  pipeline: Pipeline,
  { terminal }: CommandContext,
  organizationId: Parameters<Pipeline['tenants']['open']>[0],
  toNext: (present: Notifications) => unknown,
): Promise<ExitCode> {
  const tenant = await pipeline.tenants.open(organizationId)
  const changes = await changeFromPresent(
    tenant,
    ({ notifications }) => [{ key: 'notifications', value: toNext(notifications.value) }],
    { by: processUser() },
  )
  await applySchedules(pipeline, organizationId)
  const { channels } = await readSetting(tenant, 'notifications')
  for (const one of changes) for (const text of changeText(one, new Map())) terminal.note(text)
  if (changes.length === 0) terminal.note('It was so already, as far as can be shown.')
  if (channels.length > 0)
    terminal.note('What is due is looked for every hour, while a process serves the queue.')
  terminal.printJson({ changes })
  return exitCodes.success
}

/** Sends now, from here. */
async function test(
  pipeline: Pipeline,
  { terminal, signal }: CommandContext,
  { id, name }: Asked,
): Promise<ExitCode> {
  const { composeTest } = await import('@upflow/notifications')
  const organization = await chooseOrganization(pipeline, id)
  const tenant = await pipeline.tenants.open(organization.id)
  const channel = mustFind((await readSetting(tenant, 'notifications')).channels, name!)
  const message = composeTest({ organizationId: organization.id, name: organization.name })
  const token = `test:${Date.now()}`
  const refused = await pipeline.channels.send(organization.id, channel, message, { token, signal })
  terminal.printJson({ channel: name, sent: true, refused })
  terminal.print(
    `Channel ${name} took the message${refused.length === 0 ? '' : `, but not for ${refused.join(', ')}`}.`,
  )
  return refused.length === 0 ? exitCodes.success : exitCodes.partial
}
