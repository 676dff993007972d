/** Creating organizations and giving them repositories, rules and tokens. */

import type { Organization } from '@upflow/db'
import { type OrganizationId, parseOrganizationId, type ReleaseRule } from '@upflow/model'
import type { JobContext } from './jobs/job-context.ts'
import { PipelineError } from './pipeline-error.ts'
import { fullName, listRepositories, putReleaseRule, putRepository, type Repository } from './repositories.ts'
import { type Integration, writeSetting } from './settings.ts'
import type { WaitNote } from './threads/file-methods.ts'

export interface NewOrganization {
  readonly id: string
  readonly name?: string
  readonly integration: Integration
  readonly releaseRule?: ReleaseRule
}

export interface Organizations {
  list(): Promise<Organization[]>
  /** @throws DbError `db/unknown-organization` */
  get(id: string): Promise<Organization>
  /** @throws DbError `db/organization-exists`; PipelineError `pipeline/invalid-rule` */
  create(organization: NewOrganization): Promise<Organization>
  /** Keeps a GitHub token, encrypted. */
  storeToken(id: OrganizationId, token: string): Promise<void>
  repositories(id: OrganizationId): Promise<Repository[]>
  /** Looks the repository up at GitHub and adds it. @throws WorkerFailed when it cannot be seen, with GitHub's code */
  addRepository(id: OrganizationId, name: string, releaseRule?: ReleaseRule): Promise<Repository>
}

export function createOrganizations({
  registry,
  tenants,
  credentials,
  files,
  onWait,
}: Omit<JobContext, 'recalculator'>): Organizations {
  const repositories = async (id: OrganizationId) => listRepositories(await tenants.open(id))
  return {
    list: registry.list,
    get: registry.get,
    async create({ id, name = id, integration, releaseRule }) {
      if (releaseRule) await checkRule(releaseRule)
      // The file comes first: an organization in the registry always has its settings.
      const isKnown = (await registry.list()).some((organization) => organization.id === id)
      if (!isKnown) {
        const tenant = await tenants.open(parseOrganizationId(id))
        await writeSetting(tenant, 'integration', integration)
        if (releaseRule) await writeSetting(tenant, 'releaseRule', releaseRule)
      }
      return registry.create({ id, name })
    },
    storeToken: async (id, token) => credentials.storeToken(await tenants.open(id), token),
    repositories,
    async addRepository(id, name, releaseRule) {
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
      await putRepository(tenant, found)
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
      if (releaseRule) await putReleaseRule(tenant, found.id, releaseRule)
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
      : (kind === 'branch' || kind === 'tags') && key !== ''
        ? { kind, key }
        : null
  if (!rule)
    throw new PipelineError(
      'pipeline/invalid-rule',
      `'${text}' is not a release rule: write branch:NAME, tags:PATTERN or none.`,
      { rule: text },
    )
  await checkRule(rule)
  return rule
}

/** A pattern that cannot be used is refused when it is set, not when it is needed. */
async function checkRule(rule: ReleaseRule): Promise<void> {
  if (rule.kind !== 'tags') return
  const { compilePattern } = await import('@upflow/analyzer')
  try {
    compilePattern(rule.key)
  } catch (cause) {
    throw new PipelineError('pipeline/invalid-rule', (cause as Error).message, { rule: rule.key }, { cause })
  }
}
