/** `repo add`, `repo list` */
import type { ReleaseRule } from '@upflow/model'
import { fullName, openData, parseReleaseRule } from '@upflow/pipeline/data'
import { chooseOrganization } from '../choose-organization.ts'
import { type ExitCode, exitCodes, UsageError } from '../exit-codes.ts'
import type { CommandContext } from './context.ts'

export interface RepoOptions {
  readonly releaseRule: string | undefined
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
  if (action === 'list' && names.length > 0) throw new UsageError(`repo list takes no '${names[0]}'`)
  if (action === 'add' && names.length === 0)
    throw new UsageError('repo add needs a repository as OWNER/NAME')
  const releaseRule =
    options.releaseRule === undefined ? undefined : await parseReleaseRule(options.releaseRule)
  const data = await openData({
    config: context.config,
    signal: context.signal,
    onLongWait: terminal.noteWait,
  })
  try {
    const { id } = await chooseOrganization(data, organization)
    for (const name of unique(names)) {
      const added = await data.organizations.addRepository(id, name, releaseRule)
      terminal.note(`${fullName(added)} is added to organization ${id}.`)
    }
    const all = await data.organizations.repositories(id)
    terminal.printJson({ repositories: all })
    if (action === 'list')
      for (const one of all)
        terminal.print(
          `${fullName(one)}  released by ${ruleText(one.releaseRule)}${one.hasOwnRule ? '' : ' (of the organization)'}`,
        )
    return exitCodes.success
  } finally {
    await data.close()
  }
}

/** GitHub's names differ in more than their case. */
const unique = (names: readonly string[]) => [
  ...new Map(names.map((name) => [name.toLowerCase(), name])).values(),
]

const ruleText = (rule: ReleaseRule) => (rule.kind === 'none' ? 'nothing' : `${rule.kind} ${rule.key}`)
