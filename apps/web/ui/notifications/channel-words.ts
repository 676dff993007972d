/** Channels and what they hear of, in words. */
import type { Channel, Topic } from '../api/types.ts'

export const topicWords: Readonly<Record<Topic, string>> = {
  digest: 'the weekly digest',
  waits: 'what waits too long',
  runs: 'runs that failed or ended in part',
  token: 'a GitHub token that expires',
}

export const kindWords: Readonly<Record<Channel['kind'], string>> = {
  mail: 'Mail',
  slack: 'Chat, by an incoming webhook as Slack has it',
  webhook: 'Signed webhook',
}

export function addressOf(channel: Channel): string {
  if (channel.kind === 'mail')
    return `Mail to ${channel.to.join(', ')} by ${channel.host}:${channel.port} (${channel.security})`
  return channel.kind === 'slack' ? `Chat at ${channel.origin}` : `Webhook ${channel.url}`
}
