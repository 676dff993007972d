/** `teams list`, `teams mirror`: who works together, and which teams are as GitHub has them. */
import { toIso } from '@upflow/model'
import { processUser } from '@upflow/pipeline/data'
import {
  changeFromPresent,
  readSetting,
  SettingsError,
  type Team,
  type TeamMirror,
  teamMirrorsOf,
} from '@upflow/settings'
import { afterChange } from '../after-change.ts'
import { chooseOrganization } from '../choose-organization.ts'
import { type ExitCode, exitCodes, UsageError } from '../exit-codes.ts'
import { openCommandData } from '../open-data.ts'
import type { CommandContext } from './context.ts'
import { withPipeline } from './run-job.ts'

export interface TeamsOptions {
  readonly recalculate: boolean
}

export async function teams(
  context: CommandContext,
  action: string,
  args: readonly string[],
  options: TeamsOptions,
): Promise<ExitCode> {
  if (action === 'mirror') return mirror(context, args, options)
  if (args.length > 1) throw new UsageError(`teams list takes no '${args[1]}'`)
  const { terminal } = context
  const data = await openCommandData(context)
  try {
    const { id } = await chooseOrganization(data, args[0])
    const tenant = await data.tenants.open(id)
    const [all, mirrors] = [await readSetting(tenant, 'teams'), await teamMirrorsOf(tenant)]
    const mirrorOf = ({ githubTeam }: Team) => (githubTeam === undefined ? null : mirrors.get(githubTeam))
    terminal.printJson({ teams: all.map((team) => ({ ...team, mirror: mirrorOf(team) ?? null })) })
    for (const team of all) {
      terminal.print(`${team.slug}  ${team.name}  ${mirrorText(team, mirrorOf(team))}`)
      for (const { login, from, to } of team.members)
        terminal.print(`  ${login}${from === null ? '' : ` from ${from}`}${to === null ? '' : ` to ${to}`}`)
    }
    if (all.length === 0) terminal.note(`There is no team yet: 'settings edit ${id} teams' adds one.`)
    return exitCodes.success
  } finally {
    await data.close()
  }
}

function mirrorText({ githubTeam }: Team, mirror: TeamMirror | null | undefined): string {
  if (githubTeam === undefined) return 'set here'
  if (!mirror) return `mirrored from ${githubTeam}, not read yet`
  const read = mirror.readAt === null ? 'never read' : `read ${toIso(mirror.readAt)}`
  return `mirrored from ${githubTeam}, ${read}${mirror.problem === null ? '' : `: ${mirror.problem}`}`
}

async function mirror(
  context: CommandContext,
  args: readonly string[],
  { recalculate }: TeamsOptions,
): Promise<ExitCode> {
  const [organization, slug, githubTeam] = args.length < 3 ? [undefined, ...args] : args
  if (slug === undefined || githubTeam === undefined || args.length > 3)
    throw new UsageError(
      'teams mirror takes the slug of a team, and a team of GitHub such as acme/platform or none',
    )
  return withPipeline(context, { demo: null, concurrency: 2 }, async (pipeline) => {
    const { id } = await chooseOrganization(pipeline, organization)
    const changes = await changeFromPresent(
      await pipeline.tenants.open(id),
      ({ teams: { value } }) => {
        if (!value.some((team) => team.slug === slug)) throw unknown(slug, value)
        const bind = ({ githubTeam: _, ...team }: Team) =>
          githubTeam === 'none' ? team : { ...team, githubTeam }
        return [{ key: 'teams', value: value.map((team) => (team.slug === slug ? bind(team) : team)) }]
      },
      { by: processUser() },
    )
    if (changes.length > 0 && githubTeam !== 'none')
      context.terminal.note(`The next crawl reads who is in ${githubTeam}: 'crawl ${id}' does it now.`)
    return afterChange(context, pipeline, { organizationId: id, changes, recalculate })
  })
}

const unknown = (slug: string, all: readonly Team[]) =>
  new SettingsError(
    'settings/invalid',
    `There is no team '${slug}'. There are: ${all.map((team) => team.slug).join(', ') || 'none'}.`,
    { team: slug },
  )
