/** How an organization reaches GitHub: where and whether with a token, never which; changing it, and checking it. */
import type { Tenant } from '@upflow/db'
import { type OrganizationId, toRepositoryId } from '@upflow/model'
import { changeFromPresent, readSettings, recordAction, type SettingChange } from '@upflow/settings'
import { atAddress, type GithubAccess, organizationNeedsNone, type TokenSource } from './credentials.ts'
import type { JobContext } from './jobs/job-context.ts'
import type { PipelineError } from './pipeline-error.ts'
import { listRepositories } from './repositories.ts'
import { checkApiAddress } from './secret-texts.ts'

type Connecting = Pick<JobContext, 'credentials' | 'files' | 'tenants'>

export interface Connection {
  readonly kind: 'github' | 'demo'
  readonly apiUrl: string | null
  /** Where the token comes from; null where there is none. */
  readonly tokenFrom: TokenSource | null
  readonly version: string
}

export async function readConnection(
  { credentials, tenants }: Connecting,
  organizationId: OrganizationId,
): Promise<Connection> {
  const { value, version } = (await readSettings(await tenants.open(organizationId))).integration
  if (value.kind === 'demo') return { kind: 'demo', apiUrl: null, tokenFrom: null, version }
  return { kind: 'github', apiUrl: value.apiUrl, tokenFrom: credentials.sourceOf(value), version }
}

export interface WantedConnection {
  readonly apiUrl?: string | undefined
  readonly token?: string | undefined
}

/**
 * A token that was stored for another address goes: it is shown to nobody but whom it was stored for.
 * @throws PipelineError `pipeline/invalid-address`, `pipeline/invalid-token`, `pipeline/demo-only`; SettingsError
 */
export async function setConnection(
  { credentials, tenants }: Pick<Connecting, 'credentials' | 'tenants'>,
  organizationId: OrganizationId,
  {
    apiUrl,
    token,
    by,
    ifVersion,
  }: WantedConnection & { readonly by: string; readonly ifVersion?: string | null },
): Promise<SettingChange[]> {
  if (apiUrl !== undefined) checkApiAddress(apiUrl)
  const sealed = token === undefined ? null : credentials.sealToken(organizationId, token)
  const tenant = await tenants.open(organizationId)
  return changeFromPresent(
    tenant,
    ({ integration: { value, version } }) => {
      if (value.kind === 'demo') throw organizationNeedsNone(organizationId)
      const moved = atAddress(value, apiUrl ?? value.apiUrl)
      return [
        {
          key: 'integration',
          value: { ...moved, sealedToken: sealed ?? moved.sealedToken },
          ifVersion: ifVersion ?? version,
        },
      ]
    },
    { by },
    { isFromOutside: ifVersion != null },
  )
}

export interface Finding {
  readonly what: 'address' | 'token' | 'clock' | 'points' | 'repositories' | 'permissions'
  readonly state: 'good' | 'warning' | 'bad'
  /** What was found. */
  readonly text: string
  /** What to do about it; null where nothing is to be done. */
  readonly remedy: string | null
}

const clockOffSeconds = 120
const fewPoints = 500

interface Checking extends WantedConnection {
  readonly by: string
  readonly signal?: AbortSignal
}

/**
 * Checks what is given, or else what is stored, one thing after the other; what depends on a bad one is not asked.
 * A token is sent somewhere by it: who had it done, and what came of it, is in the audit.
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
  tenant: Tenant,
  { apiUrl, token, signal }: Omit<Checking, 'by'>,
): Promise<Finding[]> {
  const options = signal ? { signal } : {}
  const findings: Finding[] = []
  let access: GithubAccess
  try {
    access = await pipeline.credentials.accessFor(tenant, { apiUrl, token })
  } catch (error) {
    const remedy = 'Create a token at GitHub that may read the repositories, and store it here.'
    return [bad(isAbout(error, 'pipeline/invalid-address') ? 'address' : 'token', error, remedy)]
  }
  try {
    const seen = await pipeline.files.call(tenant, 'visible', { access, cursor: null }, options)
    findings.push(
      good('address', `${access.apiUrl} answers.`),
      good('token', `The token belongs to ${seen.login}.`),
      clockFinding(seen.answeredAt),
      pointsFinding(seen.points),
    )
    const own = await listRepositories(tenant)
    findings.push(
      seen.total > 0 || own.length > 0
        ? good('repositories', `The token sees ${seen.total} repositories.`)
        : {
            what: 'repositories',
            state: 'warning',
            text: 'The token sees no repository.',
            remedy: 'Give it access to those that are to be read, or authorize it for single sign-on.',
          },
    )
    const probed = own[0]?.id ?? seen.repositories[0]?.id
    if (probed !== undefined)
      findings.push(
        await pipeline.files
          .call(tenant, 'probe', { access, repositoryId: toRepositoryId(probed) }, options)
          .then(
            () => good('permissions', 'The token may read what a sync asks for.'),
            (error: unknown) =>
              bad(
                'permissions',
                error,
                'Give the token the scopes repo and read:org, or for a fine-grained one read access to contents, pull requests and deployments.',
              ),
          ),
      )
  } catch (error) {
    signal?.throwIfAborted()
    findings.push(
      isAbout(error, 'github/authentication-failed')
        ? bad('token', error, 'It is wrong, expired or revoked: create another at GitHub and store it here.')
        : bad('address', error, 'Check the address, and whether this machine reaches it or needs a proxy.'),
    )
  }
  return findings
}

const isAbout = (error: unknown, code: PipelineError['code'] | 'github/authentication-failed') =>
  (error as { code?: unknown }).code === code

const good = (what: Finding['what'], text: string): Finding => ({ what, state: 'good', text, remedy: null })
const bad = (what: Finding['what'], error: unknown, remedy: string): Finding => ({
  what,
  state: 'bad',
  text: (error as Error).message,
  remedy,
})

function clockFinding(answeredAt: number | null): Finding {
  if (answeredAt === null) return good('clock', 'GitHub does not say what time it is.')
  const off = Math.round(Date.now() / 1_000 - answeredAt)
  if (Math.abs(off) <= clockOffSeconds) return good('clock', "This machine's clock agrees with GitHub's.")
  return {
    what: 'clock',
    state: 'warning',
    text: `This machine's clock is ${Math.abs(off)} seconds ${off > 0 ? 'ahead of' : 'behind'} GitHub's.`,
    remedy: 'Set it by NTP: what waits now is reckoned by it.',
  }
}

function pointsFinding(
  points: { readonly limit: number; readonly remaining: number; readonly resetAt: number } | null,
): Finding {
  if (points === null || points.limit === 0) return good('points', 'This GitHub counts no points.')
  const text = `${points.remaining} of ${points.limit} points are left this hour.`
  if (points.remaining >= fewPoints) return good('points', text)
  return {
    what: 'points',
    state: 'warning',
    text,
    remedy: `Nothing is lost: what is read waits, until ${new Date(points.resetAt * 1_000).toISOString()} at the latest.`,
  }
}
