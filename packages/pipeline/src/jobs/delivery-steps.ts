/** The steps of a delivery, by whose keys what came of it is found again: what is to be sent, then sending it. */
import { type NotificationTopic, notificationTopics } from '@upflow/settings'

export interface DeliveryName {
  readonly channel: string
  readonly topic: NotificationTopic
}

/** What the step that sends it has recorded. A run of an older version knows only whether it was sent. */
export interface Delivered {
  readonly wasSent: boolean
  readonly answer?: string
  /** Of the receivers of a mail, who was refused, while others were not. */
  readonly refused?: readonly string[]
}

/** Its value is the message, or null where there is nothing to say. */
export const composeKey = ({ channel, topic }: DeliveryName): string => `compose:${channel}:${topic}`

export const deliverKey = ({ channel, topic }: DeliveryName): string => `deliver:${channel}:${topic}`

/** Null of another step. */
export function parseDeliverKey(key: string): DeliveryName | null {
  const [step, channel, name] = key.split(':')
  const topic = notificationTopics.find((one) => one === name)
  return step === 'deliver' && channel !== undefined && topic !== undefined ? { channel, topic } : null
}
