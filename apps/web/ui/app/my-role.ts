/** What whoever looks is in the organization of the page; null until it is known. */
import { useQuery } from '@tanstack/react-query'
import { meQuery } from '../api/queries.ts'
import type { Role } from '../api/types.ts'
import { useOrganizationId } from './organization.tsx'
import { isAtLeast } from './roles.ts'

export function useMyRole(): Role | null {
  const organization = useOrganizationId()
  const { data } = useQuery(meQuery())
  return data?.organizations.find(({ id }) => id === organization)?.role ?? null
}

/** Whether to offer what takes a role: false until it is known. */
export const useIsAtLeast = (least: Role): boolean => isAtLeast(useMyRole(), least)
