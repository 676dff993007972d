/** Creating organizations and giving them repositories, rules and tokens. */

import type { Organization } from '@upflow/db'
import { type OrganizationId, parseOrganizationId, type ReleaseRule } from '@upflow/model'
import { changeSettings, type Integration, readSetting, recordAction } from '@upflow/settings'
import { setConnection } from './connection.ts'
import type { JobContext } from './jobs/job-context.ts'
import { PipelineError } from './pipeline-error.ts'
import { processUser } from './process-user.ts'
import { fullName, listRepositories, putRepository, type Repository } from './repositories.ts'
import { checkApiAddress } from './secret-texts.ts'
import type { WaitNote } from './threads/file-methods.ts'

export interface NewOrganization {
  readonly id: string
  readonly name?: string
  readonly integration: Integration
  readonly releaseRule?: ReleaseRule
  /** To be kept, encrypted, with the integration. */
  readonly token?: string
  /** Who creates it. Default: the user of this process, as wherever it may be said. */
  readonly by?: string
}

export interface Organizations {
  list(): Promise<Organization[]>
  /** @throws DbError `db/unknown-organization` */
  get(id: string): Promise<Organization>
  /**
   * Leaves nothing behind when it fails; a file without its organization, of a process that died here, is taken on.
   * An organization whose file is missing gets a new one.
   * @throws DbError `db/organization-exists`; PipelineError `pipeline/invalid-rule`, `-token`, `-address`
   */
  create(organization: NewOrganization): Promise<Organization>
  /** Keeps a GitHub token, encrypted. @throws PipelineError as `setConnection` */
  storeToken(id: OrganizationId, token: string, by?: string): Promise<void>
  /** Calls it otherwise. */
  rename(id: OrganizationId, name: string, by?: string): Promise<Organization>
  /** Where its data comes from. */
  integration(id: OrganizationId): Promise<Integration>
  repositories(id: OrganizationId): Promise<Repository[]>
  /** Looks the repository up at GitHub and adds it. @throws WorkerFailed when it cannot be seen, with GitHub's code */
  addRepository(id: OrganizationId, name: string, releaseRule?: ReleaseRule, by?: string): Promise<Repository>
}

export function createOrganizations({
  registry,
  tenants,
  credentials,
  files,
  onWait,
}: Omit<JobContext, 'recalculator' | 'channels' | 'runs'>): Organizations {
  const find = async (id: OrganizationId) =>
    (await registry.list()).find((organization) => organization.id === id)
  const repositories = async (id: OrganizationId) => listRepositories(await tenants.open(id))
  return {
    list: registry.list,
    get: registry.get,
    async create({ id, name = id, integration, releaseRule = { kind: 'none' }, token, by = processUser() }) {
      const organizationId = parseOrganizationId(id)
      await checkRule(releaseRule)
      if (integration.kind === 'github') checkApiAddress(integration.apiUrl)
      const isThere = await tenants.isThere(organizationId)
      const known = await find(organizationId)
      if (known && isThere) return registry.create({ id, name })
      const sealed =
        integration.kind === 'github' && token !== undefined
          ? { ...integration, sealedToken: credentials.sealToken(organizationId, token) }
          : integration
      try {
        // The file comes first: an organization in the registry always has its settings.
        const tenant = await tenants.create(organizationId)
        const settings = [
          { key: 'releaseRule', value: releaseRule },
          { key: 'integration', value: sealed },
        ] as const
        await changeSettings(tenant, settings, { by })
        await recordAction(tenant, { key: 'organization', by, before: null, after: { name } })
        return known ?? (await registry.create({ id, name }))
      } catch (error) {
        if (!isThere && !(await find(organizationId).catch(() => known))) await tenants.remove(organizationId)
        throw error
      }
    },
    storeToken: async (id, token, by = processUser()) =>
      void (await setConnection({ credentials, tenants }, id, { token, by })),
    async rename(id, name, by = processUser()) {
      const { name: before } = await registry.get(id)
      const renamed = await registry.rename(id, name)
      if (before !== name)
        await recordAction(await tenants.open(id), { key: 'name', by, before, after: name })
      return renamed
    },
    integration: async (id) => readSetting(await tenants.open(id), 'integration'),
    repositories,
    async addRepository(id, name, releaseRule, by = processUser()) {
      if (releaseRule) await checkRule(releaseRule)
      const [owner, repository, ...rest] = name.split('/')
      if (!owner || !repository || rest.length > 0)
        throw new PipelineError(
          'pipeline/invalid-repository',
          `'${name}' is not a repository: write it as OWNER/NAME.`,
          { repository: name },
        )
      const tenant = await tenants.open(id)
      const access = await credentials.accessOf(tenant)
      const waiting = { onNote: ({ wait }: WaitNote) => onWait?.(id, wait) }
      const found = await files.call(tenant, 'repository', { access, owner, name: repository }, waiting)
      const isNew = !(await repositories(id)).some((one) => one.id === found.id)
      await putRepository(tenant, found)
      if (isNew) {
        const after = { name: fullName(found) }
        await recordAction(tenant, { key: 'repository', by, repositoryId: found.id, before: null, after })
      }
      // A name that another stored repository had: that one has another by now.
      for (const { id: other } of (await repositories(id)).filter(
        (one) => one.id !== found.id && fullName(one).toLowerCase() === fullName(found).toLowerCase(),
      )) {
        const now = await files
          .call(tenant, 'repositoryById', { access, id: other }, waiting)
          .catch((error: unknown) => {
            if ((error as { code?: unknown }).code === 'github/not-found') return null
            throw error
          })
        if (now) await putRepository(tenant, now)
      }
      if (releaseRule)
        await changeSettings(tenant, [{ key: 'releaseRule', value: releaseRule, repositoryId: found.id }], {
          by,
        })
      return (await repositories(id)).find((one) => one.id === found.id)!
    },
  }
}

/** @throws PipelineError `pipeline/invalid-rule` */
export async function parseReleaseRule(text: string): Promise<ReleaseRule> {
  const [kind, ...rest] = text.split(':')
  const key = rest.join(':')
  const rule: ReleaseRule | null =
    kind === 'none' && key === ''
      ? { kind }
      : key === ''
        ? null
        : kind === 'branch'
          ? { kind, key: branchesOf(key) }
          : kind === 'tags' || kind === 'deployments'
            ? { kind, key }
            : null
  if (!rule)
    throw new PipelineError(
      'pipeline/invalid-rule',
      `'${text}' is not a release rule: write branch:NAME (or branch:NAME,NAME), tags:PATTERN, deployments:PATTERN or none.`,
      { rule: text },
    )
  await checkRule(rule)
  return rule
}

/** One, or several with commas between them: of a branch that was renamed. */
function branchesOf(key: string): string | string[] {
  const names = key
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
  return names.length === 1 ? names[0]! : names
}

/** A pattern that cannot be used is refused when it is set, not when it is needed. */
async function checkRule(rule: ReleaseRule): Promise<void> {
  if (rule.kind !== 'tags' && rule.kind !== 'deployments') return
  const { compilePattern } = await import('@upflow/analyzer')
  try {
    compilePattern(rule.key)
  } catch (cause) {
    throw new PipelineError('pipeline/invalid-rule', (cause as Error).message, { rule: rule.key }, { cause })
  }
}
