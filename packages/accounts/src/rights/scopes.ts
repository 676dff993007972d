/** What an API token is for: reading, starting runs, administering. Each is given by name; none includes another. */
import type { Role } from './roles.ts'

export const scopes = ['read', 'run', 'admin'] as const
export type Scope = (typeof scopes)[number]

export const isScope = (text: string): text is Scope => (scopes as readonly string[]).includes(text)

/** Who may make a token of a scope: nobody gives away what is not theirs. */
export const leastForScope: Readonly<Record<Scope, Role>> = { read: 'member', run: 'admin', admin: 'admin' }
