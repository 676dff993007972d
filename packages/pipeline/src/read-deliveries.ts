/**
 * What was told, or could not be: each delivery as its run has recorded it, with every try, what the receiver answered
 * and what was sent. Of what ran long ago nothing is kept. No secret is in a run.
 */
import type { RunEvent, Runs, StepRecord } from '@upflow/jobs'
import type { OrganizationId } from '@upflow/model'
import type { Message } from '@upflow/notifications'
import type { NotificationTopic } from '@upflow/settings'
import { composeKey, type Delivered, deliverKey, parseDeliverKey } from './jobs/delivery-steps.ts'

export interface DeliveryTry {
  /** Milliseconds since 1970: when it ended. */
  readonly at: number
  /** Null where it was taken. */
  readonly error: string | null
}

export interface DeliveryRecord {
  readonly run: string
  readonly channel: string
  readonly topic: NotificationTopic
  /** `waiting` to be tried again. */
  readonly status: 'sent' | 'failed' | 'waiting'
  /** Milliseconds since 1970: of the last try. */
  readonly at: number
  /** Milliseconds since 1970; null where it is not tried again. */
  readonly nextAt: number | null
  readonly tries: readonly DeliveryTry[]
  /** What the receiver said when it took it; null where it did not, and of deliveries of before that was kept. */
  readonly answer: string | null
  /** Of the receivers of a mail, who was refused, while others were not. */
  readonly refused: readonly string[]
  /** What was sent; null where it could not be made, and of deliveries of before that was kept. */
  readonly message: { readonly subject: string; readonly text: string } | null
}

export interface DeliveryPage {
  /** The newest run first. */
  readonly deliveries: readonly DeliveryRecord[]
  /** The `before` of the next page; null after the last. */
  readonly next: string | null
}

interface Wanted {
  /** All of a run are on one page, so that there may be more. */
  readonly limit: number
  /** The run before which a page begins. */
  readonly before?: string
}

/** Of most hours nothing is due. */
const runsAtOnce = 100
const mostRuns = 1_000

export async function readDeliveries(
  runs: Pick<Runs, 'events' | 'list' | 'steps'>,
  organizationId: OrganizationId,
  { limit, before }: Wanted,
): Promise<DeliveryPage> {
  const deliveries: DeliveryRecord[] = []
  let last = before
  for (let seen = 0; seen < mostRuns; ) {
    const page = await runs.list({
      job: 'notify',
      labels: { organization: organizationId },
      limit: runsAtOnce,
      ...(last === undefined ? {} : { before: last }),
    })
    for (const { id, output } of page) {
      last = id
      if (hasDeliveries(output)) deliveries.push(...(await deliveriesOf(runs, id)))
      if (deliveries.length >= limit) return { deliveries, next: id }
    }
    if (page.length < runsAtOnce) return { deliveries, next: null }
    seen += page.length
  }
  return { deliveries, next: last ?? null }
}

/** Of a run that has not ended, or has failed, its steps say. */
function hasDeliveries(output: unknown): boolean {
  if (output === null) return true
  const { sent = 0, undelivered = [] } = output as { sent?: number; undelivered?: readonly unknown[] }
  return sent > 0 || undelivered.length > 0
}

async function deliveriesOf(runs: Pick<Runs, 'events' | 'steps'>, run: string): Promise<DeliveryRecord[]> {
  const { toText } = await import('@upflow/notifications')
  // By channel and topic: whose turn it was first is nobody's business.
  const inOrder = (await runs.steps(run)).toSorted((a, b) => (a.key < b.key ? -1 : 1))
  const steps = new Map(inOrder.map((step) => [step.key, step]))
  const all = [...steps.values()].flatMap((step) => {
    const about = parseDeliverKey(step.key)
    // What was told already was not told again.
    return about === null || (step.status === 'succeeded' && recordedOf<Delivered>(step)?.wasSent !== true)
      ? []
      : [{ step, ...about }]
  })
  if (all.length === 0) return []
  const events = await eventsOf(runs, run)
  return all.map(({ step, channel, topic }): DeliveryRecord => {
    const delivered = recordedOf<Delivered>(step)
    const message = recordedOf<Message>(steps.get(composeKey({ channel, topic })))
    return {
      run,
      channel,
      topic,
      status: step.status === 'succeeded' ? 'sent' : step.status,
      at: step.finishedAt,
      nextAt: step.wakeAt,
      tries: triesOf(events, deliverKey({ channel, topic })),
      answer: delivered?.answer ?? null,
      refused: delivered?.refused ?? [],
      message: message && { subject: message.subject, text: toText(message) },
    }
  })
}

const recordedOf = <T>(step: StepRecord | undefined): T | null =>
  step?.value ? (JSON.parse(step.value) as T | null) : null

async function eventsOf(runs: Pick<Runs, 'events'>, run: string): Promise<RunEvent[]> {
  const events: RunEvent[] = []
  for (let after = 0; ; ) {
    const page = await runs.events(run, { after, limit: 1_000 })
    events.push(...page)
    if (page.length === 0) return events
    after = page.at(-1)!.seq
  }
}

const triesOf = (events: readonly RunEvent[], key: string): DeliveryTry[] =>
  events.flatMap((event): DeliveryTry[] => {
    if (event.step !== key) return []
    if (event.type === 'step.succeeded') return [{ at: event.at, error: null }]
    return event.type === 'step.retrying' || event.type === 'step.failed'
      ? [{ at: event.at, error: event.error.message }]
      : []
  })
