/**
 * Takes what GitHub delivers: proves by its signature that it is GitHub's before anything of it is read, and has what
 * it names read anew by a durable run. Lost, doubled and reordered deliveries do no harm: a run reads what is there
 * when it begins, and what nobody told of, the next crawl reads.
 */
import { DbError, type Registry, type TenantStore, type Tenants } from '@upflow/db'
import type { Engine, Trouble } from '@upflow/jobs'
import { isOrganizationId } from '@upflow/model'
import type { Jobs } from '../jobs/jobs.ts'
import { PipelineError } from '../pipeline-error.ts'
import { createAppSharers } from './app-sharers.ts'
import { installationOf, readDelivery } from './read-delivery.ts'
import { createToldRuns, type DeliveriesOptions, nothing, type Taken } from './told-runs.ts'
import type { Signed, WebhookSecrets } from './webhook-secrets.ts'

export interface Delivery extends Signed {
  /** Of the address: nobody has said yet that there is one. */
  readonly organization: string
  /** Of `X-GitHub-Event`. */
  readonly event: string | undefined
  /** Of `X-GitHub-Delivery`: the same when it is sent again. */
  readonly id: string | undefined
}

export interface Deliveries {
  /**
   * What an app tells is taken for each organization that has the same app, wherever its address is.
   * @throws PipelineError `pipeline/unsigned-delivery`, whether there is no such organization, no secret, or the
   *   signature is another's; `pipeline/malformed-delivery`, `pipeline/too-many-deliveries`
   */
  take(delivery: Delivery): Promise<Taken>
}

interface Taking {
  readonly engine: Engine<Jobs>
  readonly registry: Registry
  readonly tenants: Tenants
  readonly webhookSecrets: WebhookSecrets
  readonly onTrouble?: ((trouble: Trouble) => void) | undefined
}

export function createDeliveries(
  { engine, registry, tenants, webhookSecrets, onTrouble }: Taking,
  options: DeliveriesOptions = {},
): Deliveries {
  const runs = createToldRuns({ engine }, options)
  const sharers = createAppSharers({ registry, tenants })

  /** Null where there is none of the name. */
  const tenantOf = async (id: string): Promise<TenantStore | null> => {
    if (!isOrganizationId(id) || !(await tenants.isThere(id))) return null
    const isKnown = (await registry.list()).some((one) => one.id === id)
    return isKnown ? tenants.open(id) : null
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
      const name = mustBe(event, 'X-GitHub-Event')
      const payload = parseBody(signed.body)
      const told = readDelivery(name, payload)
      if (told.kind === 'ignored') return nothing(told.because)
      const delivered = { id: mustBe(id, 'X-GitHub-Delivery'), to: tenant.organizationId }
      const others = installationOf(payload) === null ? [] : await sharers.othersOf(tenant)
      const ends = await Promise.allSettled(
        [tenant, ...others].map((one) => runs.begin(one, told, delivered)),
      )
      let thrown: unknown = null
      try {
        return foremost(ends)
      } catch (error) {
        thrown = error
        throw error
      } finally {
        // GitHub is told of one organization at the most, and sends it to none of the others again.
        for (const end of ends)
          if (end.status === 'rejected' && end.reason !== thrown && !isTooMany(end.reason))
            onTrouble?.({ error: end.reason, runId: null })
      }
    },
  }
}

/** What GitHub shows beside the delivery. @throws what kept it from any run, unless it led to one */
function foremost([first, ...others]: readonly PromiseSettledResult<Taken>[]): Taken {
  const own = first!
  if (own.status === 'fulfilled' && own.value.run !== null) return own.value
  for (const other of others)
    if (other.status === 'fulfilled' && other.value.run !== null)
      return { ...other.value, says: `Of another organization that has the same app: ${other.value.says}` }
  for (const one of [own, ...others]) if (one.status === 'rejected') throw one.reason
  return (own as PromiseFulfilledResult<Taken>).value
}

const isTooMany = (error: unknown): boolean =>
  error instanceof PipelineError && error.code === 'pipeline/too-many-deliveries'

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

/** The same, whatever of it is wrong: who sends to find out which organizations there are learns nothing. */
const unsigned = () =>
  new PipelineError(
    'pipeline/unsigned-delivery',
    'There is no such webhook, or the delivery is not signed with its secret: compare the address and the secret that GitHub has with those of the organization.',
  )
