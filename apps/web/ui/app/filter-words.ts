/** The filter in words, for headings and for who reads a page on paper. */
import { formatList } from '../format/number.ts'
import type { View } from './view.ts'

/** Of the filter, what a person can clear at once. */
export const stateless = ['period', 'from', 'to', 'repo', 'team', 'author', 'size', 'kind', 'base'] as const

export const defaultPeriod = '90d'

/** What the API is asked: the pages' own period where the address has none, and none for all of the past. */
export function toApiFilter(view: View): Readonly<Record<string, string | readonly string[] | undefined>> {
  const { period, from, to, repo, team, author, size, kind, base } = view
  const isOpen = period === undefined && from === undefined && to === undefined
  return {
    period: period === 'all' ? undefined : isOpen ? defaultPeriod : period,
    from,
    to,
    repo,
    team,
    author,
    size,
    kind,
    base,
  }
}

/** The same as a view, for links: the list behind a figure says its period, whatever its own default. */
export const toLinkFilter = (view: View): View => {
  const isOpen = view.period === undefined && view.from === undefined && view.to === undefined
  const { repo, team, author, size, kind, base, clock, period, from, to } = view
  return Object.fromEntries(
    Object.entries({
      repo,
      team,
      author,
      size,
      kind,
      base,
      clock,
      from,
      to,
      period: isOpen ? defaultPeriod : period,
    }).filter(([, value]) => value !== undefined),
  ) as View
}

/** `in the last 90 days`, `from 2026-01-01`, `in all of the past` */
export function periodWords({ period, from, to }: View): string {
  if (period === 'all') return 'in all of the past'
  if (from !== undefined || to !== undefined)
    return [...(from ? [`from ${from}`] : []), ...(to ? [`to ${to}`] : [])].join(' ')
  return `in the last ${Number.parseInt(period ?? defaultPeriod, 10)} days`
}

/** What else is chosen; null when nothing is. */
export function scopeWords({ repo, team, author, size, kind, base }: View): string | null {
  const parts = [
    ...(repo ? [`in ${formatList(repo)}`] : []),
    ...(team ? [`by team ${formatList(team)}`] : []),
    ...(author ? [`by ${formatList(author)}`] : []),
    ...(size ? [`of size ${formatList(size)}`] : []),
    ...(kind ? [`of kind ${formatList(kind)}`] : []),
    ...(base ? [`into ${formatList(base)}`] : []),
  ]
  return parts.length === 0 ? null : parts.join(', ')
}
