/** The teams of GitHub that teams here are mirrored from, as settings and as the client have them. */
import type { TeamName } from '@upflow/github'
import type { Team } from '@upflow/settings'

/** Each once, `organization/slug`. */
export const githubTeamsOf = (teams: readonly Team[]): string[] => [
  ...new Set(teams.flatMap(({ githubTeam }) => githubTeam ?? [])),
]

export function toTeamName(githubTeam: string): TeamName {
  const [organization = '', slug = ''] = githubTeam.split('/')
  return { organization, slug }
}
