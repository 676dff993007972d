/** `repo add`, `set`, `pause`, `resume`, `remove`, `list`, `available`, `discover`, `estimate` */
import { readRuleMatches } from '@upflow/insights'
import { toIso } from '@upflow/model'
import { chooseRepositories, fullName, parseReleaseRule, processUser } from '@upflow/pipeline/data'
import { changeSettings } from '@upflow/settings'
import { chooseOrganization } from '../choose-organization.ts'
import { type ExitCode, exitCodes, UsageError } from '../exit-codes.ts'
import { openCommandData } from '../open-data.ts'
import { matchText, ruleText } from '../rule-text.ts'
import type { CommandContext } from './context.ts'

export interface RepoOptions {
  readonly releaseRule: string | undefined
  readonly recalculate: boolean
}

/** Arguments with a slash are repositories, the one without is the organization. */
export async function repo(
  context: CommandContext,
  action: string,
  args: readonly string[],
  options: RepoOptions,
): Promise<ExitCode> {
  const { terminal } = context
  const names = args.filter((argument) => argument.includes('/'))
  const [organization, extra] = args.filter((argument) => !argument.includes('/'))
  if (extra !== undefined)
    throw new UsageError(
      `repo ${action} takes one organization, and repositories as OWNER/NAME: not '${extra}'`,
    )
  if (['list', 'available', 'discover'].includes(action) && names.length > 0)
    throw new UsageError(`repo ${action} takes no '${names[0]}'`)
  if (['add', 'set', 'pause', 'resume', 'remove'].includes(action) && names.length === 0)
    throw new UsageError(`repo ${action} needs a repository as OWNER/NAME`)
  if (action === 'add') return add(context, organization, { ...options, names: unique(names) })
  if (action === 'set') return change(context, organization, { ...options, names: unique(names) })
  if (action in managing) {
    const { manageRepositories } = await import('./manage-repositories.ts')
    return manageRepositories(context, action as keyof typeof managing, {
      organization,
      names: unique(names),
    })
  }
  const data = await openCommandData(context)
  try {
    const { id } = await chooseOrganization(data, organization)
    const all = await data.organizations.repositories(id)
    terminal.printJson({ repositories: all })
    for (const one of all)
      terminal.print(
        `${fullName(one)}  released by ${ruleText(one.releaseRule)}${one.hasOwnRule ? '' : ' (of the organization)'}${one.pause === null ? '' : `, paused since ${toIso(one.pause.since)} by ${one.pause.by}`}`,
      )
    return exitCodes.success
  } finally {
    await data.close()
  }
}

async function add(
  context: CommandContext,
  organization: string | undefined,
  { names, ...options }: RepoOptions & { readonly names: readonly string[] },
): Promise<ExitCode> {
  const { terminal } = context
  const releaseRule =
    options.releaseRule === undefined ? undefined : await parseReleaseRule(options.releaseRule)
  const { applySchedules } = await import('@upflow/pipeline')
  const { withPipeline } = await import('./run-job.ts')
  return withPipeline(context, { demo: null, concurrency: 0 }, async (pipeline) => {
    const { id } = await chooseOrganization(pipeline, organization)
    try {
      for (const name of names) {
        const added = await pipeline.organizations.addRepository(id, name, releaseRule)
        const [match] = await readRuleMatches(await pipeline.tenants.openToRead(id), {
          repositoryIds: [added.id],
        })
        terminal.note(`${fullName(added)} is added to organization ${id}.`)
        if (match) terminal.note(matchText(match))
      }
    } finally {
      // Also for those before one that cannot be added.
      await applySchedules(pipeline, id)
    }
    terminal.printJson({ repositories: await pipeline.organizations.repositories(id) })
    return exitCodes.success
  })
}

const managing = {
  pause: true,
  resume: true,
  remove: true,
  available: true,
  discover: true,
  estimate: true,
} as const

/** GitHub's names differ in more than their case. */
const unique = (names: readonly string[]) => [
  ...new Map(names.map((name) => [name.toLowerCase(), name])).values(),
]

async function change(
  context: CommandContext,
  organization: string | undefined,
  { names, releaseRule, recalculate }: RepoOptions & { readonly names: readonly string[] },
): Promise<ExitCode> {
  if (releaseRule === undefined) throw new UsageError('repo set needs --release-rule')
  const value = releaseRule === 'default' ? undefined : await parseReleaseRule(releaseRule)
  const { withPipeline } = await import('./run-job.ts')
  const { afterChange } = await import('../after-change.ts')
  return withPipeline(context, { demo: null, concurrency: 2 }, async (pipeline) => {
    const { id } = await chooseOrganization(pipeline, organization)
    const tenant = await pipeline.tenants.open(id)
    const chosen = await chooseRepositories(tenant, names)
    const changes = await changeSettings(
      tenant,
      chosen.map(({ id: repositoryId }) => ({ key: 'releaseRule', value, repositoryId })),
      { by: processUser() },
    )
    return afterChange(context, pipeline, { organizationId: id, changes, recalculate })
  })
}
