/** What is to be told to whom at a moment: each thing once a channel, of the channels that want to hear of it. */
import type { Tenant } from '@upflow/db'
import { dayOf, startOfDay } from '@upflow/insights'
import type { Instant, OrganizationId } from '@upflow/model'
import { type Notifications, type NotificationTopic, readSettings } from '@upflow/settings'
import { findLongWaits, type Wait, waitKey } from './compose/waits.ts'
import { notTold } from './told.ts'

export type Delivery = { readonly channel: string } & (
  | { readonly topic: 'digest'; readonly since: Instant; readonly until: Instant }
  | { readonly topic: 'waits'; readonly waits: readonly Wait[] }
  | { readonly topic: 'runs'; readonly runIds: readonly string[] }
  | { readonly topic: 'token'; readonly expiresAt: Instant; readonly stage: number }
)

export interface Situation {
  readonly now: Instant
  /** Runs that ended otherwise than they should, lately. */
  readonly badRunIds: readonly string[]
  /** Null where the token does not expire, or is not known to. */
  readonly tokenExpiresAt: Instant | null
}

/** What of a delivery is not to be told again. */
export function toldOf(delivery: Delivery): string[] {
  if (delivery.topic === 'digest') return [`digest:${delivery.until}`]
  if (delivery.topic === 'waits') return delivery.waits.map((one) => `wait:${waitKey(one)}`)
  if (delivery.topic === 'runs') return delivery.runIds.map((id) => `run:${id}`)
  return [`token:${delivery.expiresAt}:${delivery.stage}`]
}

/** The same for the same, whichever step or run tells it: who was sent it, and was not heard in time, can tell. */
export const deliveryToken = (organizationId: OrganizationId, delivery: Delivery): string =>
  [organizationId, ...toldOf(delivery)].join(' ')

/** How many are told of at once: a step keeps them by name. */
const mostAtOnce = 100

export async function findDue(
  tenant: Tenant,
  { now, badRunIds, tokenExpiresAt }: Situation,
): Promise<Delivery[]> {
  const { notifications, calendar } = await readSettings(tenant)
  const { channels, digest } = notifications.value
  const wants = (topic: NotificationTopic) => channels.some(({ topics }) => topics.includes(topic))
  const period = digestPeriod(digest, now, calendar.value.timeZone)
  const waits = wants('waits') ? await findLongWaits(tenant, now) : []
  const stage = tokenExpiresAt === null ? null : stageOf(tokenExpiresAt - now)
  const due: Delivery[] = []
  for (const { name: channel, topics } of channels) {
    const fresh = async <T>(all: readonly T[], keyOf: (one: T) => string): Promise<T[]> => {
      const left = new Set(await notTold(tenant, channel, all.map(keyOf)))
      return all.filter((one) => left.has(keyOf(one))).slice(0, mostAtOnce)
    }
    if (topics.includes('digest') && period !== null) due.push({ channel, topic: 'digest', ...period })
    if (topics.includes('waits')) {
      const found = await fresh(waits, (one) => `wait:${waitKey(one)}`)
      const names = found.map(({ repository, number, since }) => ({ repository, number, since }))
      if (names.length > 0) due.push({ channel, topic: 'waits', waits: names })
    }
    if (topics.includes('runs')) {
      const runIds = await fresh(badRunIds, (id) => `run:${id}`)
      if (runIds.length > 0) due.push({ channel, topic: 'runs', runIds })
    }
    if (topics.includes('token') && tokenExpiresAt !== null && stage !== null)
      due.push({ channel, topic: 'token', expiresAt: tokenExpiresAt, stage })
  }
  const left = await Promise.all(
    due.map(async (one) => (await notTold(tenant, one.channel, toldOf(one))).length > 0),
  )
  return due.filter((_, index) => left[index])
}

const day = 86_400

/** Days before the token's end at which it is told of; null while it is longer. */
function stageOf(leftSeconds: number): number | null {
  return [0, 3, 14].find((days) => leftSeconds <= days * day) ?? null
}

/** How late a digest still is one. */
const digestLateSeconds = 36 * 3_600

/** The seven days before the day of the digest, once its time has come and not long after; else null. */
export function digestPeriod(
  { weekday, time }: Notifications['digest'],
  now: Instant,
  timeZone: string,
): { readonly since: Instant; readonly until: Instant } | null {
  const [hours, minutes] = time.split(':').map(Number) as [number, number]
  for (const back of [0, 1, 2]) {
    const dayText = dayOf(now - back * day, timeZone)
    if (weekdayOf(dayText) !== weekday) continue
    const until = startOfDay(dayText, timeZone)
    const dueAt = until + hours * 3_600 + minutes * 60
    if (now < dueAt || now - dueAt > digestLateSeconds) return null
    return { since: startOfDay(addDays(dayText, -7), timeZone), until }
  }
  return null
}

const weekdayOf = (text: string): number => new Date(`${text}T00:00:00Z`).getUTCDay() || 7
const addDays = (text: string, days: number): string =>
  new Date(Date.parse(`${text}T00:00:00Z`) + days * day * 1_000).toISOString().slice(0, 10)
