/** The filter in words, for headings and for who reads a page on paper. */
import { formatList } from '../format/number.ts'
import { pick, type View } from './view.ts'

/** What chooses pull requests, whenever they were merged. */
export const scopeNames = ['repo', 'team', 'teamAs', 'author', 'size', 'kind', 'base', 'path'] as const

/** Of a view, what chooses whenever it was. */
export const scopeOf = (view: View) => pick(view, scopeNames)

export const periodNames = ['period', 'from', 'to'] as const

export const defaultPeriod = '90d'

/** Of the pages of an organization: the bundled sample ended long ago, so that its last days have nothing. */
export const defaultPeriodOf = ({ isDemo }: { readonly isDemo: boolean }): string =>
  isDemo ? 'all' : defaultPeriod

const isOpen = ({ period, from, to }: View) => period === undefined && from === undefined && to === undefined

/** Of what a person can clear: whether it is anything else than without. @param own the period of the pages */
export const isChosen = (
  view: View,
  name: (typeof periodNames | typeof scopeNames)[number],
  own: string,
): boolean => view[name] !== undefined && !(name === 'period' && view.period === own)

/** As a page whose own period is another shows it, where the address has none. */
export const withPeriod = (view: View, own: string): View =>
  own !== defaultPeriod && isOpen(view) ? { ...view, period: own } : view

/** What the API is asked: the pages' own period where the address has none, and none for all of the past. */
export function toApiFilter(view: View): Readonly<Record<string, string | readonly string[] | undefined>> {
  const { period, from, to } = view
  return {
    period: period === 'all' ? undefined : isOpen(view) ? defaultPeriod : period,
    from,
    to,
    ...pick(view, scopeNames),
  }
}

/** The same as a view, for links: the list behind a figure says its period, whatever its own default. */
export const toLinkFilter = (view: View): View => ({
  ...pick(view, [...scopeNames, 'clock', 'from', 'to', 'period']),
  ...(isOpen(view) && { period: defaultPeriod }),
})

/** `in the last 90 days`, `from 2026-01-01`, `in all of the past` */
export function periodWords({ period, from, to }: View): string {
  if (period === 'all') return 'in all of the past'
  if (from !== undefined || to !== undefined)
    return [...(from ? [`from ${from}`] : []), ...(to ? [`to ${to}`] : [])].join(' ')
  return `in the last ${Number.parseInt(period ?? defaultPeriod, 10)} days`
}

const teamWords: Readonly<Record<string, string>> = {
  reviewer: 'with a reviewer of team',
  repository: 'in repositories of team',
}

/** What else is chosen; null when nothing is. */
export function scopeWords({ repo, team, teamAs, author, size, kind, base, path }: View): string | null {
  const parts = [
    ...(repo ? [`in ${formatList(repo)}`] : []),
    ...(team ? [`${teamWords[teamAs ?? ''] ?? 'by team'} ${formatList(team)}`] : []),
    ...(author ? [`by ${formatList(author)}`] : []),
    ...(size ? [`of size ${formatList(size)}`] : []),
    ...(kind ? [`of kind ${formatList(kind)}`] : []),
    ...(base ? [`into ${formatList(base)}`] : []),
    ...(path ? [`that change ${formatList(path)}`] : []),
  ]
  return parts.length === 0 ? null : parts.join(', ')
}

/** On the button of a filter: the first, and how many besides. A repository by its name alone, a path or branch whole. */
export function chosenWords(name: keyof View, chosen: readonly string[]): string {
  const [first = '', ...others] = chosen
  const short = name === 'repo' ? (first.split('/').at(-1) ?? '') : first
  return others.length === 0 ? short : `${short} +${others.length}`
}
