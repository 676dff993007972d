/** Asks anew for all that is shown of the organization, which may follow from what a run has done. */
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { organizationPath } from '../api/queries.ts'
import { useOrganizationId } from '../app/organization.tsx'

/** @param done how much of the run may be seen elsewhere: asked anew whenever that is another number, and not 0 */
export function useFreshData(done: number): void {
  const path = organizationPath(useOrganizationId())
  const queries = useQueryClient()
  useEffect(() => {
    if (done === 0) return
    void queries.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).startsWith(path) })
  }, [done, path, queries])
}
