/** The day that it is in the organization's zone: a period without an end of its own is counted back from it. */
import { useNow } from './now.ts'
import { useOrganization } from './organization.tsx'

/** `2026-01-05` */
export function useToday(): string {
  const { zone } = useOrganization()
  return zone.day(useNow())
}
