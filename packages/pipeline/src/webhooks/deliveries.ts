/**
 * Takes what GitHub delivers: proves by its signature that it is GitHub's before anything of it is read, and has what
 * it names read anew by a durable run. Lost, doubled and reordered deliveries do no harm: a run reads what is there
 * when it begins, and what nobody told of, the next crawl reads.
 */
import { DbError, type Registry, type TenantStore, type Tenants } from '@upflow/db'
import type { Engine } from '@upflow/jobs'
import { isOrganizationId, type OrganizationId } from '@upflow/model'
import { readSetting } from '@upflow/settings'
import { githubTeamsOf, toTeamName } from '../github-teams.ts'
import type { Jobs } from '../jobs/jobs.ts'
import { refreshKey } from '../jobs/refresh-steps.ts'
import { PipelineError } from '../pipeline-error.ts'
import { queueOf } from '../queue-of.ts'
import { findRepository, type Repository } from '../repositories.ts'
import { byWebhook, startedBy } from '../runs/record-run.ts'
import { type Triggered, triggerUnlessWaiting, type WaitingJob } from '../runs/trigger-unless-waiting.ts'
import { createTurns } from '../threads/turns.ts'
import { createDeliveryLimit, type DeliveryLimitOptions, usualLimit } from './delivery-limit.ts'
import { type NamedRepository, readDelivery, type Told } from './read-delivery.ts'
import type { Signed, WebhookSecrets } from './webhook-secrets.ts'

export interface Delivery extends Signed {
  /** Of the address: nobody has said yet that there is one. */
  readonly organization: string
  /** Of `X-GitHub-Event`. */
  readonly event: string | undefined
  /** Of `X-GitHub-Delivery`: the same when it is sent again. */
  readonly id: string | undefined
}

export interface Taken {
  /** Null where nothing follows from it. */
  readonly run: Triggered | null
  /** What comes of it, or why nothing does. */
  readonly says: string
}

export interface Deliveries {
  /**
   * @throws PipelineError `pipeline/unsigned-delivery`, whether there is no such organization, no secret, or the
   *   signature is another's; `pipeline/malformed-delivery`, `pipeline/too-many-deliveries`
   */
  take(delivery: Delivery): Promise<Taken>
}

export interface DeliveriesOptions extends Partial<DeliveryLimitOptions> {
  /** How long a run waits for more that it stands for, from the first delivery on. */
  readonly debounceMs?: number
}

interface Taking {
  readonly engine: Engine<Jobs>
  readonly registry: Registry
  readonly tenants: Tenants
  readonly webhookSecrets: WebhookSecrets
}
type Refresh = Extract<Told, { readonly kind: 'refresh' }>
type Crawl = Extract<Told, { readonly kind: 'crawl' }>
type Teams = Extract<Told, { readonly kind: 'teams' }>

