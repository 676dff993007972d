/** How an organization reaches GitHub: where and whether with a token, never which; changing it, and checking it. */
import type { TenantStore } from '@upflow/db'
import type { Finding } from '@upflow/github'
import type { OrganizationId } from '@upflow/model'
import {
  changeFromPresent,
  type GithubApp,
  readSetting,
  readSettings,
  recordAction,
  type SettingChange,
} from '@upflow/settings'
import { atAddress, type GithubAccess, organizationNeedsNone, type TokenSource } from './credentials.ts'
import { githubTeamsOf, toTeamName } from './github-teams.ts'
import type { JobContext } from './jobs/job-context.ts'
import { PipelineError } from './pipeline-error.ts'
import { fullName, listRepositories } from './repositories.ts'
import { checkApiAddress } from './secret-texts.ts'

type Connecting = Pick<JobContext, 'credentials' | 'files' | 'tenants'>

export interface Connection {
  readonly kind: 'github' | 'demo'
  readonly apiUrl: string | null
  /** Where the token comes from; null where there is none. */
  readonly tokenFrom: TokenSource | null
  /** Of its app all but the key; null for none. */
  readonly app: ShownApp | null
  readonly version: string
}

export type ShownApp = Omit<GithubApp, 'sealedKey'>

export async function readConnection(
  { credentials, tenants }: Connecting,
  organizationId: OrganizationId,
): Promise<Connection> {
  const { value, version } = (await readSettings(await tenants.open(organizationId))).integration
  if (value.kind === 'demo') return { kind: 'demo', apiUrl: null, tokenFrom: null, app: null, version }
  const { apiUrl, app } = value
  return { kind: 'github', apiUrl, tokenFrom: credentials.sourceOf(value), app: shownApp(app), version }
}

function shownApp(app: GithubApp | undefined): ShownApp | null {
  if (app === undefined) return null
  const { sealedKey: _, ...shown } = app
  return shown
}

export interface WantedConnection {
  readonly apiUrl?: string | undefined
  readonly token?: string | undefined
}

/**
 * A token or an app that was stored for another address goes: it is shown to nobody but whom it was stored for. A new
 * token takes the place of the app.
 * @param takesEnvironmentToken whoever gives the address has the token of the environment: it may be sent there
 * @throws PipelineError `pipeline/invalid-address`, `pipeline/invalid-token`, `pipeline/demo-only`; SettingsError
 */
export async function setConnection(
  { credentials, tenants }: Pick<Connecting, 'credentials' | 'tenants'>,
  organizationId: OrganizationId,
  {
    apiUrl,
    token,
    takesEnvironmentToken = false,
    by,
    ifVersion,
  }: WantedConnection & {
    readonly takesEnvironmentToken?: boolean
    readonly by: string
    readonly ifVersion?: string | null
  },
): Promise<SettingChange[]> {
  if (apiUrl !== undefined) checkApiAddress(apiUrl)
  const sealed = token === undefined ? null : credentials.sealToken(organizationId, token)
  const tenant = await tenants.open(organizationId)
  return changeFromPresent(
    tenant,
    ({ integration: { value, version } }) => {
      if (value.kind === 'demo') throw organizationNeedsNone(organizationId)
      const there = atAddress(value, apiUrl ?? value.apiUrl)
      const moved = takesEnvironmentToken ? { ...there, takesEnvironmentToken: true as const } : there
      return [
        {
          key: 'integration',
          value: sealed === null ? moved : { ...moved, sealedToken: sealed, app: undefined },
          ifVersion: ifVersion ?? version,
        },
      ]
    },
    { by },
    { isFromOutside: ifVersion != null },
  )
}

interface Checking extends WantedConnection {
  readonly by: string
  readonly signal?: AbortSignal
}

/**
 * Checks what is given, or else what is stored, with the repositories that are to be read. A token is sent somewhere
 * by it: who had it done, and what came of it, is in the audit.
 */
export async function checkConnection(
  pipeline: Connecting,
  organizationId: OrganizationId,
  { by, ...wanted }: Checking,
): Promise<Finding[]> {
  const tenant = await pipeline.tenants.open(organizationId)
  const found = await findOut(pipeline, tenant, wanted)
  // What GitHub says of a token may repeat it.
  const findings = found.map((one) => ({ ...one, text: pipeline.credentials.redact(one.text) }))
  const states = findings.map(({ state }) => state)
  const worst = (['bad', 'warning'] as const).find((state) => states.includes(state)) ?? 'good'
  await recordAction(tenant, { key: 'connection', by, before: null, after: { did: 'checked', found: worst } })
  return findings
}

async function findOut(
  pipeline: Connecting,
  tenant: TenantStore,
  { apiUrl, token, signal }: Omit<Checking, 'by'>,
): Promise<Finding[]> {
  const repositories = (await listRepositories(tenant)).map((one) => ({ id: one.id, name: fullName(one) }))
  const teams = githubTeamsOf(await readSetting(tenant, 'teams')).map(toTeamName)
  let access: GithubAccess
  try {
    access = await pipeline.credentials.accessFor(tenant, { apiUrl, token })
  } catch (error) {
    return [
      {
        what: isInvalidAddress(error) ? 'address' : 'token',
        state: 'bad',
        text: (error as Error).message,
        remedy:
          'Create a token at GitHub that may read the repositories, or a GitHub App, and store it here.',
      },
    ]
  }
  return pipeline.files.call(tenant, 'check', { access, repositories, teams }, signal ? { signal } : {})
}

const isInvalidAddress = (error: unknown) =>
  error instanceof PipelineError && error.code === 'pipeline/invalid-address'
