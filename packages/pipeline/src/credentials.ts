/**
 * Access to GitHub by organization, made from configuration when it is needed. Tokens go from here into the clients of
 * the files' threads and nowhere else: not into steps, and what is stored of a run is searched for them.
 */
import type { SecretBox, TenantStore } from '@upflow/db'
import type { TransportOptions, TransportTiming } from '@upflow/github'
import type { OrganizationId } from '@upflow/model'
import { type Integration, readSetting } from '@upflow/settings'
import type { Config } from './config.ts'
import { PipelineError } from './pipeline-error.ts'
import { checkApiAddress, checkToken } from './secret-texts.ts'

/** All that a GitHub client is made from, as plain data for the thread that makes it. */
export type GithubAccess = Pick<
  TransportOptions,
  'apiUrl' | 'ca' | 'credential' | 'proxy' | 'reserve' | 'timing'
>

type OfGithub = Pick<Extract<Integration, { readonly kind: 'github' }>, 'apiUrl' | 'sealedToken'>

/** The environment goes before what is stored. */
export type TokenSource = 'environment' | 'stored'

/** Where the bundled sample is served in this process. */
export interface Demo {
  readonly apiUrl: string
  readonly token: string
}

export interface Credentials {
  /**
   * What the thread of the organization's file reads GitHub with.
   * @throws PipelineError `pipeline/no-token`, `pipeline/demo-only`, `pipeline/invalid-address`; DbError `db/wrong-secret`
   */
  accessOf(tenant: TenantStore): Promise<GithubAccess>
  /** As `accessOf`, with what is given in the place of what is stored: to try it before it is. */
  accessFor(
    tenant: TenantStore,
    given: { readonly apiUrl?: string | undefined; readonly token?: string | undefined },
  ): Promise<GithubAccess>
  /** Where the token for an address comes from; null where there is none for it. */
  sourceOf(integration: OfGithub): TokenSource | null
  /** A token as it may be kept. @throws PipelineError `pipeline/invalid-token` */
  sealToken(organizationId: OrganizationId, token: string): string
  /** Replaces every token that was used, and whatever looks like one of GitHub's. */
  redact(text: string): string
}

export interface CredentialsOptions {
  readonly config: Config
  readonly secretBox: SecretBox
  readonly demo?: Demo
  /** How patient the clients are with GitHub. */
  readonly githubTiming?: Partial<TransportTiming>
}

const githubToken = /\b(?:gh[pousr]_[A-Za-z0-9]{16,}|github_pat_[A-Za-z0-9_]{20,})\b/g
/** Shorter ones are no secrets: they are words, names and numbers of what is stored. */
const shortestSecret = 8
/** The token where it stands by itself: as a part of a longer word it is not the token. */
const asWritten = (token: string): RegExp =>
  token.length < shortestSecret
    ? /(?!)/g
    : new RegExp(`(?<![A-Za-z0-9_])${token.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![A-Za-z0-9_])`, 'g')
const purposeOf = (organizationId: OrganizationId) => `the GitHub token of organization '${organizationId}'`

export const organizationNeedsNone = (organizationId: OrganizationId) =>
  new PipelineError(
    'pipeline/demo-only',
    `Organization '${organizationId}' reads the bundled sample, which needs no token. Create one of your own with 'org create'.`,
    { organization: organizationId },
  )

/** What is there for one address is sent to no other. */
const isSameHost = (apiUrl: string, other: string): boolean =>
  URL.canParse(apiUrl) && URL.canParse(other) && new URL(apiUrl).origin === new URL(other).origin

/** A token that is stored is for the address that is. */
export function atAddress<Kept extends OfGithub>(integration: Kept, apiUrl: string): Kept {
  checkApiAddress(apiUrl)
  const { sealedToken } = integration
  return { ...integration, apiUrl, sealedToken: isSameHost(apiUrl, integration.apiUrl) ? sealedToken : null }
}

export function createCredentials({
  config,
  secretBox,
  demo,
  githubTiming,
}: CredentialsOptions): Credentials {
  const used = new Set<string>()

  const accessFor: Credentials['accessFor'] = async (tenant, given) => {
    const integration = await readSetting(tenant, 'integration')
    const { apiUrl, token } =
      integration.kind === 'demo'
        ? demoOrThrow(tenant.organizationId)
        : given.token !== undefined
          ? givenOf(given.token, given.apiUrl ?? integration.apiUrl)
          : tokenOf(tenant.organizationId, atAddress(integration, given.apiUrl ?? integration.apiUrl))
    used.add(token)
    return {
      apiUrl,
      credential: { kind: 'token', token },
      ...(config.proxy && apiUrl !== demo?.apiUrl ? { proxy: config.proxy } : {}),
      ...(githubTiming ? { timing: githubTiming } : {}),
    }
  }
  const givenOf = (token: string, apiUrl: string): Demo => {
    checkApiAddress(apiUrl)
    checkToken(token)
    return { apiUrl, token }
  }
  const demoOrThrow = (organizationId: OrganizationId): Demo => {
    if (demo) return demo
    throw new PipelineError(
      'pipeline/demo-only',
      `Organization '${organizationId}' reads the bundled sample: add --demo.`,
      { organization: organizationId },
    )
  }
  const sourceOf: Credentials['sourceOf'] = ({ apiUrl, sealedToken }) =>
    config.githubToken !== null && isSameHost(apiUrl, config.githubApiUrl)
      ? 'environment'
      : sealedToken !== null
        ? 'stored'
        : null
  const tokenOf = (organizationId: OrganizationId, integration: OfGithub): Demo => {
    const { apiUrl, sealedToken } = integration
    const source = sourceOf(integration)
    if (source === 'environment') return { apiUrl, token: config.githubToken! }
    if (source === 'stored') return { apiUrl, token: secretBox.open(sealedToken!, purposeOf(organizationId)) }
    const elsewhere =
      config.githubToken === null
        ? 'Set UPFLOW_GITHUB_TOKEN'
        : `The one of the environment is for ${config.githubApiUrl} alone: set UPFLOW_GITHUB_API_URL if it is for this one`
    throw new PipelineError(
      'pipeline/no-token',
      `There is no GitHub token for organization '${organizationId}' at ${apiUrl}. ${elsewhere}, or store one with 'org token ${organizationId}'.`,
      { organization: organizationId },
    )
  }

  const sealToken = (organizationId: OrganizationId, token: string): string => {
    checkToken(token)
    used.add(token)
    return secretBox.seal(token, purposeOf(organizationId))
  }

  return {
    accessOf: (tenant) => accessFor(tenant, {}),
    accessFor,
    sourceOf,
    sealToken,
    redact(text) {
      let redacted = text
      for (const token of used) redacted = redacted.replace(asWritten(token), '[redacted]')
      return redacted.replace(githubToken, '[redacted]')
    },
  }
}
