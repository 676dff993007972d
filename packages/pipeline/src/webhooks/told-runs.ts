/**
 * Has what a delivery tells of read anew in one organization, by a durable run: one for many that come before it begins,
 * and no more than are good.
 */
import type { TenantStore } from '@upflow/db'
import type { Engine } from '@upflow/jobs'
import type { OrganizationId } from '@upflow/model'
import { readSetting } from '@upflow/settings'
import { githubTeamsOf, toTeamName } from '../github-teams.ts'
import type { Jobs } from '../jobs/jobs.ts'
import { refreshKey } from '../jobs/refresh-steps.ts'
import { PipelineError } from '../pipeline-error.ts'
import { queueOf } from '../queue-of.ts'
import { findRepository, fullName, type Repository } from '../repositories.ts'
import { byWebhook, startedBy } from '../runs/record-run.ts'
import { type Triggered, triggerUnlessWaiting, type WaitingJob } from '../runs/trigger-unless-waiting.ts'
import { createTurns } from '../threads/turns.ts'
import { createDeliveryLimit, type DeliveryLimitOptions, usualLimit } from './delivery-limit.ts'
import type { NamedRepository, Told } from './read-delivery.ts'

export interface Taken {
  /** Null where nothing follows from it. */
  readonly run: Triggered | null
  /** What comes of it, or why nothing does. */
  readonly says: string
}

export interface DeliveriesOptions extends Partial<DeliveryLimitOptions> {
  /** How long a run waits for more that it stands for, from the first delivery on. */
  readonly debounceMs?: number
}

export interface Delivered {
  /** The delivery's: the same when it is sent again. */
  readonly id: string
  /** To whose address it came. What others are told by it is bounded apart from what comes to their own. */
  readonly to: OrganizationId
}

export interface ToldRuns {
  /** @throws PipelineError `pipeline/too-many-deliveries` */
  begin(
    tenant: TenantStore,
    told: Exclude<Told, { readonly kind: 'ignored' }>,
    delivered: Delivered,
  ): Promise<Taken>
}

type Refresh = Extract<Told, { readonly kind: 'refresh' }>
type Crawl = Extract<Told, { readonly kind: 'crawl' }>
type Teams = Extract<Told, { readonly kind: 'teams' }>

interface Wanted<Name extends WaitingJob> {
  readonly organizationId: OrganizationId
  readonly delivered: Delivered
  readonly concurrencyKey: string
  readonly input: Parameters<typeof triggerUnlessWaiting<Name>>[2]['input']
}

