/**
 * Organizations that are read, and whose channels are told, by themselves: what each has set becomes schedules of the
 * engine, which make one run a tick however many processes serve.
 */
import type { RunsReader, Schedule } from '@upflow/jobs'
import type { OrganizationId } from '@upflow/model'
import { readSettings } from '@upflow/settings'
import type { Pipeline } from './open-pipeline.ts'
import { queueOf } from './queue-of.ts'
import { listRepositories } from './repositories.ts'
import { bySchedule, startedBy } from './runs/record-run.ts'

/** Those that are set. */
export const scheduledKinds = ['crawl', 'reconcile'] as const
export type ScheduledKind = (typeof scheduledKinds)[number]

/** With that which channels bring about. */
const allKinds = [...scheduledKinds, 'notify'] as const
type Kind = (typeof allKinds)[number]

export interface OrganizationSchedule {
  readonly kind: ScheduledKind
  /** Null: never. */
  readonly cron: string | null
  readonly timeZone: string
  /** Milliseconds since 1970; null while it does not come. */
  readonly nextAt: number | null
  /** Why it does not come; null when it does. */
  readonly problem: string | null
}

/** What reading takes of it: an engine, or who reads what it has. */
type Reading = Pick<Pipeline, 'credentials' | 'organizations' | 'tenants'> & {
  readonly engine: Pick<RunsReader, 'schedules'>
}
export type Scheduling = Pick<Pipeline, 'credentials' | 'engine' | 'organizations' | 'tenants'>
/** Of the engine, by name. */
type Present = ReadonlyMap<string, Schedule>

const turnedOff = 'It is turned off.'
const notYet = 'No process that serves runs has seen it yet.'
/** Every hour: when something is due, the job finds. */
const notifyCron = '5 * * * *'

const nameOf = (kind: Kind, organizationId: OrganizationId) => `${kind}:${organizationId}`
const isOurs = (name: string) => allKinds.some((kind) => name.startsWith(`${kind}:`))

/** What comes when, of what is set and of what the engine has; changes nothing. */
export async function readSchedules(
  pipeline: Reading,
  organizationId: OrganizationId,
): Promise<OrganizationSchedule[]> {
  const wanted = await wantedOf(pipeline, organizationId)
  return toSchedules(wanted, organizationId, await presentOf(pipeline))
}

export interface InstalledSchedules {
  readonly schedules: readonly (OrganizationSchedule & { readonly organization: OrganizationId })[]
  /** Organizations whose data cannot be read, and why. */
  readonly unread: readonly { readonly organization: OrganizationId; readonly problem: string }[]
}

/** As `readSchedules`, of all organizations by their ids; what ails one of them hides no other. */
export async function readAllSchedules(pipeline: Reading): Promise<InstalledSchedules> {
  const present = await presentOf(pipeline)
  const all = await pipeline.organizations.list()
  const wanted = await Promise.allSettled(all.map(({ id }) => wantedOf(pipeline, id)))
  const schedules: InstalledSchedules['schedules'][number][] = []
  const unread: InstalledSchedules['unread'][number][] = []
  for (const [index, { id: organization }] of all.entries()) {
    const one = wanted[index]!
    if (one.status === 'rejected') unread.push({ organization, problem: (one.reason as Error).message })
    else
      for (const schedule of toSchedules(one.value, organization, present))
        schedules.push({ organization, ...schedule })
  }
  return { schedules, unread }
}

/** Brings the engine's schedules to what the organization has set. What is as it should be is left alone. */
export async function applySchedules(
  pipeline: Scheduling,
  organizationId: OrganizationId,
): Promise<OrganizationSchedule[]> {
  return apply(pipeline, organizationId, await presentOf(pipeline))
}

export interface Telling {
  readonly onTrouble: (error: Error) => void
}

/** Those of all organizations; of those that are gone, none are left. What ails one of them keeps no other from its own. */
export async function applyAllSchedules(pipeline: Scheduling, { onTrouble }: Telling): Promise<void> {
  // In this order: those of an organization that is made meanwhile are not taken for those of one that is gone.
  const present = await presentOf(pipeline)
  const all = await pipeline.organizations.list()
  await Promise.all(
    all
      .map(async ({ id }) => {
        if (await pipeline.tenants.isThere(id)) await apply(pipeline, id, present)
      })
      .map((applied) => applied.catch(onTrouble)),
  )
  const known = new Set(all.flatMap(({ id }) => allKinds.map((kind) => nameOf(kind, id))))
  for (const name of present.keys())
    if (isOurs(name) && !known.has(name)) await pipeline.engine.schedules.delete(name)
}

