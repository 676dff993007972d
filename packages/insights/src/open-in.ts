/** Which pull requests were open in a period, or awaited their release, as conditions of SQL. */
import type { Conditions } from './conditions.ts'
import type { When } from './memberships.ts'
import type { OrganizationFacts } from './organization-facts.ts'
import type { Stretch } from './stretch.ts'

/** Open for a part of a period, merged or closed in it. */
export const openIn = ({ since, until }: Stretch): Conditions => ({
  clauses: ['a.created_at < ?', 'coalesce(a.merged_at, a.closed_at, ?) >= ?'],
  values: [until, until, since],
})

/** The same of whoever was a member for a part of that. */
export const during = (period: Stretch): { readonly condition: Conditions; readonly membersWhen: When } => ({
  condition: openIn(period),
  membersWhen: {
    from: `max(a.created_at, ${period.since})`,
    to: `min(coalesce(a.merged_at, a.closed_at, ${period.until}), ${period.until})`,
  },
})

/** The same, and what was merged before its end and not released before it, where merged work is released. */
export const notOverIn = (period: Stretch, releasing: ReadonlySet<number>): Conditions => {
  const { since, until } = period
  const open = openIn(period)
  return {
    clauses: [
      `(${open.clauses.join(' AND ')} OR a.merged_at < ? AND coalesce(a.released_at, ?) >= ?
         AND (a.pull_request_key >> 32) IN (SELECT value FROM json_each(?)))`,
    ],
    values: [...open.values, until, until, since, JSON.stringify([...releasing])],
  }
}

/** The repositories, by ordinal, where merged work awaits its release. */
export const releasingOf = ({ repositories }: Pick<OrganizationFacts, 'repositories'>): ReadonlySet<number> =>
  new Set(repositories.flatMap(({ rule, ordinal }) => (rule.kind === 'none' ? [] : [ordinal])))
