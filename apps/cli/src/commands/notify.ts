/** `notify`: where an organization's notifications go, and about what. */
import { type OrganizationId, toIso } from '@upflow/model'
import {
  type DeliveryRecord,
  followChange,
  type Pipeline,
  readDeliveries,
  readNotifications,
  removeChannel,
  setChannel,
  setTelling,
  testChannel,
} from '@upflow/pipeline'
import { processUser } from '@upflow/pipeline/data'
import { changeTexts, type SettingChange } from '@upflow/settings'
import { type ChannelOptions, hasChannelOptions, type ShownChannel, toChannel } from '../channel-options.ts'
import { chooseOrganization } from '../choose-organization.ts'
import { type ExitCode, exitCodes, UsageError } from '../exit-codes.ts'
import { type ReadableData, readData } from '../open-runs.ts'
import { parseLimit } from '../parse-number.ts'
import { readSecret } from '../read-secret.ts'
import type { CommandContext } from './context.ts'
import { withPipeline } from './run-job.ts'

export interface NotifyOptions extends ChannelOptions {
  /** In hours of working time. */
  readonly waitLimit: string | undefined
  /** `1 08:00`: weekday, 1 is Monday, and time. */
  readonly digest: string | undefined
  /** Of deliveries. */
  readonly limit: string | undefined
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
  if (action === 'show') return readData(context, (data) => show(data, context, asked))
  if (action === 'deliveries')
    return readData(context, (data) => deliveries(data, context, { ...asked, limit: options.limit }))
  return withPipeline(context, { demo: null, concurrency: 0 }, async (pipeline) => {
    if (action === 'test') return test(pipeline, context, asked)
    if (action === 'remove') return remove(pipeline, context, asked)
    return asked.name === undefined
      ? setGeneral(pipeline, context, asked, options)
      : set(pipeline, context, asked, options)
  })
}

