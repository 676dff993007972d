/** The roles as a person chooses among them, the least first. */
import type { Role } from '../api/types.ts'

export const roleChoices: { readonly value: Role; readonly label: string }[] = [
  { value: 'viewer', label: 'Viewer: reads' },
  { value: 'member', label: 'Member: reads, also with tokens' },
  { value: 'admin', label: 'Admin: data, runs, settings' },
  { value: 'owner', label: 'Owner: members and credentials too' },
]
