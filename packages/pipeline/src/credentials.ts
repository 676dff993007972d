/**
 * Access to GitHub by organization, made from configuration when it is needed. Tokens go from here into the clients of
 * the files' threads and nowhere else: not into steps, and what is stored of a run is searched for them.
 */
import type { SecretBox, TenantStore } from '@upflow/db'
import type { AppKey, GithubCredential, TransportOptions, TransportTiming } from '@upflow/github'
import type { OrganizationId } from '@upflow/model'
import { type GithubApp, type Integration, readSetting } from '@upflow/settings'
import type { Config } from './config.ts'
import { appKeyPurpose, createKeyRedactor } from './github-app/app-keys.ts'
import { noApp } from './github-app/app-problems.ts'
import type { AppAccess } from './github-app/ask-as-app.ts'
import { PipelineError } from './pipeline-error.ts'
import { checkApiAddress, checkToken } from './secret-texts.ts'

/** All that a GitHub client is made from, as plain data for the thread that makes it. */
export interface GithubAccess
  extends Pick<TransportOptions, 'apiUrl' | 'ca' | 'credential' | 'proxy' | 'timing'> {
  /** The part of the credential's points that is left to others, in [0, 1). Default: none. */
  readonly reserve?: number
}

type OfGithub = Omit<Extract<Integration, { readonly kind: 'github' }>, 'kind'>

/** An installation that was chosen goes before the token of the environment, and that before one that is stored. */
export type TokenSource = 'app' | 'environment' | 'stored'

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
  /** How the organization's GitHub is reached, by nobody. @throws PipelineError `pipeline/demo-only` */
  addressOf(tenant: TenantStore): Promise<Omit<AppAccess, 'key'>>
  /** What the organization's app asks GitHub with for itself. @throws PipelineError `pipeline/no-app`; DbError `db/wrong-secret` */
  appAccessOf(tenant: TenantStore): Promise<AppAccess>
  /** As `appAccessOf`, with a key that is to be tried. */
  appAccessFor(tenant: TenantStore, key: AppKey): Promise<AppAccess>
  /** A token as it may be kept. @throws PipelineError `pipeline/invalid-token` */
  sealToken(organizationId: OrganizationId, token: string): string
  /** The private key of an app as it may be kept. */
  sealKey(organizationId: OrganizationId, privateKey: string): string
  /** Replaces every token and key that was used, and whatever looks like one of GitHub's. */
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
const isSameHost = (apiUrl: string, other: string): boolean => {
  const origin = originOf(apiUrl)
  return origin !== null && origin === originOf(other)
}

/** Null of what is no address. */
export const originOf = (apiUrl: string): string | null =>
  URL.canParse(apiUrl) ? new URL(apiUrl).origin : null

/** A token or an app that is stored is for the address that is, and so is leave to use that of the environment. */
export function atAddress<Kept extends OfGithub>(integration: Kept, apiUrl: string): Kept {
  checkApiAddress(apiUrl)
  if (isSameHost(apiUrl, integration.apiUrl)) return { ...integration, apiUrl }
  return { ...integration, apiUrl, sealedToken: null, app: undefined, takesEnvironmentToken: undefined }
}