async function show(pipeline: ReadableData, { terminal }: CommandContext, { id }: Asked): Promise<ExitCode> {
  const { id: organizationId } = await chooseOrganization(pipeline, id)
  const { version: _, ...shown } = await readNotifications(pipeline, organizationId)
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

function addressOf(channel: Omit<ShownChannel, 'name' | 'topics'>): string {
  if (channel.kind === 'mail') {
    const { to, host, port, security } = channel as Extract<ShownChannel, { kind: 'mail' }>
    return `mail to ${to.join(', ')} by ${host}:${port} (${security})`
  }
  return channel.kind === 'slack'
    ? `chat at ${(channel as Extract<ShownChannel, { kind: 'slack' }>).origin}`
    : `webhook ${(channel as Extract<ShownChannel, { kind: 'webhook' }>).url}`
}

/** The newest first, with every try and what was sent. */
async function deliveries(
  { engine, ...pipeline }: ReadableData,
  { terminal }: CommandContext,
  { id, name, limit }: Asked & { readonly limit: string | undefined },
): Promise<ExitCode> {
  const most = parseLimit(limit, 20)
  const { id: organizationId } = await chooseOrganization(pipeline, id)
  const found: DeliveryRecord[] = []
  for (let before: string | undefined; found.length < most; ) {
    const page = await readDeliveries(engine.runs, organizationId, {
      limit: most,
      ...(before === undefined ? {} : { before }),
    })
    found.push(...page.deliveries.filter(({ channel }) => name === undefined || channel === name))
    if (page.next === null) break
    before = page.next
  }
  const shown = found.slice(0, most)
  terminal.printJson({ deliveries: shown })
  for (const one of shown) {
    terminal.print(`${timeText(one.at)}  ${one.channel}  ${one.topic}  ${one.status}  ${one.run}`)
    for (const { at, error } of one.tries)
      terminal.print(`  ${timeText(at)}  ${error ?? one.answer ?? 'taken'}`)
    if (one.refused.length > 0) terminal.print(`  not for ${one.refused.join(', ')}`)
    if (one.message) terminal.print(indented(`${one.message.subject}\n${one.message.text.trimEnd()}`))
  }
  if (shown.length === 0) terminal.note('Nothing was due yet.')
  return exitCodes.success
}

const timeText = (atMs: number): string => toIso(Math.floor(atMs / 1_000))
const indented = (text: string): string => text.replace(/^/gm, '    ')

async function set(
  pipeline: Pipeline,
  context: CommandContext,
  { id, name }: Asked,
  options: NotifyOptions,
): Promise<ExitCode> {
  if (options.waitLimit !== undefined || options.digest !== undefined)
    throw new UsageError(`--wait-limit and --digest are of all channels: leave out '${name}'`)
  const { id: organizationId } = await chooseOrganization(pipeline, id)
  const { channels } = await readNotifications(pipeline, organizationId)
  const present = channels.find((one) => one.name === name)
  const { channel, secretName } = toChannel(name!, options, present)
  const secret = secretName === null ? undefined : await readSecret(secretName, context.signal)
  const changes = await setChannel(pipeline, organizationId, { channel, secret, made: madeHere() })
  return follow(pipeline, context, { id: organizationId, changes })
}

async function setGeneral(
  pipeline: Pipeline,
  context: CommandContext,
  { id }: Asked,
  { waitLimit, digest, ...ofChannel }: NotifyOptions,
): Promise<ExitCode> {
  if ((waitLimit === undefined && digest === undefined) || hasChannelOptions(ofChannel))
    throw new UsageError(
      'notify set needs the name of a channel; without one it takes --wait-limit and --digest alone',
    )
  const waitLimitHours = waitLimit === undefined ? null : toHours(waitLimit)
  const digestAt = digest === undefined ? null : toDigest(digest)
  const { id: organizationId } = await chooseOrganization(pipeline, id)
  const changes = await setTelling(pipeline, organizationId, {
    ...(waitLimitHours === null ? {} : { waitLimitHours }),
    ...(digestAt === null ? {} : { digest: digestAt }),
    made: madeHere(),
  })
  return follow(pipeline, context, { id: organizationId, changes })
}

/** What is too much or too little is refused where it is set. */
function toHours(text: string): number {
  if (/^\d{1,9}(?:\.\d{1,9})?$/.test(text)) return Number(text)
  throw new UsageError(`--wait-limit takes a number of working hours such as 16, not '${text}'`)
}

function toDigest(text: string): { readonly weekday: number; readonly time: string } {
  const [, weekday, time] = /^\s*([1-7])\s+((?:[01]\d|2[0-3]):[0-5]\d)\s*$/.exec(text) ?? []
  if (weekday !== undefined && time !== undefined) return { weekday: Number(weekday), time }
  throw new UsageError(`--digest takes a weekday, 1 is Monday, and a time, such as "1 08:00", not '${text}'`)
}

async function remove(pipeline: Pipeline, context: CommandContext, { id, name }: Asked): Promise<ExitCode> {
  const { id: organizationId } = await chooseOrganization(pipeline, id)
  await mustFind(pipeline, organizationId, name!)
  const changes = await removeChannel(pipeline, organizationId, { name: name!, made: madeHere() })
  return follow(pipeline, context, { id: organizationId, changes })
}

/** Made from what there is. */
const madeHere = () => ({ by: processUser(), ifVersion: null })

/** @throws UsageError naming those that there are */
async function mustFind(pipeline: Pipeline, organizationId: OrganizationId, name: string): Promise<void> {
  const { channels } = await readNotifications(pipeline, organizationId)
  if (channels.some((one) => one.name === name)) return
  const known =
    channels.length === 0 ? 'there is none' : `there are ${channels.map((one) => one.name).join(', ')}`
  throw new UsageError(`there is no channel '${name}': ${known}`)
}

async function follow(
  pipeline: Pipeline,
  { terminal }: CommandContext,
  { id, changes }: { readonly id: OrganizationId; readonly changes: readonly SettingChange[] },
): Promise<ExitCode> {
  await followChange(pipeline, { id, changes })
  const { channels } = await readNotifications(pipeline, id)
  for (const one of changes) for (const text of changeTexts(one, new Map())) terminal.note(text)
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
  const organization = await chooseOrganization(pipeline, id)
  await mustFind(pipeline, organization.id, name!)
  const { answer, refused } = await testChannel(pipeline, organization.id, {
    name: name!,
    by: processUser(),
    signal,
  })
  terminal.printJson({ channel: name, sent: true, answer, refused })
  terminal.print(
    `Channel ${name} took the message${refused.length === 0 ? '' : `, but not for ${refused.join(', ')}`}, and said: ${answer}`,
  )
  return refused.length === 0 ? exitCodes.success : exitCodes.partial
}
