/** The organization that a page is of, its clock, and its view: what every page asks first. */
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { createContext, useContext, useMemo } from 'react'
import { organizationQuery } from '../api/queries.ts'
import type { OrganizationFacts } from '../api/types.ts'
import type { Clock } from '../format/duration.ts'
import { type Zone, zoneOf } from '../format/zone.ts'
import { defaultPeriod, defaultPeriodOf, withPeriod } from './filter-words.ts'
import type { View } from './view.ts'

export interface OrganizationView {
  readonly id: string
  readonly facts: OrganizationFacts
  readonly zone: Zone
}

export const OrganizationContext = createContext<OrganizationView | null>(null)

export function useOrganization(): OrganizationView {
  const found = useContext(OrganizationContext)
  if (!found) throw new Error('A page is drawn outside of its organization')
  return found
}

/** Outside of all organizations it is that of who looks. */
export const useZone = (): Zone =>
  useContext(OrganizationContext)?.zone ?? zoneOf(Intl.DateTimeFormat().resolvedOptions().timeZone)

/** Of a page whose address has none. */
export function useDefaultPeriod(): string {
  const found = useContext(OrganizationContext)
  return found ? defaultPeriodOf(found.facts) : defaultPeriod
}

export const useOrganizationId = (): string => useParams({ from: '/o/$org' }).org

export const useFacts = () => useQuery(organizationQuery(useOrganizationId()))

export const zoneOfFacts = ({ timeZone }: OrganizationFacts): Zone => zoneOf(timeZone)

type Fixed = { readonly [Name in keyof View]?: View[Name] | undefined }

const nothing: Fixed = {}

/** What of the view stands in the path of the address: a page of one person or team is of them alone. */
export const FixedView = createContext<Fixed>(nothing)

export function useView(): View {
  const search = useSearch({ strict: false }) as View
  const fixed = useContext(FixedView)
  const period = useDefaultPeriod()
  return useMemo(() => {
    const shown = withPeriod(search, period)
    if (fixed === nothing) return shown
    const view = Object.entries({ ...shown, ...fixed }).filter(([, value]) => value !== undefined)
    return Object.fromEntries(view) as View
  }, [search, fixed, period])
}

/** By which clock durations are shown. */
export const useClock = (): Clock => (useView().clock === 'working' ? 'working' : 'wall')

/** Changes what is named of the view; what is undefined is taken out. A new view begins at its first page. */
export function useChangeView(): (change: View, options?: { replace?: boolean }) => void {
  const navigate = useNavigate()
  return (change, { replace = false } = {}) =>
    void navigate({
      to: '.',
      search: ((before: View) => ({ ...before, cursor: undefined, ...change })) as never,
      replace,
      resetScroll: false,
    })
}
