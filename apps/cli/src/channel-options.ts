/** A channel as it is typed: options make a new one, or change what there is of the name. */
import type { ShownNotifications, WantedChannel } from '@upflow/pipeline'
import { type NotificationTopic, notificationTopics } from '@upflow/settings'
import { UsageError } from './exit-codes.ts'

export interface ChannelOptions {
  readonly mail: readonly string[] | null
  readonly from: string | undefined
  /** `HOST:PORT` */
  readonly smtp: string | undefined
  readonly security: string | undefined
  readonly user: string | undefined
  readonly chat: boolean
  readonly webhook: string | undefined
  readonly topics: readonly string[] | null
}

export type ShownChannel = ShownNotifications['channels'][number]

export interface TypedChannel {
  readonly channel: WantedChannel
  /** What is to be read from standard input; null when nothing is. */
  readonly secretName: string | null
}

/** @throws UsageError; what cannot be set is found when it is set */
export function toChannel(
  name: string,
  options: ChannelOptions,
  present: ShownChannel | undefined,
): TypedChannel {
  const { mail, chat, webhook } = options
  const kinds = [mail !== null && 'mail', chat && 'slack', webhook !== undefined && 'webhook'].filter(Boolean)
  if (kinds.length > 1)
    throw new UsageError('--mail, --chat and --webhook are three kinds of channels: give one')
  const topics = toTopics(options.topics) ?? present?.topics ?? notificationTopics
  if (kinds.length === 0 && present !== undefined && !hasMailOptions(options))
    return { channel: { ...asWanted(present), topics }, secretName: null }
  const kind = kinds[0] ?? present?.kind
  if (kind !== undefined && kind !== 'mail' && hasMailOptions(options))
    throw new UsageError('--from, --smtp, --security and --user are of a channel by mail: add --mail')
  if (kind === 'slack')
    return {
      channel: { name, topics, kind },
      secretName: 'address of the incoming webhook',
    }
  if (kind === 'webhook')
    return {
      channel: { name, topics, kind, url: webhook ?? '' },
      secretName: 'secret to sign with',
    }
  if (kind === 'mail') return toMail(name, topics, { options, present })
  throw new UsageError('notify set needs --mail with an address, --chat, or --webhook with an address')
}

function asWanted(present: ShownChannel): WantedChannel {
  if (present.kind === 'mail') {
    const { hasPassword: _, ...wanted } = present
    return wanted
  }
  const { name, topics } = present
  return present.kind === 'slack'
    ? { name, topics, kind: present.kind }
    : { name, topics, kind: present.kind, url: present.url }
}

export const hasChannelOptions = (options: ChannelOptions): boolean =>
  options.mail !== null ||
  options.chat ||
  options.webhook !== undefined ||
  options.topics !== null ||
  hasMailOptions(options)

const hasMailOptions = ({ from, smtp, security, user }: ChannelOptions) =>
  [from, smtp, security, user].some((one) => one !== undefined)

function toMail(
  name: string,
  topics: readonly NotificationTopic[],
  { options, present }: { readonly options: ChannelOptions; readonly present: ShownChannel | undefined },
): TypedChannel {
  const before = present?.kind === 'mail' ? present : null
  const [host, port] = options.smtp === undefined ? [before?.host, before?.port] : toServer(options.smtp)
  const from = options.from ?? before?.from
  const to = options.mail ?? before?.to
  if (host === undefined || port === undefined || from === undefined || to === undefined)
    throw new UsageError('a channel by mail needs --mail ADDRESS, --from ADDRESS and --smtp HOST:PORT')
  const user = options.user ?? before?.user ?? null
  const security = options.security ?? before?.security ?? (port === 465 ? 'tls' : 'starttls')
  const isSameServer = before !== null && before.host === host && before.port === port && before.user === user
  return {
    channel: {
      name,
      topics,
      kind: 'mail',
      from,
      to,
      host,
      port,
      // Checked when it is set.
      security: security as 'tls',
      user,
    },
    secretName: user === null || isSameServer ? null : `password of ${user} at ${host}`,
  }
}

function toServer(text: string): [string, number] {
  const [, host, port] = /^\[?([^[\]]+?)\]?:(\d+)$/.exec(text) ?? []
  if (host === undefined)
    throw new UsageError(`--smtp takes HOST:PORT such as mail.example.com:587, not '${text}'`)
  return [host, Number(port)]
}

function toTopics(words: readonly string[] | null): readonly NotificationTopic[] | null {
  return (
    words?.map((word) => {
      const topic = notificationTopics.find((known) => known === word)
      if (topic !== undefined) return topic
      throw new UsageError(`--about takes ${notificationTopics.join(', ')}, not '${word}'`)
    }) ?? null
  )
}
