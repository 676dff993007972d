/** The repositories of an organization, as stored. */
import type { PageCommit, RepositoryRow, TenantStore } from '@upflow/db'
import type { RepositoryInfo } from '@upflow/github'
import { type ReleaseRule, type RepositoryId, toRepositoryId } from '@upflow/model'
import { type Pause, pausesOf, readSetting, versionOf } from '@upflow/settings'
import { PipelineError } from './pipeline-error.ts'

export interface Repository {
  readonly id: RepositoryId
  readonly owner: string
  readonly name: string
  readonly isArchived: boolean
  readonly defaultBranch: string | null
  /** Its own, or the organization's. */
  readonly releaseRule: ReleaseRule
  readonly hasOwnRule: boolean
  /** Changes with the rule of its own, and with having one. */
  readonly ruleVersion: string
  /** Null where it is read. */
  readonly pause: Pause | null
}

export const fullName = ({ owner, name }: { readonly owner: string; readonly name: string }): string =>
  `${owner}/${name}`

/** By full name. */
export async function listRepositories(tenant: TenantStore): Promise<Repository[]> {
  const common = await readSetting(tenant, 'releaseRule')
  const rows = await tenant.db
    .selectFrom('repositories')
    .selectAll()
    .orderBy('owner')
    .orderBy('name')
    .execute()
  const pauses = await pausesOf(tenant)
  return rows.map((row) => toRepository(row, common, pauses))
}

/** Null when there is none, or none any more. */
export async function findById(tenant: TenantStore, id: RepositoryId): Promise<Repository | null> {
  const row = await tenant.db.selectFrom('repositories').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? toRepository(row, await readSetting(tenant, 'releaseRule'), await pausesOf(tenant)) : null
}

/** By its node id where it is known, or else by its name, as somebody outside calls it; null where it is not read. */
export async function findRepository(
  tenant: TenantStore,
  { nodeId, fullName: called }: { readonly nodeId?: string; readonly fullName: string },
): Promise<Repository | null> {
  const same = nodeId === undefined ? null : await findById(tenant, toRepositoryId(nodeId))
  if (same) return same
  const [owner = '', name = ''] = called.toLowerCase().split('/')
  const [first, ...others] = await tenant.db
    .selectFrom('repositories')
    .select('id')
    .where(({ eb, fn }) => eb(fn('lower', ['owner']), '=', owner))
    .where(({ eb, fn }) => eb(fn('lower', ['name']), '=', name))
    .execute()
  return first && others.length === 0 ? findById(tenant, first.id) : null
}

const toRepository = (
  { id, owner, name, is_archived, default_branch, release_rule }: Omit<RepositoryRow, 'ordinal'>,
  common: ReleaseRule,
  pauses: ReadonlyMap<RepositoryId, Pause>,
): Repository => ({
  id,
  owner,
  name,
  isArchived: is_archived === 1,
  defaultBranch: default_branch,
  releaseRule: release_rule === null ? common : (JSON.parse(release_rule) as ReleaseRule),
  hasOwnRule: release_rule !== null,
  ruleVersion: versionOf(release_rule),
  pause: pauses.get(id) ?? null,
})

/** What `chooseRepositories` finds each by: its full name, or its id where another has the same name. */
export async function namesOf(tenant: TenantStore, chosen: readonly Repository[]): Promise<string[]> {
  const all = (await listRepositories(tenant)).map((one) => fullName(one).toLowerCase())
  const isShared = (name: string) => all.filter((one) => one === name.toLowerCase()).length > 1
  return chosen.map((one) => (isShared(fullName(one)) ? one.id : fullName(one)))
}

/**
 * All repositories, or those that are named (`owner/name`, the name alone when only one has it, or the node id, which
 * tells those apart whose names are the same), each once.
 * @throws PipelineError `pipeline/no-repositories`, `pipeline/unknown-repository`
 */
export async function chooseRepositories(
  tenant: TenantStore,
  names: readonly string[] | null,
): Promise<Repository[]> {
  const { organizationId } = tenant
  const all = await listRepositories(tenant)
  if (all.length === 0)
    throw new PipelineError(
      'pipeline/no-repositories',
      `Organization '${organizationId}' has no repository yet. Add one with 'repo add ${organizationId} OWNER/NAME'.`,
      { organization: organizationId },
    )
  if (names === null || names.length === 0) return all
  const chosen = names.map((name) => {
    const found = all.filter(
      (repository) =>
        repository.id === name ||
        [fullName(repository), repository.name].some((known) => known.toLowerCase() === name.toLowerCase()),
    )
    if (found.length === 1) return found[0]!
    throw new PipelineError(
      'pipeline/unknown-repository',
      found.length === 0
        ? `Organization '${organizationId}' has no repository '${name}'. There are: ${all.map(fullName).join(', ')}.`
        : `Organization '${organizationId}' has more than one repository '${name}'. Name one by its id: ${found.map((one) => `${one.id} (${fullName(one)})`).join(', ')}.`,
      { organization: organizationId, repository: name },
    )
  })
  return [...new Set(chosen)]
}

/** Adds a repository, or brings its name up to date: it is the same one by its node id. */
export async function putRepository({ db }: TenantStore, found: RepositoryInfo): Promise<void> {
  const { id, ...row } = toFactsRow(found)
  await db
    .insertInto('repositories')
    .values({ id, release_rule: null, ...row })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute()
}

/** What every page says of its repository. */
export const toFactsRow = ({
  id,
  owner,
  name,
  isArchived,
  defaultBranch,
}: RepositoryInfo): NonNullable<PageCommit['facts']> => ({
  id,
  owner,
  name,
  is_archived: isArchived ? 1 : 0,
  default_branch: defaultBranch,
})
