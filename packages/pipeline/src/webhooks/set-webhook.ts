/** The secret of an organization's webhook, as people set it: it goes in, or is made and shown once, and never again. */
import type { Runs } from '@upflow/jobs'
import type { OrganizationId } from '@upflow/model'
import {
  changeFromPresent,
  readSettings,
  type SettingChange,
  type Webhook as StoredWebhook,
} from '@upflow/settings'
import { organizationNeedsNone } from '../credentials.ts'
import type { Pipeline } from '../open-pipeline.ts'
import { PipelineError } from '../pipeline-error.ts'
import { byWebhook, startedBy } from '../runs/record-run.ts'
import { makeWebhookSecret, type WebhookSecrets } from './webhook-secrets.ts'

type Setting = Pick<Pipeline, 'tenants' | 'webhookSecrets'>

export interface Webhook {
  /** Where GitHub delivers to, below the server's address. */
  readonly path: string
  /** When each secret that is taken was made, the latest first: none, one, or two while one takes the other's place. */
  readonly secretsMadeAt: readonly number[]
  /** When the last delivery came that led to a run, as far as runs are kept; null for none. Unix seconds. */
  readonly lastRunAt: number | null
  /** Why deliveries cannot be proven now; null when they can. */
  readonly problem: string | null
  readonly version: string
}

export const webhookPath = (organizationId: string): string => `/webhooks/github/${organizationId}`

export async function readWebhook(
  {
    tenants,
    engine,
    webhookSecrets,
  }: Pick<Pipeline, 'tenants' | 'webhookSecrets'> & {
    readonly engine: { readonly runs: Pick<Runs, 'list'> }
  },
  organizationId: OrganizationId,
): Promise<Webhook> {
  const tenant = await tenants.open(organizationId)
  const { value, version } = (await readSettings(tenant)).webhook
  const labels = { organization: organizationId, [startedBy]: byWebhook }
  const [last] = await engine.runs.list({ labels, limit: 1 })
  return {
    path: webhookPath(organizationId),
    secretsMadeAt: value.secrets.map(({ madeAt }) => madeAt),
    lastRunAt: last === undefined ? null : Math.floor(last.createdAt / 1_000),
    problem: await webhookSecrets.problemOf(tenant),
    version,
  }
}

interface Made {
  readonly by: string
  /** The version that it was made from; null to make it from what there is. */
  readonly ifVersion?: string | null
}

/** Shorter ones can be guessed from one delivery that somebody has seen. */
const leastCharacters = 16
const mostCharacters = 500

/**
 * Takes a secret, or makes one. The one before it is taken too, until it is dropped.
 * @returns what is to be given to GitHub, once
 * @throws PipelineError `pipeline/invalid-webhook-secret`, `pipeline/demo-only`; SettingsError
 */
export async function setWebhookSecret(
  { tenants, webhookSecrets }: Setting,
  organizationId: OrganizationId,
  { secret: given, by, ifVersion }: Made & { readonly secret?: string | undefined },
): Promise<{ readonly secret: string; readonly changes: SettingChange[] }> {
  if (given !== undefined) checkSecret(given)
  const secret = given ?? makeWebhookSecret()
  const changes = await changeFromPresent(
    await tenants.open(organizationId),
    ({ integration, webhook: { value, version } }) => {
      if (integration.value.kind === 'demo') throw organizationNeedsNone(organizationId)
      const next = withSecret(webhookSecrets, organizationId, { secret, before: value })
      return [{ key: 'webhook', value: next, ifVersion: ifVersion ?? version }]
    },
    { by },
    { isFromOutside: ifVersion != null },
  )
  return { secret, changes }
}

/** The secret as the latest, with the one before it. */
export function withSecret(
  webhookSecrets: WebhookSecrets,
  organizationId: OrganizationId,
  { secret, before }: { readonly secret: string; readonly before: StoredWebhook },
): StoredWebhook {
  const made = {
    sealed: webhookSecrets.seal(organizationId, secret),
    madeAt: Math.floor(Date.now() / 1_000),
  }
  return { secrets: [made, ...before.secrets.slice(0, 1)] }
}

/** Drops the secret before the latest, or with `all` every one: then nothing is taken any more. */
export const dropWebhookSecrets = async (
  { tenants }: Setting,
  organizationId: OrganizationId,
  { which, by, ifVersion }: Made & { readonly which: 'earlier' | 'all' },
): Promise<SettingChange[]> =>
  changeFromPresent(
    await tenants.open(organizationId),
    ({ webhook: { value, version } }) => [
      {
        key: 'webhook',
        value: { secrets: which === 'all' ? [] : value.secrets.slice(0, 1) },
        ifVersion: ifVersion ?? version,
      },
    ],
    { by },
    { isFromOutside: ifVersion != null },
  )

function checkSecret(secret: string): void {
  const problem =
    secret.length < leastCharacters
      ? `has fewer than ${leastCharacters} characters`
      : secret.length > mostCharacters
        ? `has more than ${mostCharacters} characters`
        : /[\s\p{Cc}]/u.test(secret)
          ? 'contains white space or control characters'
          : null
  if (problem !== null)
    throw new PipelineError(
      'pipeline/invalid-webhook-secret',
      `Nothing is changed: the secret ${problem}. Take one of ${leastCharacters} characters or more without spaces, or let one be made.`,
    )
}
