/** Roles in an organization, each with all that those before it may. */
import type { Role } from '../api/types.ts'

const roles: readonly Role[] = ['viewer', 'member', 'admin', 'owner']

/** @param role null for one that is not known */
export const isAtLeast = (role: Role | null, least: Role): boolean =>
  role !== null && roles.indexOf(role) >= roles.indexOf(least)
