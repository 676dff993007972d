/** Weeks without a merge stand on the axis too: a gap in time is not to be hidden by those who have something. */
import type { Group, Report } from '../api/types.ts'

export interface Week {
  /** Its Monday. */
  readonly day: string
  /** Null where nothing was merged. */
  readonly figures: Group | null
}

/** @param most of more, the latest */
export function everyWeek(
  { by, groups, weeks }: Pick<Report, 'by' | 'groups' | 'weeks'>,
  most: number,
): Week[] {
  if (by !== 'week') return []
  const known = new Map(groups.map((group) => [group.name, group]))
  return weeks.slice(-most).map(({ day }) => ({ day, figures: known.get(day) ?? null }))
}
