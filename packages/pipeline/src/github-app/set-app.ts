/**
 * The GitHub App of an organization, as people set it: its key goes in, and never comes out. It reads once one of its
 * installations is chosen; until then, what was there before does.
 */
import type { TenantStore } from '@upflow/db'
import type { OrganizationId } from '@upflow/model'
import {
  changeFromPresent,
  type GithubApp,
  type Integration,
  type SettingChange,
  type StoredSettings,
  type WantedChange,
} from '@upflow/settings'
import { organizationNeedsNone } from '../credentials.ts'
import type { Pipeline } from '../open-pipeline.ts'
import { PipelineError } from '../pipeline-error.ts'
import { withSecret } from '../webhooks/set-webhook.ts'
import { toKeyText } from './app-keys.ts'
import { checkInstallation, moved, noApp } from './app-problems.ts'
import type { AppAccess, InstalledApp } from './ask-as-app.ts'

type Setting = Pick<Pipeline, 'credentials' | 'files' | 'tenants'>
type OfGithub = Extract<Integration, { readonly kind: 'github' }>

interface Made {
  readonly by: string
  /** The version that it was made from; null to make it from what there is. */
  readonly ifVersion?: string | null
  readonly signal?: AbortSignal | undefined
}

/** What GitHub says of the app now. @throws PipelineError `pipeline/no-app`; WorkerFailed with GitHub's code */
export async function readInstallations(
  { credentials, files, tenants }: Setting,
  organizationId: OrganizationId,
  signal?: AbortSignal,
): Promise<InstalledApp> {
  const tenant = await tenants.open(organizationId)
  return files.call(tenant, 'app', await credentials.appAccessOf(tenant), options(signal))
}

/**
 * Takes an app by its id and its private key, which GitHub is asked about first. Another key of the same app keeps the
 * installation that is chosen.
 * @throws PipelineError `pipeline/invalid-app`, `pipeline/demo-only`; WorkerFailed `github/invalid-private-key`,
 *   `github/authentication-failed`; SettingsError
 */
export async function setApp(
  { credentials, files, tenants }: Setting,
  organizationId: OrganizationId,
  { id, privateKey, ...made }: Made & { readonly id: string; readonly privateKey: string },
): Promise<SettingChange[]> {
  if (!/^[\w.-]{1,100}$/.test(id))
    throw new PipelineError(
      'pipeline/invalid-app',
      "Nothing is changed: the id of an app is a number, or a client id such as Iv23…; both stand in the app's settings at GitHub.",
    )
  const tenant = await tenants.open(organizationId)
  const access = await credentials.appAccessFor(tenant, { appId: id, privateKey: toKeyText(privateKey) })
  const { app } = await files.call(tenant, 'app', access, options(made.signal))
  const sealedKey = credentials.sealKey(organizationId, access.key.privateKey)
  return change(tenant, made, access, ({ value }) => [
    { value: withApp(value, { id, slug: app.slug, sealedKey }), key: 'integration' },
  ])
}

/** Takes the app that another organization has, with a key of its own to it, sealed for this one. */
export async function shareApp(
  pipeline: Setting,
  organizationId: OrganizationId,
  { from, ...made }: Made & { readonly from: OrganizationId },
): Promise<SettingChange[]> {
  const { credentials, tenants } = pipeline
  const { key } = await credentials.appAccessOf(await tenants.open(from))
  return setApp(pipeline, organizationId, { id: String(key.appId), privateKey: key.privateKey, ...made })
}

/**
 * Takes the app that GitHub has made of a manifest, with the secret of its webhook, which is told this once.
 * @param apiUrl where it was begun
 * @throws PipelineError `pipeline/moved`; WorkerFailed `github/not-found` when the code is not good any more
 */
export async function convertApp(
  { credentials, files, tenants, webhookSecrets }: Setting & Pick<Pipeline, 'webhookSecrets'>,
  organizationId: OrganizationId,
  { code, apiUrl, by, signal }: Made & { readonly code: string; readonly apiUrl: string },
): Promise<{ readonly installUrl: string; readonly changes: SettingChange[] }> {
  const tenant = await tenants.open(organizationId)
  const access = await credentials.addressOf(tenant)
  if (access.apiUrl !== apiUrl) throw moved(organizationId)
  const made = await files.call(tenant, 'convertManifest', { ...access, code }, options(signal))
  const sealedKey = credentials.sealKey(organizationId, toKeyText(made.privateKey))
  const changes = await change(tenant, { by }, access, ({ value }, { webhook }) => [
    { value: withApp(value, { id: String(made.id), slug: made.slug, sealedKey }), key: 'integration' },
    ...(made.webhookSecret === null
      ? []
      : [
          {
            key: 'webhook',
            value: withSecret(webhookSecrets, organizationId, {
              secret: made.webhookSecret,
              before: webhook.value,
            }),
          } as const,
        ]),
  ])
  return { installUrl: made.installUrl, changes }
}

/**
 * Lets an installation read, in the place of a token.
 * @param which its number, or the login of whose it is
 * @throws PipelineError `pipeline/no-app`, `pipeline/unknown-installation`, `pipeline/installation-suspended`
 */
export async function chooseInstallation(
  pipeline: Setting,
  organizationId: OrganizationId,
  { which, ...made }: Made & { readonly which: string },
): Promise<SettingChange[]> {
  const { credentials, files, tenants } = pipeline
  const tenant = await tenants.open(organizationId)
  const access = await credentials.appAccessOf(tenant)
  const { installations } = await files.call(tenant, 'app', access, options(made.signal))
  const { id, account } = checkInstallation(organizationId, which, installations)
  return change(tenant, made, access, ({ value }) => {
    if (value.app?.id !== String(access.key.appId)) throw moved(organizationId)
    const app = { ...value.app, installation: { id, account } }
    return [{ key: 'integration', value: { ...value, sealedToken: null, app } }]
  })
}

/** Forgets the app and its key. At GitHub it stays, and so do its installations. @throws PipelineError `pipeline/no-app` */
export const removeApp = async (
  { tenants }: Setting,
  organizationId: OrganizationId,
  made: Made,
): Promise<SettingChange[]> =>
  change(await tenants.open(organizationId), made, null, ({ value: { app, ...rest } }) => {
    if (app === undefined) throw noApp(organizationId)
    return [{ key: 'integration', value: rest }]
  })

/** Who has another installation of the same app keeps it. */
function withApp(value: OfGithub, app: Omit<GithubApp, 'installation'>): OfGithub {
  const installation = value.app?.id === app.id ? value.app.installation : null
  return { ...value, app: { ...app, installation } }
}

/** Of what GitHub was asked about, at the address at which it was asked. */
async function change(
  tenant: TenantStore,
  { by, ifVersion }: Made,
  asked: Pick<AppAccess, 'apiUrl'> | null,
  toChanges: (
    integration: { readonly value: OfGithub },
    settings: StoredSettings,
  ) => readonly Omit<WantedChange, 'ifVersion'>[],
): Promise<SettingChange[]> {
  const { organizationId } = tenant
  return changeFromPresent(
    tenant,
    (settings) => {
      const { value, version } = settings.integration
      if (value.kind === 'demo') throw organizationNeedsNone(organizationId)
      if (asked !== null && asked.apiUrl !== value.apiUrl) throw moved(organizationId)
      return toChanges({ value }, settings).map((one) => ({ ...one, ifVersion: ifVersion ?? version }))
    },
    { by },
    { isFromOutside: ifVersion != null },
  )
}

const options = (signal: AbortSignal | undefined) => (signal ? { signal } : {})
