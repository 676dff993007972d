/** The step that reads who is in the teams of GitHub which teams here mirror, and writes it down as of today. */
import type { TenantStore } from '@upflow/db'
import type { Settled, Step, StepContext } from '@upflow/jobs'
import type { Instant, OrganizationId } from '@upflow/model'
import {
  changeFromPresent,
  mirroredMembers,
  noteTeamMirror,
  readSetting,
  readSettings,
  type Team,
} from '@upflow/settings'
import type { GithubAccess } from '../credentials.ts'
import { githubTeamsOf, toTeamName } from '../github-teams.ts'
import { PipelineError } from '../pipeline-error.ts'
import type { WaitNote } from '../threads/file-methods.ts'
import type { JobContext } from './job-context.ts'
import type { Summary } from './summary.ts'
import { retryWhileWaiting, whileGithubWaits } from './while-github-waits.ts'

export interface Mirrored {
  /** Of teams of GitHub. */
  readonly read: number
  /** Of teams here, whose members are others since. */
  readonly changed: number
}

/** As the audit names it. */
export const byMirroring = 'mirrored from GitHub'

/**
 * A settled step: what cannot be read of one team leaves its last known members, and does not keep the others, nor
 * repositories, from being read.
 */
export const mirrorTeams = (
  step: Step,
  context: JobContext,
  organizationId: OrganizationId,
): Promise<Settled<Mirrored>> =>
  step.settle(
    'mirror-teams',
    (caller) =>
      // The client has tried for long enough.
      whileGithubWaits(context, caller, { organizationId, tries: 1 }, () =>
        mirrorAll(context, organizationId, caller),
      ),
    retryWhileWaiting,
  )

async function mirrorAll(
  context: JobContext,
  organizationId: OrganizationId,
  caller: StepContext,
): Promise<Mirrored> {
  const tenant = await context.tenants.open(organizationId)
  const wanted = githubTeamsOf(await readSetting(tenant, 'teams'))
  if (wanted.length === 0) return { read: 0, changed: 0 }
  const access = await context.credentials.accessOf(tenant)
  const problems: { readonly githubTeam: string; readonly message: string }[] = []
  let changed = 0
  for (const githubTeam of wanted) {
    const now = Math.floor(Date.now() / 1_000)
    try {
      const logins = await askMembers(context, tenant, { access, githubTeam, caller })
      changed += await setMembers(tenant, { githubTeam, logins, now })
      await noteTeamMirror(tenant, { githubTeam, problem: null, now })
    } catch (error) {
      caller.signal.throwIfAborted()
      if (!isAboutTeam(error)) throw error
      const { message } = error as Error
      await noteTeamMirror(tenant, { githubTeam, problem: message, now })
      problems.push({ githubTeam, message })
    }
  }
  if (problems.length === 0) return { read: wanted.length, changed }
  throw new PipelineError(
    'pipeline/teams-not-mirrored',
    `Who is in ${problems.map((one) => one.githubTeam).join(', ')} could not be read, and stays as it was: ${problems[0]!.message}`,
    { teams: problems.map((one) => one.githubTeam).join(', ') },
  )
}

interface Asked {
  readonly access: GithubAccess
  readonly githubTeam: string
  readonly caller: StepContext
}

function askMembers(
  { files, onWait }: JobContext,
  tenant: TenantStore,
  { access, githubTeam, caller: { signal } }: Asked,
): Promise<string[]> {
  const onNote = ({ wait }: WaitNote) => onWait?.(tenant.organizationId, wait)
  return files.call(tenant, 'teamMembers', { access, team: toTeamName(githubTeam) }, { signal, onNote })
}

/** @returns how many teams have others since */
async function setMembers(
  tenant: TenantStore,
  {
    githubTeam,
    logins,
    now,
  }: { readonly githubTeam: string; readonly logins: readonly string[]; readonly now: Instant },
): Promise<number> {
  const { dayOf } = await import('@upflow/insights')
  const { calendar } = await readSettings(tenant)
  const today = dayOf(now, calendar.value.timeZone)
  let others = 0
  await changeFromPresent(
    tenant,
    ({ teams }) => {
      const value = teams.value.map((team) =>
        team.githubTeam === githubTeam
          ? { ...team, members: mirroredMembers(team.members, logins, today) }
          : team,
      )
      const isOther = (team: Team, index: number) =>
        JSON.stringify(team) !== JSON.stringify(teams.value[index])
      others = value.filter(isOther).length
      return others === 0 ? [] : [{ key: 'teams', value }]
    },
    { by: byMirroring, isMirroring: true, now },
  )
  return others
}

/** Of that team, or of what the credential may: the others and the repositories are to be read nevertheless. */
const isAboutTeam = (error: unknown): boolean =>
  [
    'github/not-found',
    'github/insufficient-scopes',
    'github/access-denied',
    'github/partial-result',
  ].includes(String((error as { code?: unknown }).code))

/** What a run came to, with why teams could not be mirrored among what failed. */
export const withMirrored = (summary: Summary, mirrored: Settled<Mirrored>): Summary =>
  mirrored.ok
    ? summary
    : {
        ...summary,
        failed: [
          ...summary.failed,
          { repository: 'teams of GitHub', code: mirrored.error.code, message: mirrored.error.message },
        ],
      }