export function createToldRuns(
  { engine }: { readonly engine: Engine<Jobs> },
  { debounceMs = 3_000, ...limits }: DeliveriesOptions = {},
): ToldRuns {
  const limit = createDeliveryLimit({ ...usualLimit, ...limits })
  const turns = createTurns()

  /** In turn: of two that come at once, the second finds the run of the first. */
  const trigger = <Name extends WaitingJob>(
    job: Name,
    { organizationId, delivered: { id, to }, concurrencyKey, input }: Wanted<Name>,
  ): Promise<Triggered> =>
    turns.take(concurrencyKey, () =>
      triggerUnlessWaiting(engine, job, {
        input,
        concurrencyKey,
        idempotencyKey: `delivery:${organizationId}:${id}`,
        runAt: Date.now() + debounceMs,
        queue: queueOf(false),
        labels: { organization: organizationId, [startedBy]: byWebhook },
        onCreate() {
          const afterSeconds = limit.take(to === organizationId ? to : `${organizationId} by ${to}`)
          if (afterSeconds !== null) throw tooMany(organizationId, afterSeconds)
        },
      }),
    )

  const refresh = async (tenant: TenantStore, told: Refresh, delivered: Delivered): Promise<Taken> => {
    const repository = await findRepository(tenant, told.repository)
    if (repository === null) return nothing(notRead([told.repository]))
    if (repository.pause !== null) return nothing(paused([repository]))
    const { organizationId } = tenant
    const releases = told.releases !== null && repository.releaseRule.kind === told.releases
    if (told.releases !== null && !releases)
      return nothing(`The release rule of this repository does not ask for ${told.releases}.`)
    const { numbers, facts } = told
    const what = numbers.length > 0 ? `#${numbers.join(',')}` : facts ? 'facts' : 'releases'
    return taken(
      await trigger('refresh', {
        organizationId,
        delivered,
        concurrencyKey: refreshKey(organizationId, repository.id, what),
        input: { organizationId, repository: repository.id, numbers: [...numbers], facts, releases },
      }),
    )
  }

  const crawl = async (tenant: TenantStore, told: Crawl, delivered: Delivered): Promise<Taken> => {
    const { organizationId } = tenant
    const integration = await readSetting(tenant, 'integration')
    const reading = integration.kind === 'github' ? (integration.app?.installation?.id ?? null) : null
    const isMeant =
      told.installationId === null ||
      told.installationId === reading ||
      // Who has chosen none is told of what became visible by any, at its own address.
      (reading === null && delivered.to === organizationId)
    if (!isMeant) return nothing('It is about another installation of the app than the one that reads here.')
    const repositories = told.repositories === null ? null : await findAll(tenant, told.repositories)
    if (repositories?.length === 0) return nothing(notRead(told.repositories ?? []))
    const read = repositories?.filter(({ pause }) => pause === null)
    if (repositories && read?.length === 0) return nothing(paused(repositories))
    return taken(
      await trigger('crawl', {
        organizationId,
        delivered,
        concurrencyKey: `crawl:${organizationId}`,
        input: {
          organizationId,
          repositories: read?.map(({ id }) => id) ?? null,
          recalculate: true,
        },
      }),
    )
  }

  const mirror = async (tenant: TenantStore, told: Teams, delivered: Delivered): Promise<Taken> => {
    const mirrored = githubTeamsOf(await readSetting(tenant, 'teams')).map(toTeamName)
    if (!mirrored.some(({ organization }) => isSame(organization, told.organization)))
      return nothing(`No team is mirrored from the organization ${told.organization}.`)
    const { organizationId } = tenant
    return taken(
      await trigger('mirror', {
        organizationId,
        delivered,
        concurrencyKey: `mirror:${organizationId}`,
        input: { organizationId },
      }),
    )
  }

  return {
    async begin(tenant, told, delivered) {
      if (told.kind === 'teams') return mirror(tenant, told, delivered)
      return told.kind === 'refresh' ? refresh(tenant, told, delivered) : crawl(tenant, told, delivered)
    },
  }
}

async function findAll(tenant: TenantStore, named: readonly NamedRepository[]): Promise<Repository[]> {
  const found = await Promise.all(named.map((one) => findRepository(tenant, one)))
  return [...new Map(found.flatMap((one) => (one ? [[one.id, one] as const] : []))).values()]
}

const isSame = (one: string, other: string) => one.toLowerCase() === other.toLowerCase()

export const nothing = (says: string): Taken => ({ run: null, says })

const says: Readonly<Record<Triggered['outcome'], string>> = {
  created: 'A run reads it anew in a moment.',
  joined: 'A run that has not begun yet reads it anew already.',
  existing: 'This delivery came before: its run is this one.',
}
const taken = (run: Triggered): Taken => ({ run, says: says[run.outcome] })

const notRead = (named: readonly NamedRepository[]): string =>
  named.length === 1
    ? `The organization does not read the repository ${named[0]!.fullName}.`
    : 'The organization reads none of these repositories.'

const paused = (repositories: readonly Repository[]): string =>
  repositories.length === 1
    ? `The repository ${fullName(repositories[0]!)} is paused: nothing is read of it.`
    : 'These repositories are paused: nothing is read of them.'

const tooMany = (organization: OrganizationId, retryAfterSeconds: number) =>
  new PipelineError(
    'pipeline/too-many-deliveries',
    `More has changed in organization '${organization}' than is read one by one: the next crawl reads it.`,
    { organization, retryAfterSeconds },
  )
