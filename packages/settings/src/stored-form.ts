/**
 * How a setting stands in the file, where it is not how it is used: whoever is always in a team is a login alone there,
 * as everybody was before memberships had dates.
 */
import type { SettingKey, Settings, Team, TeamMember } from './settings.ts'

type StoredTeam = Omit<Team, 'members'> & { readonly members: readonly (string | TeamMember)[] }

export function toStored<Key extends SettingKey>(key: Key, value: Settings[Key]): unknown {
  if (key !== 'teams') return value
  return (value as Settings['teams']).map(
    ({ members, ...team }): StoredTeam => ({ ...inOrder(team, members.map(toStoredMember)) }),
  )
}

export function fromStored<Key extends SettingKey>(key: Key, stored: unknown): Settings[Key] {
  if (key !== 'teams') return stored as Settings[Key]
  return (stored as readonly StoredTeam[]).map(
    ({ members, ...team }): Team => inOrder(team, members.map(fromStoredMember)),
  ) as unknown as Settings[Key]
}

/** As teams have always been written: the same value is the same text. */
const inOrder = <Member>(
  { slug, name, githubTeam, repositories, calendar }: Omit<Team, 'members'>,
  members: readonly Member[],
): Omit<Team, 'members'> & { readonly members: readonly Member[] } => ({
  slug,
  name,
  members,
  ...(githubTeam === undefined ? {} : { githubTeam }),
  ...(repositories === undefined ? {} : { repositories }),
  calendar,
})

const toStoredMember = (member: TeamMember): string | TeamMember =>
  member.from === null && member.to === null ? member.login : member

const fromStoredMember = (member: string | TeamMember): TeamMember =>
  typeof member === 'string' ? { login: member, from: null, to: null } : member
