/**
 * The channels of notifications with their secrets, which go from here into what is sent and nowhere else: not into
 * steps, and what is stored of a run is searched for them.
 */
import type { SecretBox, TenantStore } from '@upflow/db'
import type { OrganizationId } from '@upflow/model'
import type { Delivered, Message } from '@upflow/notifications'
import { type Channel, readSetting } from '@upflow/settings'
import type { Config } from './config.ts'

export interface Channels {
  /** A secret as it may be kept, of a channel that is otherwise as it will be. */
  seal(organizationId: OrganizationId, channel: Channel, secret: string): Promise<string>
  /**
   * One try.
   * @throws NotificationsError, which says whether a later try may do; DbError `db/wrong-secret`
   */
  send(
    organizationId: OrganizationId,
    channel: Channel,
    message: Message,
    options: SendOptions,
  ): Promise<Delivered>
  /** Null when it is not set any more. */
  find(tenant: TenantStore, name: string): Promise<Channel | null>
  /** Replaces every secret that was used. */
  redact(text: string): string
}

interface SendOptions {
  /** Of what is told, the same for every try. */
  readonly token: string
  readonly signal?: AbortSignal | undefined
}

/** Shorter ones are words of what is stored. */
const shortestSecret = 8

export function createChannels({
  config,
  secretBox,
}: {
  readonly config: Config
  readonly secretBox: SecretBox
}): Channels {
  const used = new Set<string>()
  const use = (secret: string): string => {
    if (secret.length >= shortestSecret) used.add(secret)
    return secret
  }
  return {
    async seal(organizationId, channel, secret) {
      const { secretPurpose } = await import('@upflow/notifications')
      return secretBox.seal(use(secret), secretPurpose(organizationId, channel))
    },
    async send(organizationId, channel, message, options) {
      const { createAddressGuard, deliver, sealedOf, secretPurpose } = await import('@upflow/notifications')
      const guard = createAddressGuard({ allowed: config.notifyNetworks })
      const sealed = sealedOf(channel)
      const secret =
        sealed === null ? null : use(secretBox.open(sealed, secretPurpose(organizationId, channel)))
      return deliver(channel, message, { ...options, guard, secret })
    },
    async find(tenant, name) {
      const { channels } = await readSetting(tenant, 'notifications')
      return channels.find((one) => one.name === name) ?? null
    },
    redact(text) {
      let redacted = text
      // As JSON has it too: what is stored is searched as it is written.
      for (const secret of used)
        for (const form of new Set([secret, JSON.stringify(secret).slice(1, -1)]))
          redacted = redacted.replaceAll(form, '[redacted]')
      return redacted
    },
  }
}
