/**
 * Organizations that are read by themselves: what each has set becomes schedules of the engine, which make one run a
 * tick however many processes serve. An organization without a credential or a repository has none.
 */
import type { OrganizationId } from '@upflow/model'
import { readSettings } from '@upflow/settings'
import type { Pipeline } from './open-pipeline.ts'
import { listRepositories } from './repositories.ts'
import { startedBy } from './runs/start-run.ts'

export const scheduledKinds = ['crawl', 'reconcile'] as const
export type ScheduledKind = (typeof scheduledKinds)[number]

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

type Scheduling = Pick<Pipeline, 'config' | 'engine' | 'organizations' | 'tenants'>

const turnedOff = 'It is turned off.'
const notYet = 'No process that serves runs has seen it yet.'

const nameOf = (kind: ScheduledKind, organizationId: OrganizationId) => `${kind}:${organizationId}`

/** What comes when, of what is set and of what the engine has; changes nothing. */
export async function readSchedules(
  pipeline: Scheduling,
  organizationId: OrganizationId,
): Promise<OrganizationSchedule[]> {
  const { times, timeZone, problem } = await wantedOf(pipeline, organizationId)
  const present = new Map((await pipeline.engine.schedules.list()).map((one) => [one.name, one]))
  return scheduledKinds.map((kind) => {
    const cron = times[kind]
    const nextAt = present.get(nameOf(kind, organizationId))?.nextAt ?? null
    const why = cron === null ? turnedOff : (problem ?? (nextAt === null ? notYet : null))
    return { kind, cron, timeZone, nextAt: why === null ? nextAt : null, problem: why }
  })
}

/** Brings the engine's schedules to what the organization has set. What is as it should be is left alone. */
export async function applySchedules(
  pipeline: Scheduling,
  organizationId: OrganizationId,
): Promise<OrganizationSchedule[]> {
  const { times, timeZone, problem } = await wantedOf(pipeline, organizationId)
  const { schedules } = pipeline.engine
  const present = new Map((await schedules.list()).map((one) => [one.name, one]))
  const applied: OrganizationSchedule[] = []
  for (const kind of scheduledKinds) {
    const name = nameOf(kind, organizationId)
    const cron = times[kind]
    const known = present.get(name)
    if (cron === null || problem !== null) {
      if (known) await schedules.delete(name)
      applied.push({
        kind,
        cron,
        timeZone,
        nextAt: null,
        problem: cron === null ? turnedOff : problem,
      })
      continue
    }
    const isSame = known?.cron === cron && known.timeZone === timeZone
    const { nextAt } = isSame ? known : await set(pipeline, { kind, cron, timeZone, organizationId })
    applied.push({ kind, cron, timeZone, nextAt, problem: null })
  }
  return applied
}

/** Those of all organizations; of those that are gone, none are left. */
export async function applyAllSchedules(pipeline: Scheduling): Promise<void> {
  const all = await pipeline.organizations.list()
  for (const { id } of all) if (pipeline.tenants.isThere(id)) await applySchedules(pipeline, id)
  const known = new Set(all.flatMap(({ id }) => scheduledKinds.map((kind) => nameOf(kind, id))))
  for (const { name } of await pipeline.engine.schedules.list())
    if (!known.has(name)) await pipeline.engine.schedules.delete(name)
}

export interface KeptSchedules {
  stop(): Promise<void>
}

const lookAgainMs = 60_000

/** Applies them now and from time to time: what another process sets up is read by itself too. */
export async function keepSchedules(
  pipeline: Scheduling,
  { onTrouble }: { readonly onTrouble: (error: Error) => void },
): Promise<KeptSchedules> {
  let under: Promise<void> = Promise.resolve()
  const apply = () => {
    under = under.then(() => applyAllSchedules(pipeline)).catch((error: Error) => onTrouble(error))
    return under
  }
  await apply()
  const timer = setInterval(() => void apply(), lookAgainMs).unref()
  return {
    async stop() {
      clearInterval(timer)
      await under
    },
  }
}

async function wantedOf({ config, tenants }: Scheduling, organizationId: OrganizationId) {
  const tenant = await tenants.open(organizationId)
  const { calendar, integration, schedules } = await readSettings(tenant)
  const { value } = integration
  const hasRepository = (await listRepositories(tenant)).length > 0
  const problem =
    value.kind === 'demo'
      ? 'The bundled sample does not change: there is nothing to read again.'
      : value.sealedToken === null && config.githubToken === null
        ? 'There is no GitHub token yet.'
        : hasRepository
          ? null
          : 'There is no repository yet.'
  return { times: schedules.value, timeZone: calendar.value.timeZone, problem }
}

/** A tick while the run of an earlier one is active joins it: nothing piles up. */
function set(
  { engine }: Scheduling,
  {
    kind,
    cron,
    timeZone,
    organizationId,
  }: {
    readonly kind: ScheduledKind
    readonly cron: string
    readonly timeZone: string
    readonly organizationId: OrganizationId
  },
) {
  const job = kind === 'crawl' ? ('crawl' as const) : ('backfill' as const)
  const common = {
    cron,
    timeZone,
    concurrencyKey: `${job}:${organizationId}`,
    onConflict: 'join' as const,
    labels: { organization: organizationId, [startedBy]: 'schedule' },
  }
  const name = nameOf(kind, organizationId)
  const input = { organizationId, repositories: null, recalculate: true }
  return job === 'crawl'
    ? engine.schedules.set(name, { ...common, job, input })
    : engine.schedules.set(name, {
        ...common,
        job,
        input: { ...input, files: false, missing: true, since: null },
      })
}