export function createDeliveries(
  { engine, registry, tenants, webhookSecrets }: Taking,
  { debounceMs = 3_000, ...limits }: DeliveriesOptions = {},
): Deliveries {
  const limit = createDeliveryLimit({ ...usualLimit, ...limits })
  const turns = createTurns()

  /** Null where there is none of the name. */
  const tenantOf = async (id: string): Promise<TenantStore | null> => {
    if (!isOrganizationId(id) || !(await tenants.isThere(id))) return null
    const isKnown = (await registry.list()).some((one) => one.id === id)
    return isKnown ? tenants.open(id) : null
  }

  /** In turn: of two that come at once, the second finds the run of the first. */
  const trigger = <Name extends WaitingJob>(
    job: Name,
    { organizationId, deliveryId, concurrencyKey, input }: Wanted<Name>,
  ): Promise<Triggered> =>
    turns.take(concurrencyKey, () =>
      triggerUnlessWaiting(engine, job, {
        input,
        concurrencyKey,
        idempotencyKey: `delivery:${organizationId}:${deliveryId}`,
        runAt: Date.now() + debounceMs,
        queue: queueOf(false),
        labels: { organization: organizationId, [startedBy]: byWebhook },
        onCreate() {
          const afterSeconds = limit.take(organizationId)
          if (afterSeconds !== null) throw tooMany(organizationId, afterSeconds)
        },
      }),
    )

  const refresh = async (tenant: TenantStore, told: Refresh, deliveryId: string): Promise<Taken> => {
    const repository = await findRepository(tenant, told.repository)
    if (repository === null) return nothing(notRead([told.repository]))
    const { organizationId } = tenant
    const releases = told.releases !== null && repository.releaseRule.kind === told.releases
    if (told.releases !== null && !releases)
      return nothing(`The release rule of this repository does not ask for ${told.releases}.`)
    const { numbers, facts } = told
    const what = numbers.length > 0 ? `#${numbers.join(',')}` : facts ? 'facts' : 'releases'
    return taken(
      await trigger('refresh', {
        organizationId,
        deliveryId,
        concurrencyKey: refreshKey(organizationId, repository.id, what),
        input: { organizationId, repository: repository.id, numbers: [...numbers], facts, releases },
      }),
    )
  }

  const crawl = async (tenant: TenantStore, told: Crawl, deliveryId: string): Promise<Taken> => {
    const { organizationId } = tenant
    const integration = await readSetting(tenant, 'integration')
    const reading = integration.kind === 'github' ? (integration.app?.installation?.id ?? null) : null
    if (reading !== null && told.installationId !== null && told.installationId !== reading)
      return nothing('It is about another installation of the app than the one that reads here.')
    const repositories = told.repositories === null ? null : await findAll(tenant, told.repositories)
    if (repositories?.length === 0) return nothing(notRead(told.repositories ?? []))
    return taken(
      await trigger('crawl', {
        organizationId,
        deliveryId,
        concurrencyKey: `crawl:${organizationId}`,
        input: {
          organizationId,
          repositories: repositories?.map(({ id }) => id) ?? null,
          recalculate: true,
        },
      }),
    )
  }

  const mirror = async (tenant: TenantStore, told: Teams, deliveryId: string): Promise<Taken> => {
    const mirrored = githubTeamsOf(await readSetting(tenant, 'teams')).map(toTeamName)
    if (!mirrored.some(({ organization }) => isSame(organization, told.organization)))
      return nothing(`No team is mirrored from the organization ${told.organization}.`)
    const { organizationId } = tenant
    return taken(
      await trigger('mirror', {
        organizationId,
        deliveryId,
        concurrencyKey: `mirror:${organizationId}`,
        input: { organizationId },
      }),
    )
  }

  return {
    async take({ organization, event, id, ...signed }) {
      const tenant = await tenantOf(organization)
      // That a secret cannot be read is said where it is set: whoever sends is told no more than that it does not fit.
      const isSigned = await webhookSecrets.isSigned(tenant, signed).catch((error: unknown) => {
        if (error instanceof DbError && error.code === 'db/wrong-secret') return false
        throw error
      })
      if (tenant === null || !isSigned) throw unsigned()
      const told = readDelivery(mustBe(event, 'X-GitHub-Event'), parseBody(signed.body))
      if (told.kind === 'ignored') return nothing(told.because)
      const deliveryId = mustBe(id, 'X-GitHub-Delivery')
      if (told.kind === 'teams') return mirror(tenant, told, deliveryId)
      return told.kind === 'refresh' ? refresh(tenant, told, deliveryId) : crawl(tenant, told, deliveryId)
    },
  }
}

interface Wanted<Name extends WaitingJob> {
  readonly organizationId: OrganizationId
  readonly deliveryId: string
  readonly concurrencyKey: string
  readonly input: Parameters<typeof triggerUnlessWaiting<Name>>[2]['input']
}

async function findAll(tenant: TenantStore, named: readonly NamedRepository[]): Promise<Repository[]> {
  const found = await Promise.all(named.map((one) => findRepository(tenant, one)))
  return [...new Map(found.flatMap((one) => (one ? [[one.id, one] as const] : []))).values()]
}

const isSame = (one: string, other: string) => one.toLowerCase() === other.toLowerCase()

const mostIdCharacters = 100

function mustBe(header: string | undefined, name: string): string {
  if (header && header.length <= mostIdCharacters) return header
  throw new PipelineError(
    'pipeline/malformed-delivery',
    `A delivery of GitHub's has the header ${name}, and this one ${header ? 'has one that is too long' : 'has none'}.`,
  )
}

function parseBody(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body))
  } catch {
    // The message of the parser would show a piece of the body.
    throw new PipelineError('pipeline/malformed-delivery', 'The delivery is signed, but its body is no JSON.')
  }
}

const nothing = (says: string): Taken => ({ run: null, says })

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

/** The same, whatever of it is wrong: who sends to find out which organizations there are learns nothing. */
const unsigned = () =>
  new PipelineError(
    'pipeline/unsigned-delivery',
    'There is no such webhook, or the delivery is not signed with its secret: compare the address and the secret that GitHub has with those of the organization.',
  )

const tooMany = (organization: OrganizationId, retryAfterSeconds: number) =>
  new PipelineError(
    'pipeline/too-many-deliveries',
    `More has changed in organization '${organization}' than is read one by one: the next crawl reads it.`,
    { organization, retryAfterSeconds },
  )
