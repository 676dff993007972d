/**
 * Members of a team that is mirrored from one of GitHub: what the list there makes of them from a day on, and that
 * nobody else writes them meanwhile.
 */
import type { Team, TeamMember } from './settings.ts'

const fold = (login: string) => login.toLowerCase()

/**
 * Whoever is on the list and is no member begins today, and whoever is a member and not on it ends today: what was
 * before stays as it was. What was to come is as GitHub has it by then.
 * @param logins of all who are in the team there
 * @param today a day of the organization's time zone, `2026-01-31`
 */
export function mirroredMembers(
  members: readonly TeamMember[],
  logins: readonly string[],
  today: string,
): readonly TeamMember[] {
  const listed = new Set(logins.map(fold))
  const isPast = ({ to }: TeamMember) => to !== null && to < today
  const isToCome = ({ from }: TeamMember) => from !== null && from > today
  const isMember = (one: TeamMember) => !isPast(one) && !isToCome(one)
  const known = new Set(members.filter(isMember).map(({ login }) => fold(login)))
  const kept = members.flatMap((one): TeamMember[] => {
    if (isPast(one)) return [one]
    if (isToCome(one)) return []
    const to = listed.has(fold(one.login)) ? null : today
    return [one.to === to ? one : { ...one, to }]
  })
  const begun = logins
    .filter((login) => !known.has(fold(login)))
    .map((login): TeamMember => ({ login, from: today, to: null }))
  return [...kept, ...begun]
}

/** What is wrong with teams that somebody sets by hand: the members of a mirrored one are not theirs to set. */
export function mirrorProblems(before: readonly Team[], after: readonly Team[]): string[] {
  return after.flatMap(({ slug, githubTeam, members }, index) => {
    if (githubTeam === undefined) return []
    const same = before.filter((one) => one.githubTeam === githubTeam)
    const was = same.find((one) => one.slug === slug) ?? same[0]
    return was === undefined || isSame(was.members, members)
      ? []
      : [
          `teams.${index}.members must stay as they are: they are mirrored from ${githubTeam} at GitHub. Change them there, or end the mirroring first`,
        ]
  })
}

const isSame = (one: readonly TeamMember[], other: readonly TeamMember[]): boolean => {
  const textOf = ({ login, from, to }: TeamMember) => JSON.stringify([login, from, to])
  return one.length === other.length && one.every((member, index) => textOf(member) === textOf(other[index]!))
}
