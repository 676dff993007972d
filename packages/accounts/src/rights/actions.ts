/**
 * The one table of who may do what: an action, the least role that may do it, and the scope by which an API token may.
 * What no scope may is done by people alone.
 */
import type { Role } from './roles.ts'
import type { Scope } from './scopes.ts'

export interface ActionRule {
  /** A role in the organization that is acted on; or who it is, whatever the organization. */
  readonly least: Role | 'everyone' | 'signed-in' | 'administrator'
  readonly scope: Scope | null
}

export const actions = {
  /** Signing in, and what leads there. */
  'sign-in': { least: 'everyone', scope: 'read' },
  /** What GitHub sends, which is known by its signature and by nothing else. */
  'webhooks.deliver': { least: 'everyone', scope: 'read' },
  /** One's own sessions, password and ways in. */
  'account.own': { least: 'signed-in', scope: null },
  /** Lists of what one may see: they hold no more than that. */
  'lists.read': { least: 'signed-in', scope: 'read' },
  'data.read': { least: 'viewer', scope: 'read' },
  /** What is said of fewer than three people, beside who they are themselves. */
  'people.read': { least: 'admin', scope: 'read' },
  'runs.act': { least: 'admin', scope: 'run' },
  'settings.read': { least: 'admin', scope: 'admin' },
  'settings.change': { least: 'admin', scope: 'admin' },
  'audit.read': { least: 'admin', scope: 'admin' },
  'data.export': { least: 'admin', scope: 'admin' },
  /** One's own tokens; administrators see and end those of others. */
  'tokens.own': { least: 'member', scope: null },
  /** One's own views of pages. */
  'views.own': { least: 'member', scope: null },
  'members.read': { least: 'admin', scope: null },
  /** Which login of GitHub a member is. */
  'people.link': { least: 'admin', scope: null },
  'members.change': { least: 'owner', scope: null },
  /** The credential by which GitHub is read. */
  'credentials.change': { least: 'owner', scope: null },
  'data.remove': { least: 'owner', scope: null },
  'backup.take': { least: 'administrator', scope: null },
  'organizations.create': { least: 'administrator', scope: null },
  'installation.administer': { least: 'administrator', scope: null },
} as const satisfies Readonly<Record<string, ActionRule>>

export type Action = keyof typeof actions