async function apply(
  pipeline: Scheduling,
  organizationId: OrganizationId,
  present: Present,
): Promise<OrganizationSchedule[]> {
  const { schedules } = pipeline.engine
  const wanted = await wantedOf(pipeline, organizationId)
  const applied = new Map(present)
  for (const { kind, cron, timeZone, problem } of wanted) {
    const name = nameOf(kind, organizationId)
    const known = present.get(name)
    if (cron === null || problem !== null) {
      if (known) await schedules.delete(name)
    } else if (known?.cron !== cron || known.timeZone !== timeZone || known.job !== kind)
      applied.set(name, await set(pipeline, organizationId, { kind, cron, timeZone }))
  }
  return toSchedules(wanted, organizationId, applied)
}

const presentOf = async ({ engine }: Pick<Reading, 'engine'>): Promise<Present> =>
  new Map((await engine.schedules.list()).map((one) => [one.name, one]))

interface Wanted {
  readonly kind: Kind
  /** Null: never. */
  readonly cron: string | null
  readonly timeZone: string
  /** Why it cannot come; null when it can. */
  readonly problem: string | null
}

async function wantedOf(
  { credentials, tenants }: Pick<Reading, 'credentials' | 'tenants'>,
  organizationId: OrganizationId,
): Promise<readonly Wanted[]> {
  const tenant = await tenants.open(organizationId)
  const { calendar, discovery, integration, notifications, schedules } = await readSettings(tenant)
  const { value } = integration
  const repositories = await listRepositories(tenant)
  const problem =
    value.kind === 'demo'
      ? 'The bundled sample does not change: there is nothing to read again.'
      : credentials.sourceOf(value) === null
        ? 'There is no GitHub token yet, and no installation of an app is chosen.'
        : null
  // A crawl begins with adding what patterns take in: it needs no repository before.
  const needing =
    repositories.length === 0
      ? 'There is no repository yet.'
      : repositories.every(({ pause }) => pause !== null)
        ? 'Every repository is paused.'
        : null
  const adds = discovery.value.patterns.length > 0
  const problemOf = (kind: ScheduledKind) => problem ?? (kind === 'crawl' && adds ? null : needing)
  const { timeZone } = calendar.value
  const hasChannel = notifications.value.channels.length > 0
  return [
    ...scheduledKinds.map((kind) => ({
      kind,
      cron: schedules.value[kind],
      timeZone,
      problem: problemOf(kind),
    })),
    { kind: 'notify', cron: hasChannel ? notifyCron : null, timeZone: 'UTC', problem: null },
  ]
}

/** Of those that are set, what they come to. */
function toSchedules(
  wanted: readonly Wanted[],
  organizationId: OrganizationId,
  present: Present,
): OrganizationSchedule[] {
  return scheduledKinds.map((kind) => {
    const { cron, timeZone, problem } = wanted.find((one) => one.kind === kind)!
    const nextAt = present.get(nameOf(kind, organizationId))?.nextAt ?? null
    const why = cron === null ? turnedOff : (problem ?? (nextAt === null ? notYet : null))
    return { kind, cron, timeZone, nextAt: why === null ? nextAt : null, problem: why }
  })
}

/** What reads all that there is goes one after the other. */
const concurrencyKeyOf = (kind: ScheduledKind, organizationId: OrganizationId) =>
  kind === 'reconcile' ? `backfill:${organizationId}` : nameOf(kind, organizationId)

interface Coming {
  readonly kind: Kind
  readonly cron: string
  readonly timeZone: string
}

/** A tick while the run of an earlier one is active joins it: nothing piles up. */
async function set(
  { engine: { schedules }, organizations }: Scheduling,
  organizationId: OrganizationId,
  { kind, cron, timeZone }: Coming,
): Promise<Schedule> {
  const name = nameOf(kind, organizationId)
  const common = {
    cron,
    timeZone,
    onConflict: 'join',
    labels: { organization: organizationId, [startedBy]: bySchedule },
  } as const
  if (kind === 'notify') {
    const isDemo = (await organizations.integration(organizationId)).kind === 'demo'
    const more = { job: 'notify', concurrencyKey: name, queue: queueOf(isDemo) } as const
    return schedules.set(name, { ...common, ...more, input: { organizationId } })
  }
  const input = { organizationId, repositories: null, recalculate: true }
  return schedules.set(name, {
    ...common,
    job: kind,
    concurrencyKey: concurrencyKeyOf(kind, organizationId),
    input,
  })
}
