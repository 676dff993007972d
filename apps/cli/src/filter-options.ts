/** The options by which pull requests are chosen, as they are typed: what chooses nothing by mistake is refused. */
import { sizeClasses, type TeamRole, teamRoles } from '@upflow/insights'
import { pathWords, toPath } from '@upflow/insights/filter'
import { UsageError } from './exit-codes.ts'

/** As settings take them: an `@` in front is of the way people write a login. */
export const toLogins = (words: readonly string[] | null): string[] | null =>
  words?.map((word) => word.replace(/^@/, '')) ?? null

/** @throws UsageError */
export const toSizes = (words: readonly string[] | null): string[] | null =>
  words?.map((word) => {
    const size = sizeClasses.find((known) => known === word.toUpperCase())
    if (size !== undefined) return size
    throw new UsageError(
      `--size takes ${sizeClasses.slice(0, -1).join(', ')} or ${sizeClasses.at(-1)}, not '${word}'`,
    )
  }) ?? null

/** @throws UsageError */
export function toTeams(
  teams: readonly string[] | null,
  role: string | undefined,
): { readonly teams: readonly string[] | null; readonly teamAs?: TeamRole } {
  if (role === undefined) return { teams }
  const teamAs = teamRoles.find((known) => known === role)
  if (teamAs === undefined)
    throw new UsageError(
      `--team-as takes ${teamRoles.slice(0, -1).join(', ')} or ${teamRoles.at(-1)}, not '${role}'`,
    )
  if (teams === null) throw new UsageError('--team-as needs a --team')
  return { teams, teamAs }
}

/** @throws UsageError */
export const toPaths = (words: readonly string[] | null): string[] | null =>
  words?.map((word) => {
    const path = toPath(word)
    if (path !== '') return path
    throw new UsageError(`--path takes ${pathWords}, not '${word}'`)
  }) ?? null

interface Bound {
  readonly option: string
  /** As it is typed, and checked to be a day there is. */
  readonly day: string | undefined
}

/** @throws UsageError when no day lies between them */
export function checkPeriod(first: Bound, last: Bound): void {
  if (first.day !== undefined && last.day !== undefined && first.day >= last.day)
    throw new UsageError(
      `${first.option} ${first.day} is not before ${last.option} ${last.day}: no day lies between them`,
    )
}
