/** Figures by repository, team, author, size, week or month, and the course of the weeks. */
import type { Instant } from '@upflow/model'
import { type Figures, isFirm, type Releasing, toDistribution, toFigures } from './figures.ts'
import type { Grouping } from './filter.ts'
import { teamsAt } from './memberships.ts'
import type { MergedColumns } from './merged-columns.ts'
import type { OrganizationFacts } from './organization-facts.ts'
import { dayOf, weekStarts } from './zone-days.ts'

export interface Group extends Figures {
  /** `owner/name`, a team's slug, a login, a size class, the Monday with which a week begins, or a month, `2026-01`. */
  readonly name: string
}

export interface Week {
  /** The Monday with which it begins. */
  readonly day: string
  readonly merged: number
  readonly medianTotalSeconds: number | null
  /** How many the median is of. */
  readonly n: number
  /** False where so few took part that the median is a hint. */
  readonly isFirm: boolean
}

const sizes = ['XS', 'S', 'M', 'L', 'XL', '']

export interface Selected {
  readonly columns: MergedColumns
  readonly indices: readonly number[]
}

/** Of whose author was in none. */
export const noTeam = '(no team)'

/**
 * By name; sizes by size. A pull request is in each team in which its author was when it was merged.
 * @param isShown of a group, by its name and how many people wrote it. Default: all are
 */
export function toGroups(
  by: Grouping,
  { columns, indices }: Selected,
  facts: OrganizationFacts & Releasing,
  isShown: (name: string, countAuthors: () => number) => boolean = () => true,
): Group[] {
  const { repositories, timeZone } = facts
  const names = new Map(repositories.map(({ ordinal, name }) => [ordinal, name]))
  const teamsOf = by === 'team' ? teamsAt(facts) : null
  const weekOf = by === 'week' ? toWeek(columns, indices, timeZone) : null
  const groups = new Map<string, number[]>()
  const namesOf = (index: number): readonly string[] => {
    const { author, size } = columns.profile[index]!
    if (by === 'repository') return [names.get(columns.ordinal[index]!)!]
    if (by === 'author') return [author]
    if (by === 'size') return [size]
    if (by === 'team') {
      const teams = teamsOf!(author, columns.mergedAt[index]!)
      return teams.length === 0 ? [noTeam] : teams
    }
    if (by === 'month') return [dayOf(columns.mergedAt[index]!, timeZone).slice(0, 7)]
    return [weekOf!(columns.mergedAt[index]!)]
  }
  for (const index of indices)
    for (const name of namesOf(index)) {
      const group = groups.get(name)
      if (group) group.push(index)
      else groups.set(name, [index])
    }
  const order = (name: string) => (by === 'size' ? String(sizes.indexOf(name)) : name.toLowerCase())
  const countAuthors = (group: readonly number[]) =>
    new Set(group.map((index) => columns.profile[index]!.author)).size
  return [...groups]
    .filter(([name, group]) => isShown(name, () => countAuthors(group)))
    .map(([name, group]) => ({ name: name === '' ? '(unknown)' : name, key: order(name), group }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ name, group }) => ({ name, ...toFigures(columns, group, facts) }))
}

function toWeek(columns: MergedColumns, indices: readonly number[], timeZone: string) {
  const [first, last] = boundsOf(columns, indices)
  const starts = first === null || last === null ? [] : weekStarts(first, last, timeZone)
  const days = starts.map((start) => dayOf(start, timeZone))
  return (at: Instant): string => {
    let low = 0
    let high = starts.length
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if (starts[middle]! <= at) low = middle
      else high = middle
    }
    return days[low]!
  }
}

/** Every week from the first merge to the last, those without any too. */
export function toWeeks(
  { columns, indices }: Selected,
  { timeZone }: Pick<OrganizationFacts, 'timeZone'>,
): Week[] {
  const [first, last] = boundsOf(columns, indices)
  if (first === null || last === null) return []
  const weekOf = toWeek(columns, indices, timeZone)
  const groups = new Map<string, number[]>(
    weekStarts(first, last, timeZone).map((start) => [dayOf(start, timeZone), []]),
  )
  for (const index of indices) groups.get(weekOf(columns.mergedAt[index]!))!.push(index)
  return [...groups].map(([day, group]) => {
    const { merged, medianSeconds, n } = toDistribution(columns, group, 'total')
    return { day, merged, medianTotalSeconds: medianSeconds, n, isFirm: isFirm({ n }) }
  })
}

/** When the first and the last of them were merged; null of none. Not by spreading: a call takes so many. */
export function boundsOf(
  { mergedAt }: MergedColumns,
  indices: readonly number[],
): [first: Instant | null, last: Instant | null] {
  if (indices.length === 0) return [null, null]
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const index of indices) {
    first = Math.min(first, mergedAt[index]!)
    last = Math.max(last, mergedAt[index]!)
  }
  return [first, last]
}
