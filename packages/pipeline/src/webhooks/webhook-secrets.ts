/**
 * The secrets by which deliveries are known to be GitHub's. They go from here into the comparison and nowhere else: not
 * into steps, and what is stored of a run is searched for them.
 */
import { randomBytes } from 'node:crypto'
import type { SecretBox, TenantStore } from '@upflow/db'
import type { OrganizationId } from '@upflow/model'
import { readSetting } from '@upflow/settings'

export interface WebhookSecrets {
  /** A secret as it may be kept. */
  seal(organizationId: OrganizationId, secret: string): string
  /**
   * Whether the body, byte by byte, was signed with one of the organization's secrets. The time it takes tells nothing
   * of how much of a signature is right, and an organization that is not there is compared for too.
   * @throws DbError `db/wrong-secret`
   */
  isSigned(tenant: TenantStore | null, { body, signature }: Signed): Promise<boolean>
  /** Why what is stored cannot be compared with; null when it can. */
  problemOf(tenant: TenantStore): Promise<string | null>
  /** Replaces every secret that was used. */
  redact(text: string): string
}

export interface Signed {
  readonly body: Uint8Array
  /** Of `X-Hub-Signature-256`; undefined when there is none. */
  readonly signature: string | undefined
}

/** What a sealed secret is for: named again to open it. */
export const webhookPurpose = (organizationId: OrganizationId): string =>
  `the webhook secret of organization '${organizationId}'`

export const makeWebhookSecret = (): string => randomBytes(32).toString('base64url')

export function createWebhookSecrets({ secretBox }: { readonly secretBox: SecretBox }): WebhookSecrets {
  const used = new Set<string>()
  const use = (secret: string): string => {
    used.add(secret)
    return secret
  }
  /** Of no organization: compared with where there is none. */
  const nobodys = makeWebhookSecret()
  const secretsOf = async (tenant: TenantStore | null): Promise<readonly string[]> => {
    const { secrets } = tenant === null ? { secrets: [] } : await readSetting(tenant, 'webhook')
    if (tenant === null || secrets.length === 0) return [nobodys]
    const purpose = webhookPurpose(tenant.organizationId)
    return secrets.map(({ sealed }) => use(secretBox.open(sealed, purpose)))
  }
  return {
    seal: (organizationId, secret) => secretBox.seal(use(secret), webhookPurpose(organizationId)),
    async isSigned(tenant, { body, signature }) {
      const { verify } = await import('@octokit/webhooks-methods')
      const secrets = await secretsOf(tenant)
      const text = textOf(body)
      if (!text || !signature) return false
      const verified = await Promise.all(secrets.map((secret) => verify(secret, text, signature)))
      return verified.includes(true)
    },
    problemOf: (tenant) =>
      secretsOf(tenant).then(
        () => null,
        (error: Error) => error.message,
      ),
    redact(text) {
      let redacted = text
      // As JSON has it too: what is stored is searched as it is written.
      for (const secret of used)
        for (const form of new Set([secret, JSON.stringify(secret).slice(1, -1)]))
          redacted = redacted.replaceAll(form, '[redacted]')
      return redacted
    },
  }
}

/** Of just these bytes: what is no UTF-8, and so would be the text of others too, is none. */
function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}
