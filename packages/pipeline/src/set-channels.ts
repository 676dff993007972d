/** Where notifications go, as people set it and see it: secrets go in and are sealed, and none comes out. */
import { randomUUID } from 'node:crypto'
import type { OrganizationId } from '@upflow/model'
import type { Delivered } from '@upflow/notifications'
import {
  type Channel,
  changeFromPresent,
  type MailChannel,
  type Notifications,
  readSettings,
  recordAction,
  type SettingChange,
  SettingsError,
  type SlackChannel,
  type WebhookChannel,
  withoutSecrets,
} from '@upflow/settings'
import type { Pipeline } from './open-pipeline.ts'

type Setting = Pick<Pipeline, 'channels' | 'registry' | 'tenants'>

export type ShownNotifications = ReturnType<typeof withoutSecrets> & {
  /** Changes with what is set. */
  readonly version: string
}

/** A channel without its secret, which is told beside it. */
export type WantedChannel =
  | Omit<MailChannel, 'sealedPassword'>
  | Omit<SlackChannel, 'origin' | 'sealedUrl'>
  | Omit<WebhookChannel, 'sealedSecret'>

interface Made {
  readonly by: string
  /** The version that it was made from; null to make it from what there is. */
  readonly ifVersion: string | null
}

export async function readNotifications(
  { tenants }: Setting,
  organizationId: OrganizationId,
): Promise<ShownNotifications> {
  const { value, version } = (await readSettings(await tenants.open(organizationId))).notifications
  return { ...withoutSecrets(value), version }
}

/** When the digest comes, and what waits too long. @throws SettingsError */
export const setTelling = (
  pipeline: Setting,
  organizationId: OrganizationId,
  { made, ...telling }: Partial<Pick<Notifications, 'digest' | 'waitLimitHours'>> & { readonly made: Made },
): Promise<SettingChange[]> =>
  change(pipeline, organizationId, { made, toNext: async (present) => ({ ...present, ...telling }) })

/**
 * A new channel, or another of the name. The secret that there is stays where none is given, and only for whom it was.
 * @throws SettingsError `settings/invalid` naming all that is wrong, `settings/changed-meanwhile`
 */
export const setChannel = (
  pipeline: Setting,
  organizationId: OrganizationId,
  {
    channel,
    secret,
    made,
  }: { readonly channel: WantedChannel; readonly secret: string | undefined; readonly made: Made },
): Promise<SettingChange[]> =>
  change(pipeline, organizationId, {
    made,
    async toNext({ channels, ...rest }) {
      const { name } = channel
      const present = channels.find((one) => one.name === name)
      const whole =
        secret === undefined
          ? withKept(channel, present)
          : await withSealed(pipeline, organizationId, { channel, secret })
      const others = channels.map((one) => (one.name === name ? whole : one))
      return { ...rest, channels: present ? others : [...channels, whole] }
    },
  })

/** @throws SettingsError `settings/unknown-channel`, `settings/changed-meanwhile` */
export const removeChannel = (
  pipeline: Setting,
  organizationId: OrganizationId,
  { name, made }: { readonly name: string; readonly made: Made },
): Promise<SettingChange[]> =>
  change(pipeline, organizationId, {
    made,
    async toNext({ channels, ...rest }) {
      if (!channels.some((one) => one.name === name)) throw unknownChannel(name)
      return { ...rest, channels: channels.filter((one) => one.name !== name) }
    },
  })

/**
 * Sends a message now, from here; who had it sent is in the audit before it goes.
 * @throws SettingsError `settings/unknown-channel`; NotificationsError; the signal's reason
 */
export async function testChannel(
  { channels, registry, tenants }: Setting,
  organizationId: OrganizationId,
  { name, by, signal }: { readonly name: string; readonly by: string; readonly signal?: AbortSignal },
): Promise<Delivered> {
  const { composeTest } = await import('@upflow/notifications')
  const tenant = await tenants.open(organizationId)
  const channel = await channels.find(tenant, name)
  if (channel === null) throw unknownChannel(name)
  await recordAction(tenant, { key: 'channel', by, before: null, after: { did: 'tested', name } })
  const message = composeTest({ organizationId, name: (await registry.get(organizationId)).name })
  return channels.send(organizationId, channel, message, { token: `test ${randomUUID()}`, signal })
}

async function change(
  { tenants }: Setting,
  organizationId: OrganizationId,
  {
    made: { by, ifVersion },
    toNext,
  }: { readonly made: Made; readonly toNext: (present: Notifications) => Promise<unknown> },
): Promise<SettingChange[]> {
  return changeFromPresent(
    await tenants.open(organizationId),
    async ({ notifications: { value, version } }) => [
      { key: 'notifications', value: await toNext(value), ifVersion: ifVersion ?? version },
    ],
    { by },
    { isFromOutside: ifVersion !== null },
  )
}

/** Where the secret is for somebody else, there is none. */
function withKept(channel: WantedChannel, present: Channel | undefined): Channel {
  if (channel.kind === 'mail') {
    const { host, port, user } = channel
    if (user === null) return { ...channel, sealedPassword: null }
    if (present?.kind === 'mail' && present.host === host && present.port === port && present.user === user)
      return { ...channel, sealedPassword: present.sealedPassword }
  } else if (channel.kind === 'slack') {
    if (present?.kind === 'slack') return { ...present, topics: channel.topics }
  } else if (present?.kind === 'webhook' && originOf(present.url) === originOf(channel.url)) {
    return { ...channel, sealedSecret: present.sealedSecret }
  }
  throw invalid(
    `secret must be given: ${{ mail: 'the password of the user at this server', slack: 'the address of the incoming webhook', webhook: 'what is sent is signed with it' }[channel.kind]}`,
  )
}

async function withSealed(
  { channels }: Setting,
  organizationId: OrganizationId,
  { channel, secret }: { readonly channel: WantedChannel; readonly secret: string },
): Promise<Channel> {
  if (secret.trim() === '') throw invalid('secret must not be empty')
  const seal = (whole: Channel) => channels.seal(organizationId, whole, secret)
  if (channel.kind === 'mail') {
    const whole = { ...channel, sealedPassword: unsealed }
    return { ...whole, sealedPassword: channel.user === null ? null : await seal(whole) }
  }
  if (channel.kind === 'slack') {
    const origin = originOf(secret)
    // Of what must be shown to nobody, nothing is said.
    if (origin === null) throw invalid('secret must be the http or https address of an incoming webhook')
    const whole = { ...channel, origin, sealedUrl: unsealed }
    return { ...whole, sealedUrl: await seal(whole) }
  }
  const whole = { ...channel, sealedSecret: unsealed }
  // What is wrong with the address is said when it is set.
  return originOf(channel.url) === null ? whole : { ...whole, sealedSecret: await seal(whole) }
}

const unsealed = 'v1.none'

function originOf(text: string): string | null {
  try {
    const { protocol, origin } = new URL(text)
    return protocol === 'https:' || protocol === 'http:' ? origin : null
  } catch {
    return null
  }
}

const invalid = (problem: string) =>
  new SettingsError('settings/invalid', `Nothing is changed: ${problem}.`, { problems: problem })

const unknownChannel = (name: string) =>
  new SettingsError('settings/unknown-channel', `There is no channel '${name}': it was removed meanwhile.`, {
    channel: name,
  })