export function createCredentials({
  config,
  secretBox,
  demo,
  githubTiming,
}: CredentialsOptions): Credentials {
  const used = new Set<string>()
  const keys = createKeyRedactor()

  const reaching = (apiUrl: string) => ({
    apiUrl,
    ...(config.proxy && apiUrl !== demo?.apiUrl ? { proxy: config.proxy } : {}),
    ...(githubTiming ? { timing: githubTiming } : {}),
  })
  const byToken = ({ apiUrl, token }: Demo): GithubAccess => {
    used.add(token)
    return { ...reaching(apiUrl), credential: { kind: 'token', token } }
  }
  const keyOf = (organizationId: OrganizationId, { id, sealedKey }: GithubApp): AppKey => {
    const privateKey = secretBox.open(sealedKey, appKeyPurpose(organizationId))
    keys.add(privateKey)
    return { appId: id, privateKey }
  }
  const installedOf = (organizationId: OrganizationId, { app }: OfGithub): GithubCredential | null =>
    app?.installation
      ? { kind: 'installation', installationId: app.installation.id, ...keyOf(organizationId, app) }
      : null

  const accessFor: Credentials['accessFor'] = async (tenant, given) => {
    const integration = await readSetting(tenant, 'integration')
    const { organizationId } = tenant
    if (integration.kind === 'demo') return byToken(demoOrThrow(organizationId))
    const apiUrl = given.apiUrl ?? integration.apiUrl
    if (given.token !== undefined) return byToken(givenOf(given.token, apiUrl))
    const there = atAddress(integration, apiUrl)
    const credential = installedOf(organizationId, there)
    return credential ? { ...reaching(apiUrl), credential } : byToken(tokenOf(organizationId, there))
  }
  const ofGithub = async (tenant: TenantStore) => {
    const integration = await readSetting(tenant, 'integration')
    if (integration.kind === 'demo') throw organizationNeedsNone(tenant.organizationId)
    return integration
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
      `Organization '${organizationId}' reads the bundled sample: add --demo to a command that takes it. There is no GitHub for others.`,
      { organization: organizationId },
    )
  }
  const takesEnvironmentToken = (there: OfGithub) =>
    isSameHost(there.apiUrl, config.githubApiUrl) || (there.takesEnvironmentToken && config.isOwnGithubToken)
  const sourceOf: Credentials['sourceOf'] = (integration) => {
    const { app, sealedToken } = integration
    return app?.installation
      ? 'app'
      : config.githubToken !== null && takesEnvironmentToken(integration)
        ? 'environment'
        : sealedToken !== null
          ? 'stored'
          : null
  }
  const tokenOf = (organizationId: OrganizationId, integration: OfGithub): Demo => {
    const { apiUrl, app, sealedToken } = integration
    const source = sourceOf(integration)
    if (source === 'environment') return { apiUrl, token: config.githubToken! }
    if (source === 'stored') return { apiUrl, token: secretBox.open(sealedToken!, purposeOf(organizationId)) }
    const elsewhere =
      config.githubToken === null
        ? 'Set UPFLOW_GITHUB_TOKEN'
        : `The one of the environment is for ${config.githubApiUrl}: set ${config.isOwnGithubToken ? `UPFLOW_GITHUB_API_URL if it is for this one, or say so with 'org set ${organizationId} --api-url ${apiUrl}'` : 'UPFLOW_GITHUB_TOKEN and UPFLOW_GITHUB_API_URL if it is for this one'}`
    throw new PipelineError(
      'pipeline/no-token',
      `There is no GitHub token for organization '${organizationId}' at ${apiUrl}. ${elsewhere}, or ${app ? `choose an installation of its app with 'org app ${organizationId} --install ACCOUNT'` : `store one with 'org token ${organizationId}'`}.`,
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
    addressOf: async (tenant) => reaching((await ofGithub(tenant)).apiUrl),
    async appAccessOf(tenant) {
      const { apiUrl, app } = await ofGithub(tenant)
      if (app === undefined) throw noApp(tenant.organizationId)
      return { ...reaching(apiUrl), key: keyOf(tenant.organizationId, app) }
    },
    async appAccessFor(tenant, key) {
      keys.add(key.privateKey)
      return { ...reaching((await ofGithub(tenant)).apiUrl), key }
    },
    sealToken,
    sealKey(organizationId, privateKey) {
      keys.add(privateKey)
      return secretBox.seal(privateKey, appKeyPurpose(organizationId))
    },
    redact(text) {
      let redacted = keys.redact(text)
      for (const token of used) redacted = redacted.replace(asWritten(token), '[redacted]')
      return redacted.replace(githubToken, '[redacted]')
    },
  }
}
