/**
 * Tells what is due: digests, long waits, runs that ended badly, a token that expires. Of each delivery what it says is
 * a settled step, and telling it another, tried again for some minutes with the same words; what was told is marked in
 * the organization's file, so that a later run tells what this one could not.
 */
import { dayOf } from '@upflow/insights'
import type { Run, Runs, Settled, Step } from '@upflow/jobs'
import type { Instant, OrganizationId } from '@upflow/model'
import {
  type BadRun,
  composeRuns,
  composeToken,
  type Delivery,
  deliveryToken,
  type Message,
  markTold,
  notTold,
  toldOf,
} from '@upflow/notifications'
import { readSettings } from '@upflow/settings'
import { composeKey, type Delivered, deliverKey } from './delivery-steps.ts'
import type { JobContext } from './job-context.ts'

/** Runs that ended badly longer ago are no news. */
const newsMs = 3 * 86_400_000
const bad = ['failed', 'partial', 'dead'] as const

export interface Notified {
  readonly organizationId: string
  readonly sent: number
  readonly undelivered: { readonly channel: string; readonly topic: string; readonly message: string }[]
}

export async function runNotify(
  context: JobContext,
  step: Step,
  organizationId: OrganizationId,
): Promise<Notified> {
  const now = await step.run('now', () => Math.floor(Date.now() / 1_000))
  const expiry = await step.settle(
    'token-expiry',
    ({ signal }) => tokenExpiry(context, organizationId, signal),
    { retry: { attempts: 1 } },
  )
  const due = await step.run('due', async () => {
    const tenant = await context.tenants.open(organizationId)
    const badRunIds = (await badRuns(context.runs(), organizationId, now)).map(({ id }) => id)
    const tokenExpiresAt = expiry.ok ? expiry.value : null
    return context.files.call(tenant, 'due', { now, badRunIds, tokenExpiresAt })
  })
  const composed = await composeAll(step, context, { organizationId, due, now })
  const told = await deliverAll(step, context, { organizationId, composed })
  return {
    organizationId,
    sent: told.filter(({ result }) => result.ok && result.value.wasSent).length,
    undelivered: due.flatMap(({ channel, topic }, index) => {
      const made = composed[index]!.made
      const failed = made.ok ? told.find((one) => one.delivery === due[index])!.result : made
      return failed.ok ? [] : [{ channel, topic, message: failed.error.message }]
    }),
  }
}

interface Due {
  readonly organizationId: OrganizationId
  readonly due: readonly Delivery[]
  readonly now: Instant
}

interface Made {
  readonly delivery: Delivery
  /** Null where there is nothing to say any more. */
  readonly made: Settled<Message | null>
}

async function composeAll(
  step: Step,
  context: JobContext,
  { organizationId, due, now }: Due,
): Promise<Made[]> {
  const made = await step.mapSettled(due, composeKey, (delivery, { signal }) =>
    compose(context, organizationId, { delivery, now, signal }),
  )
  return due.map((delivery, index) => ({ delivery, made: made[index]! }))
}

interface ToTell {
  readonly organizationId: OrganizationId
  readonly composed: readonly Made[]
}

async function deliverAll(step: Step, context: JobContext, { organizationId, composed }: ToTell) {
  const ready = composed.flatMap(({ delivery, made }) =>
    made.ok ? [{ ...delivery, delivery, message: made.value }] : [],
  )
  const results = await step.mapSettled(
    ready,
    deliverKey,
    async ({ channel: name, delivery, message }, { signal, log }): Promise<Delivered> => {
      const tenant = await context.tenants.open(organizationId)
      const channel = await context.channels.find(tenant, name)
      // A step that died after it was told, before that was recorded; or a channel that is gone.
      if (channel === null || (await notTold(tenant, name, toldOf(delivery))).length === 0)
        return { wasSent: false }
      const delivered =
        message &&
        (await context.channels.send(organizationId, channel, message, {
          token: deliveryToken(organizationId, delivery),
          signal,
        }))
      if (delivered && delivered.refused.length > 0)
        log.warn(`${delivered.refused.length} of the receivers of channel ${name} were refused`)
      await markTold(tenant, name, toldOf(delivery))
      return delivered ? { wasSent: true, ...delivered } : { wasSent: false }
    },
    { concurrency: 2, retry: { attempts: 5, initialDelayMs: 5_000, maxDelayMs: 300_000, factor: 4 } },
  )
  return ready.map(({ delivery }, index) => ({ delivery, result: results[index]! }))
}

interface Composed {
  readonly delivery: Delivery
  readonly now: Instant
  readonly signal: AbortSignal
}

/** What grows with the data is read in the thread of its file. */
async function compose(
  { registry, tenants, files, runs }: JobContext,
  organizationId: OrganizationId,
  { delivery, now, signal }: Composed,
): Promise<Message | null> {
  const { name } = await registry.get(organizationId)
  const tenant = await tenants.open(organizationId)
  if (delivery.topic === 'digest' || delivery.topic === 'waits')
    return files.call(tenant, 'compose', { delivery, name, now }, { signal })
  if (delivery.topic === 'token') {
    const { calendar } = await readSettings(tenant)
    const day = dayOf(delivery.expiresAt, calendar.value.timeZone)
    return composeToken(
      { organizationId, name },
      { day, days: Math.floor((delivery.expiresAt - now) / 86_400) },
    )
  }
  const found = await Promise.all(delivery.runIds.map((id) => runs().get(id)))
  const known = found.filter((run) => run !== null)
  return known.length === 0 ? null : composeRuns({ organizationId, name }, known.map(toBadRun))
}

async function badRuns(runs: Runs, organizationId: OrganizationId, now: Instant): Promise<Run[]> {
  const all = await runs.list({ status: [...bad], labels: { organization: organizationId }, limit: 50 })
  // What could not be told is in its own run: to tell of that would be to go on for ever.
  return all.filter(({ job, finishedAt }) => job !== 'notify' && (finishedAt ?? 0) > now * 1_000 - newsMs)
}

const toBadRun = ({ id, job, status, error, output }: Run): BadRun => ({
  id,
  job,
  status,
  reason: error?.message ?? partialReason(output),
})

function partialReason(output: unknown): string {
  const {
    failed = [],
    unreadIn = [],
    repositories = 0,
  } = (output ?? {}) as {
    failed?: readonly { readonly repository: string; readonly message: string }[]
    unreadIn?: readonly { readonly repository: string; readonly message: string }[]
    repositories?: number
  }
  const [first] = [...failed, ...unreadIn]
  const count =
    failed.length > 0 ? `${failed.length} of ${repositories} repositories failed` : 'not all could be read'
  return first === undefined ? 'some of it failed' : `${count}; ${first.repository}: ${first.message}`
}

/** Null when nobody wants to know, when it does not expire, or where GitHub does not say. */
async function tokenExpiry(
  { tenants, credentials, files }: JobContext,
  organizationId: OrganizationId,
  signal: AbortSignal,
): Promise<Instant | null> {
  const tenant = await tenants.open(organizationId)
  const { notifications, integration } = await readSettings(tenant)
  const isWanted = notifications.value.channels.some(({ topics }) => topics.includes('token'))
  if (!isWanted || integration.value.kind !== 'github') return null
  const { tokenExpiresAt } = await files.call(tenant, 'viewer', await credentials.accessOf(tenant), {
    signal,
  })
  return tokenExpiresAt
}
