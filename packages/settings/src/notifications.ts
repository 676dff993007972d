/** Where an organization's notifications go, and about what. Secrets are sealed; nobody is shown them again. */

export const notificationTopics = ['digest', 'waits', 'runs', 'token'] as const
export type NotificationTopic = (typeof notificationTopics)[number]

interface ChannelBase {
  /** Lower-case letters, digits and hyphens. */
  readonly name: string
  readonly topics: readonly NotificationTopic[]
}

export interface MailChannel extends ChannelBase {
  readonly kind: 'mail'
  readonly from: string
  readonly to: readonly string[]
  readonly host: string
  readonly port: number
  /** `tls` from the first byte, `starttls` or nothing, `none` for a relay that has neither. */
  readonly security: 'tls' | 'starttls' | 'none'
  readonly user: string | null
  readonly sealedPassword: string | null
}

/** What Slack calls an incoming webhook, and others take too. Its address is the secret. */
export interface SlackChannel extends ChannelBase {
  readonly kind: 'slack'
  /** Of the address, the part that is none. */
  readonly origin: string
  readonly sealedUrl: string
}

export interface WebhookChannel extends ChannelBase {
  readonly kind: 'webhook'
  readonly url: string
  /** What is sent is signed with it. */
  readonly sealedSecret: string
}

export type Channel = MailChannel | SlackChannel | WebhookChannel

export interface Notifications {
  readonly channels: readonly Channel[]
  /** What waits longer, in hours of working time, is notified once. */
  readonly waitLimitHours: number
  /** When the digest is due, in the organization's time zone: 1 is Monday. */
  readonly digest: { readonly weekday: number; readonly time: string }
}

export const defaultNotifications: Notifications = {
  channels: [],
  waitLimitHours: 16,
  digest: { weekday: 1, time: '08:00' },
}

/** As it may be shown: of each secret, that there is one. */
export const withoutSecrets = ({ channels, ...rest }: Notifications) => ({
  channels: channels.map((channel) => {
    if (channel.kind === 'mail') {
      const { sealedPassword, ...shown } = channel
      return { ...shown, hasPassword: sealedPassword !== null }
    }
    if (channel.kind === 'slack') {
      const { sealedUrl: _, ...shown } = channel
      return { ...shown, hasUrl: true }
    }
    const { sealedSecret: _, ...shown } = channel
    return { ...shown, hasSecret: true }
  }),
  ...rest,
})
