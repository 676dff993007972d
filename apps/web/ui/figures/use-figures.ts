/** The figures of the page's filter. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { Query } from '../api/client.ts'
import { figuresQuery } from '../api/queries.ts'
import { toApiFilter } from '../app/filter-words.ts'
import { useOrganizationId, useView } from '../app/organization.tsx'

/** What the API is asked, which "Copy as API request" gives too. */
export function useFiguresQuery(by?: string): Query {
  const view = useView()
  return { ...toApiFilter(view), clock: view.clock, compare: view.compare, by }
}

export const useFigures = (query: Query) =>
  useQuery({ ...figuresQuery(useOrganizationId(), query), placeholderData: keepPreviousData })
