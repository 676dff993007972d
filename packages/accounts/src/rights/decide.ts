/** Whether somebody may do something: the one place where that is decided, by the table of actions. */
import { type Action, type ActionRule, actions } from './actions.ts'
import { isAtLeast, type Role } from './roles.ts'
import type { Scope } from './scopes.ts'

/** Somebody, by what counts for what they may do. */
export interface Holder {
  readonly isSignedIn: boolean
  /** Of the whole installation: owner of every organization. */
  readonly isAdministrator: boolean
  /** By organization. */
  readonly roles: ReadonlyMap<string, Role>
  /** Of an API token, which may no more than they say; null for a person. */
  readonly scopes: ReadonlySet<Scope> | null
}

export const nobody: Holder = { isSignedIn: false, isAdministrator: false, roles: new Map(), scopes: null }

/** `unseen`: the organization is to be for them as if it were not there. */
export type Decision = 'allowed' | 'not-signed-in' | 'not-allowed' | 'unseen'

/** @param organization null for one that there is not */
export function roleIn(holder: Holder, organization: string | null): Role | null {
  if (holder.isAdministrator) return 'owner'
  return organization === null ? null : (holder.roles.get(organization) ?? null)
}

/** @param organization the one that is acted on; null where the action is of none, or there is no such organization */
export function decide(holder: Holder, action: Action, organization: string | null): Decision {
  const { least, scope }: ActionRule = actions[action]
  if (least === 'everyone') return 'allowed'
  if (!holder.isSignedIn) return 'not-signed-in'
  const isInScope = holder.scopes === null || (scope !== null && holder.scopes.has(scope))
  if (least === 'signed-in') return isInScope ? 'allowed' : 'not-allowed'
  if (least === 'administrator') return holder.isAdministrator && isInScope ? 'allowed' : 'not-allowed'
  const role = roleIn(holder, organization)
  if (role === null) return 'unseen'
  return isInScope && isAtLeast(role, least) ? 'allowed' : 'not-allowed'
}
